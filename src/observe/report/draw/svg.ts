import { type Child, clean, html, type Markup, shortened } from "../write/html.ts";
import type { Scale } from "./scale.ts";

/** Width of every figure in its own units; the page shrinks them to fit. */
export const WIDTH = 460;

/** A coordinate with one decimal. */
export const px = (x: number): string => String(Math.round(x * 10) / 10);

/** Estimated width of a text in units, from below 1 em per sign; wide scripts take a whole em. */
export function textWidth(text: string, size = 12): number {
  let em = 0;
  for (const sign of text)
    em += sign >= "\u1100" ? 1.05 : /[ilj.,:;'|!\s]/u.test(sign) ? 0.32 : /[mwMW@%]/u.test(sign) ? 0.9 : 0.58;
  return em * size;
}

/** The text cut in its middle to a width in units. */
export function cut(text: string, width: number, size = 12): string {
  const whole = shortened(text, 60);
  if (textWidth(whole, size) <= width) return whole;
  const signs = Array.from(whole);
  const room = width - textWidth("…", size);
  const tail = fitting(signs.toReversed(), room / 3, size);
  const head = fitting(signs, room - textWidth(signs.slice(signs.length - tail).join(""), size), size);
  return `${signs.slice(0, Math.max(1, head)).join("").trimEnd()}…${signs
    .slice(signs.length - tail)
    .join("")
    .trimStart()}`;
}

/** How many of the first signs fit a width. */
function fitting(signs: readonly string[], width: number, size: number): number {
  let used = 0;
  const end = signs.findIndex((sign) => {
    used += textWidth(sign, size);
    return used > width;
  });
  return end < 0 ? signs.length : end;
}

export interface Figure {
  /** What its file is called, such as `gap-map`: letters, digits and dashes. */
  readonly name: string;
  readonly height: number;
  /** What a screen reader says in place of the drawing. */
  readonly label: string;
  readonly drawing: Child;
  readonly caption?: Child;
}

/** A drawing of the page's width units with a caption below. */
export const figure = ({ name, height, label, drawing, caption }: Figure): Markup =>
  html`<figure><svg class="chart-${name}" viewBox="0 0 ${WIDTH} ${px(height)}" role="img" aria-label="${clean(label, 300)}">${drawing}</svg>${caption === undefined ? undefined : html`<figcaption>${caption}</figcaption>`}</figure>`;

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): Markup =>
  html`<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${kind}"/>`;

export const text = (x: number, y: number, content: string, kind = ""): Markup =>
  html`<text x="${px(x)}" y="${px(y)}" class="${kind}">${content}</text>`;

/** Grid lines upright, with tick labels below the frame. */
export const xTicks = (scale: Scale, { top, bottom }: Frame): Child =>
  scale.ticks.map(({ value, label }) => [
    line(scale.at(value), top, scale.at(value), bottom, "grid"),
    text(scale.at(value), bottom + 16, label, "mid soft"),
  ]);

/** The same with a title below. */
export function xAxis(scale: Scale, frame: Frame, title: string): Child {
  return [xTicks(scale, frame), text((frame.left + frame.right) / 2, frame.bottom + 34, title, "mid")];
}

/** Grid lines and tick labels left of the frame, a title above it. */
export function yAxis(scale: Scale, { left, right, top }: Frame, title: string): Child {
  return [
    scale.ticks.map(({ value, label }) => [
      line(left, scale.at(value), right, scale.at(value), "grid"),
      text(left - 6, scale.at(value) + 4, label, "end soft"),
    ]),
    text(Math.min(left, 8), top - 10, title),
  ];
}

/** A filled rectangle; an opacity from 0 to 1 shades it. */
export function rect(x: number, y: number, width: number, height: number, kind: string, opacity?: number): Markup {
  const shade = opacity === undefined ? undefined : html` fill-opacity="${String(Math.round(opacity * 100) / 100)}"`;
  return html`<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(Math.max(0, height))}" class="${kind}"${shade}/>`;
}

/** How an effect stands to zero. Shapes tell it too, not colours alone. */
export type Sign = "better" | "worse" | "unclear";

/** ▲ better, ▼ worse, ○ unclear; a tooltip for those who point at it. */
export function mark(x: number, y: number, sign: Sign, tip: Child): Markup {
  const r = 5;
  if (sign === "unclear") return html`<circle cx="${px(x)}" cy="${px(y)}" r="4.2" class="unclear">${tip}</circle>`;
  const up = sign === "better" ? 1 : -1;
  const points = [
    [x - r, y + up * r * 0.8],
    [x + r, y + up * r * 0.8],
    [x, y - up * r],
  ];
  return html`<polygon points="${points.map(([a, b]) => `${px(a!)},${px(b!)}`).join(" ")}" class="${sign}">${tip}</polygon>`;
}

export const tooltip = (content: string): Markup => html`<title>${content}</title>`;
