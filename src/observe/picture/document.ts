import { type Child, clean, html, type Markup } from "../report/write/html.ts";
import { px } from "../report/draw/svg.ts";
import { resolved } from "./colours.ts";

/** A drawing of its own: units are CSS pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What a screen reader says in its place. */
  readonly label: string;
  /** Rules beside those of `LETTERS`; colours as `var(--ink)`. */
  readonly style?: string;
  readonly body: Child;
}

/** font-size and its like stand alone: the renderer passes over the short form `font: 12px …`. */
const LETTERS = `
text{font-family:"DejaVu Sans",Verdana,sans-serif;font-size:12px;fill:var(--ink)}
.soft{fill:var(--soft)}.strong{font-weight:700}.mid{text-anchor:middle}.end{text-anchor:end}
.narrow{font-stretch:condensed}.mono{font-family:"DejaVu Sans Mono",monospace}
.title{font-size:18px;font-weight:700}.small{font-size:11px}
.grid{stroke:var(--faint)}.rule{stroke:var(--rule)}.axis{stroke:var(--soft)}
`;

/** Characters that no XML file may hold. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A whole SVG file on a white ground, with its colours and letters in it. */
export function svgDocument({ width, height, label, style = "", body }: Drawing): string {
  const page = html`<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" role="img" aria-label="${clean(label, 300)}"><style>${resolved(LETTERS + style)}</style><rect width="100%" height="100%" fill="#fff"/>${body}</svg>
`;
  return page.text.replace(FORBIDDEN, "\ufffd");
}

/** The upper left corner of what is inside. */
export const moved = (x: number, y: number, body: Child): Markup =>
  html`<g transform="translate(${px(x)} ${px(y)})">${body}</g>`;
