import { fitted, moved } from "../../picture/index.ts";
import { fixed } from "../../report/write/format.ts";
import { type Child, html, type Markup } from "../../report/write/html.ts";
import { linear, type Scale } from "../../report/draw/scale.ts";
import { line, px, text } from "../../report/draw/svg.ts";
import type { Block } from "../origin.ts";
import { distance, edgesOf, histogram, variation } from "./histogram.ts";
import { columnOf, rowsWhere } from "./view.ts";
import type { TableSheet } from "./types.ts";

export const CHANGES_STYLE = `
.was{fill:#c9d6e0}.is{fill:none;stroke:#b35f00;stroke-width:1.6;stroke-linejoin:round}.col{font-size:12px;font-weight:700}
`;

/** How one column of the class that is looked at changed. */
export interface Change {
  readonly column: number;
  /** Of its values before and after: Kolmogorov and Smirnov's distance of numbers, total variation of codes. */
  readonly distance: number;
  /** What it holds are codes: their order means nothing. */
  readonly isCoded: boolean;
  readonly edges: Float64Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** What each bin holds, where bins are categories. */
  readonly names: readonly string[] | undefined;
}

const COLUMNS = 6;
const ACROSS = 3;
const GAP = 30;
const HEIGHT = 84;
const EACH = 146;

/** The columns that changed most, largest distance first; those that did not change are left out. */
export function changesOf(sheet: TableSheet, focus: number, most = COLUMNS): Change[] {
  const rows = [sheet.before, sheet.after].map((table) => rowsWhere(table, (label) => label === focus));
  const values = (column: number): readonly [Float64Array, Float64Array] => [
    columnOf(sheet.before, rows[0]!, column),
    columnOf(sheet.after, rows[1]!, column),
  ];
  const coded = new Set([
    ...(sheet.categorical ?? []),
    ...(sheet.levels ?? []).flatMap((levels, column) => (levels === undefined ? [] : [column])),
  ]);
  return sheet.columns
    .map((_, column) => {
      const isCoded = coded.has(column);
      return { column, isCoded, distance: (isCoded ? variation : distance)(...values(column)) };
    })
    .filter((change) => change.distance > 0)
    .sort((a, b) => b.distance - a.distance || a.column - b.column)
    .slice(0, most)
    .map(({ column, isCoded, distance: change }) => {
      const [before, after] = values(column);
      const edges = edgesOf(before, after);
      const names = namesOf([before, after], edges, sheet.levels?.[column]);
      return {
        ...{ column, isCoded, distance: change, edges, names },
        ...{ before: histogram(before, edges), after: histogram(after, edges) },
      };
    });
}

/** The level of each bin; none where a bin holds several. */
function namesOf(lists: readonly Float64Array[], edges: Float64Array, levels: readonly string[] | undefined) {
  if (levels === undefined) return undefined;
  const codes = new Set(lists.flatMap((list) => Array.from(new Set(list))));
  const binOf = (code: number): number => edges.findLastIndex((edge, i) => i < edges.length - 1 && edge <= code);
  const names = new Map(Array.from(codes, (code) => [binOf(code), levels[code] ?? "other"]));
  return names.size === codes.size ? Array.from(edges.slice(1), (_, bin) => names.get(bin) ?? "") : undefined;
}

/** Small histograms beside and below each other. */
export function changesBlock(changes: readonly Change[], columns: readonly string[], width: number): Block {
  const each = (width - (ACROSS - 1) * GAP) / ACROSS;
  const body = changes.map((change, i) =>
    moved(
      (i % ACROSS) * (each + GAP),
      Math.floor(i / ACROSS) * EACH,
      drawChange(change, columns[change.column]!, each),
    ),
  );
  return { body, height: Math.ceil(changes.length / ACROSS) * EACH };
}

/** Shares, because the numbers of rows differ. */
function shares(counts: Int32Array): Float64Array {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return Float64Array.from(counts, (n) => (total > 0 ? n / total : 0));
}

function drawChange(
  { distance: change, isCoded, edges, before, after, names }: Change,
  name: string,
  width: number,
): Child {
  const [top, bottom] = [22, 22 + HEIGHT];
  const [was, is] = [shares(before), shares(after)];
  const x = linear([edges[0]!, edges.at(-1)!], [0, width], 4);
  const y = linear([0, Math.max(...was, ...is, 1e-9) * 1.04], [bottom, top], 3);
  const told = `${isCoded ? "variation" : "distance"} ${change > 0 && change < 0.005 ? "< .01" : fixed(change, 2, true)}`;
  return [
    text(0, 12, fitted(name, width - 90, { size: 12, face: "bold" }), "col"),
    text(width, 12, told, "end soft small"),
    html`<path d="${outline(was, edges, x, y)}Z" class="was"/>`,
    names === undefined
      ? x.ticks.map(({ value, label }) => text(x.at(value), bottom + 15, label, "mid soft small"))
      : names.map((level, bin) => binName(level, x.at(edges[bin]!), x.at(edges[bin + 1]!), bottom + 15)),
    line(0, bottom, width, bottom, "axis"),
    html`<path d="${outline(is, edges, x, y)}" class="is"/>`,
  ];
}

/** A level below its bin, as much of it as there is room for. */
const binName = (level: string, left: number, right: number, y: number): Markup =>
  text((left + right) / 2, y, fitted(level, right - left - 6, { size: 11, face: "regular" }), "mid soft small");

/** Steps from the ground over all bins and back to it. */
function outline(heights: Float64Array, edges: Float64Array, x: Scale, y: Scale): string {
  const steps = Array.from(heights, (h, i) => `V${px(y.at(h))}H${px(x.at(edges[i + 1]!))}`);
  return `M${px(x.at(edges[0]!))},${px(y.at(0))}${steps.join("")}V${px(y.at(0))}`;
}

/** What the shapes mean. */
export const changesLegend = (y: number): Markup =>
  html`${moved(0, y, [html`<rect x="0" y="-10" width="14" height="11" class="was"/>`, text(20, 0, "before"), html`<path d="M80,1V-8H94V1" class="is"/>`, text(100, 0, "after")])}`;
