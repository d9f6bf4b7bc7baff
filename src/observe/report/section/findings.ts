import { counted, fixed, type Format } from "../write/format.ts";
import { forest, forestHeight, type ForestRow } from "../draw/forest.ts";
import { suspectsSection, TERMS } from "./gapSections.ts";
import { type Child, clean, html, type Markup, shortened } from "../write/html.ts";
import { drawable, extent, linear } from "../draw/scale.ts";
import { cut, figure, type Frame, line, rect, text, WIDTH, xAxis } from "../draw/svg.ts";
import type { ReportFindings } from "../types.ts";

const ROW = 24;
const LEFT = 206;
/** What errors of rows are, as the result has it. */
const UNITS = new Map([
  ["wrong", "share of wrong rows"],
  ["distance", "mean distance"],
]);
/** Segments that are drawn. */
const SEGMENTS = 10;

/** Why the gap that training shows is another than the honest one, which segments overfit more, and which labels look wrong. */
export const findingsOf = (findings: ReportFindings, format: Format): Markup =>
  html`<div class="pair">${termsFigure(findings)}${findings.segments.worse.length === 0 ? undefined : segmentsOf(findings.segments, format)}</div>
<div class="more">${suspectsSection(findings)}</div>`;

const loss = (x: number): string => fixed(x, 3, true);

/** From the honest gap to the one that other libraries show, cause by cause. */
export function termsFigure({ kept }: Pick<ReportFindings, "kept">): Markup {
  const { honest, naive, terms, epoch } = kept;
  const rows = [
    { name: "honest gap", value: honest.gap, kind: "kept" },
    ...Object.entries(TERMS).map(([key, name]) => ({ name, value: -terms[key as keyof typeof terms], kind: "term" })),
    { name: "gap as usually shown", value: naive.gap, kind: "kept" },
  ].filter(({ kind, value }) => kind === "kept" || (drawable(value) && Math.abs(value) >= 5e-4));
  const frame: Frame = { left: LEFT, right: WIDTH - 60, top: 8, bottom: 8 + rows.length * ROW };
  const x = linear(extent([0, ...rows.map(({ value }) => value)], 0.05), [frame.left, frame.right], 4);
  return figure({
    name: "gap-terms",
    height: frame.bottom + 42,
    label: `Gap in the loss: ${rows.map(({ name, value }) => `${name} ${loss(value)}`).join(", ")}`,
    drawing: html`${xAxis(x, frame, "validation − training loss")}${line(x.at(0), frame.top, x.at(0), frame.bottom, "axis")}${rows.map(
      ({ name, value, kind }, i) => bar(name, value, kind, frame.top + i * ROW, x.at),
    )}`,
    caption: html`The loss at epoch ${epoch}: ${loss(honest.validation)} on validation rows and, scored alike, ${loss(honest.train)} on training rows,
      a gap of ${loss(honest.gap)}. A training loss with everything on, as other libraries show it, is ${loss(naive.train)} and would say
      ${loss(naive.gap)}; the bars between add up to the difference.`,
  });
}

function bar(name: string, value: number, kind: string, y: number, at: (value: number) => number): Child {
  const known = drawable(value) ? value : 0;
  const [from, to] = [Math.min(at(0), at(known)), Math.max(at(0), at(known))];
  return [
    text(LEFT - 8, y + 16, cut(name, LEFT - 12), kind === "kept" ? "end strong" : "end"),
    rect(from, y + 5, Math.max(1, to - from), ROW - 10, kind === "kept" ? "weights kept" : "count"),
    text(WIDTH - 4, y + 16, loss(value), "end soft"),
  ];
}

/** Classes and values of columns that overfit more than the rest. */
export function segmentsOf({ looked, worse, unit }: ReportFindings["segments"], format: Format): Markup {
  if (worse.length === 0)
    return html`<p class="note">None of ${counted(looked, "segment")}, classes and values of columns, overfits more than the rest.</p>`;
  const rows = worse.slice(0, SEGMENTS).map(({ by, name, excess, low, high }): ForestRow => {
    const tip = `${clean(by)} ${clean(name)}: ${format.signed(excess)} [${format.score(low)}, ${format.score(high)}]`;
    return { name: `${shortened(by, 28)}: ${shortened(name, 24)}`, value: excess, low, high, sign: "worse", tip };
  });
  const more = worse.length > SEGMENTS ? ` ${worse.length - SEGMENTS} more are not drawn.` : "";
  return figure({
    name: "segments",
    height: forestHeight(rows.length),
    label: `Segments that overfit more than the rest. ${rows.map(({ tip }) => tip).join("; ")}`,
    drawing: forest(rows, { axis: "its gap − that of all other rows", difference: "higher" }),
    caption: html`Classes and values of columns whose gap (${UNITS.get(unit) ?? clean(unit, 40)}) is beyond that of the other rows, of ${counted(looked, "segment")} looked
      at, with 95 % intervals; Holm allows for their number.${more}`,
  });
}
