import { raw, type Markup } from "../report/write/html.ts";
import { style } from "../report/write/style.ts";

/** The report's colours on a light ground, by name: `ink`, `soft`, `rule`, `better` … */
export const colours: ReadonlyMap<string, string> = new Map(
  [...(/:root\{[^}]*\}/u.exec(style.text)?.[0] ?? "").matchAll(/--([a-z]+):(#[0-9a-f]+)/gu)].map((match) => [
    match[1]!,
    match[2]!,
  ]),
);

/** A style sheet with `var(--ink)` and its like replaced: renderers without variables draw black instead. */
export const resolved = (css: string): Markup =>
  raw(css.replace(/var\(--([a-z]+)\)/gu, (whole, name: string) => colours.get(name) ?? whole));
