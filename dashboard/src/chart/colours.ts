/** Okabe and Ito's colours in an order in which neighbours differ most; the first two are those of the report. */
const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#3d9ad1", "#5b636d", "#7a4fa3"] as const;
const DARK = ["#56b4e9", "#f0a030", "#2fc99a", "#e39ac4", "#f0e442", "#7ea6ff", "#a3abb5", "#c39bf0"] as const;

export const MOST_COLOURS = LIGHT.length;
export const colourOf = (i: number, dark: boolean): string => (dark ? DARK : LIGHT)[i % LIGHT.length]!;

const tokens = new Map<string, string>();

/** A colour of the page's style, asked for once per theme: each question makes the browser settle the whole style. */
export function token(name: string): string {
  const key = `${document.documentElement.dataset["theme"]} ${name}`;
  const known = tokens.get(key);
  if (known !== undefined) return known;
  const found = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  tokens.set(key, found);
  return found;
}

/** A colour with less of it. */
export function faded(colour: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
