import { drawable, type Scale } from "../draw/scale.ts";
import { line, px, text, tooltip, WIDTH } from "../draw/svg.ts";
import { type Child, html, type Markup } from "../write/html.ts";
import type { MeanScore } from "../types.ts";

/** Rows that a model learned from, and rows that it did not. */
export type Part = "train" | "validation";
export const PARTS: readonly Part[] = ["train", "validation"];

/** Which line is of which part, above a drawing; `by` pixels further to the left than its right end. */
export const partKeys = (by = 0): Child[] => [
  line(WIDTH - 178 - by, 10, WIDTH - 158 - by, 10, "curve train"),
  text(WIDTH - 153 - by, 14, "train"),
  line(WIDTH - 112 - by, 10, WIDTH - 92 - by, 10, "curve validation"),
  text(WIDTH - 87 - by, 14, "validation"),
];

/** Where the scores of both parts lie, with their standard errors. */
export const scoreEnds = (points: readonly { readonly [P in Part]: MeanScore }[]): number[] =>
  points.flatMap(({ train, validation }) =>
    [train, validation].flatMap(({ mean, se }) => (drawable(se) ? [mean - se, mean + se] : [mean])),
  );

/** Straight lines from point to point. */
export const pathThrough = (points: readonly { readonly x: number; readonly y: number }[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${px(x)},${px(y)}`).join("");

interface ScorePoint {
  readonly part: Part;
  readonly score: MeanScore;
  readonly x: number;
  readonly y: Scale;
  readonly radius: number;
  readonly tip: string;
}

/** A score as a dot, with a line over its standard error. */
export const scorePoint = ({ part, score: { mean, se }, x, y, radius, tip }: ScorePoint): (Markup | undefined)[] => [
  drawable(se) ? line(x, y.at(mean - se), x, y.at(mean + se), `curve-error ${part}`) : undefined,
  html`<circle cx="${px(x)}" cy="${px(y.at(mean))}" r="${radius}" class="curve-point ${part}">${tooltip(tip)}</circle>`,
];
