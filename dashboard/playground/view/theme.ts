import { effect, signal } from "@preact/signals";

type Theme = "light" | "dark";
const KEY = "regularize-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined;
  }
}

const dark = signal(system.matches);
system.addEventListener("change", ({ matches }) => (dark.value = matches));
const chosen = signal(stored());

export const isDark = (): boolean => (chosen.value ?? (dark.value ? "dark" : "light")) === "dark";

export function switchTheme(): void {
  chosen.value = isDark() ? "light" : "dark";
  try {
    localStorage.setItem(KEY, chosen.value);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

/** Okabe and Ito's colours, which everybody can tell apart, and the page's own. */
export interface Palette {
  readonly classes: readonly (readonly [number, number, number])[];
  readonly ground: readonly [number, number, number];
  readonly card: string;
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly plain: string;
  readonly yours: string;
}

const LIGHT: Palette = {
  classes: [
    [0, 114, 178],
    [230, 130, 0],
    [0, 138, 100],
    [190, 80, 150],
  ],
  ...{
    ground: [255, 255, 255],
    card: "#ffffff",
    ink: "#1a1d21",
    soft: "#5b636d",
    rule: "#d9dde2",
    plain: "#6b7480",
    yours: "#0067a3",
  },
};
const DARK: Palette = {
  classes: [
    [76, 168, 230],
    [240, 165, 50],
    [40, 185, 140],
    [215, 125, 180],
  ],
  ...{
    ground: [23, 28, 35],
    card: "#171c23",
    ink: "#e8eaed",
    soft: "#a3abb5",
    rule: "#363c44",
    plain: "#a2abb6",
    yours: "#58b7ef",
  },
};

export const palette = (): Palette => (isDark() ? DARK : LIGHT);
effect(() => {
  document.documentElement.dataset["theme"] = isDark() ? "dark" : "light";
});

export const css = ([r, g, b]: readonly [number, number, number]): string => `rgb(${r} ${g} ${b})`;
