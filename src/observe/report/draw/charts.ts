import { type Drawing, moved } from "../../picture/document.ts";
import { raw } from "../write/html.ts";
import { style } from "../write/style.ts";
import { WIDTH } from "./svg.ts";

/** A chart of a report as a drawing of its own. */
export interface Chart extends Drawing {
  /** Such as `gap-map`: what its file is called. */
  readonly name: string;
}

const MARGIN = 16;

const CHART = new RegExp(
  `<svg class="chart-([a-z0-9-]+)" viewBox="0 0 ${WIDTH} ([0-9.]+)" role="img" aria-label="([^"]*)">(.*?)</svg>`,
  "gsu",
);

/** Entities that a label may hold, back to what they stand for. */
const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#96": "`" };
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39|#96);/gu, (_, name: string) => SIGNS[name]!);

/** The charts of a report that `renderReport` or `renderGrowth` made, in their order. */
export const chartsOf = (page: string): Chart[] =>
  [...page.matchAll(CHART)].map(([, name, height, label, body]) => ({
    ...{ name: name!, width: WIDTH + 2 * MARGIN, height: Number(height) + 2 * MARGIN, label: unescaped(label!) },
    ...{ style: style.text, body: moved(MARGIN, MARGIN, raw(body!)) },
  }));
