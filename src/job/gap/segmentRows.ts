import type { CategoryColumn } from "../../data/index.ts";
import { show } from "../../decide/wording.ts";
import type { SegmentRows } from "../../decide/gap/index.ts";
import type { Fold, Prepared } from "../prepare.ts";

/** Values of a column that are told one by one; more are cut into quarters. */
const VALUES = 8;
/** Categories of a column, the commonest first. */
const LEVELS = 20;
const QUARTERS = 4;

/** What rows of the data are cut by: a number or a category each. */
type Cut =
  | { readonly name: string; readonly values: (row: number) => number }
  | { readonly name: string; readonly column: CategoryColumn };

/** Rows of both sides that are looked at, by their places in the fold. */
export interface Looked {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

const allOf = ({ rows }: Fold["train"]): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

/**
 * Every class, and every category or quarter of each input column; of texts their length, of images their brightness. Places of
 * segments are those in `looked`; all rows are looked at without.
 */
export function segmentRows(
  prepared: Prepared,
  { train, validation }: Fold,
  looked: Looked = { train: allOf(train), validation: allOf(validation) },
): SegmentRows[] {
  const idOf = ({ ids }: Fold["train"], row: number): number => (ids === undefined ? row : ids[row]! - 1);
  const sides: Sides = {
    train: looked.train.map((row) => idOf(train, row)),
    validation: looked.validation.map((row) => idOf(validation, row)),
  };
  const classes = classSegments(prepared, {
    train: labelsOf(train, looked.train),
    validation: labelsOf(validation, looked.validation),
  });
  return [...classes, ...cutsOf(prepared).flatMap((cut) => cutSegments(cut, sides))];
}

/** The class of each row; −1 where it is none. */
function labelsOf({ y, rows: all }: Fold["train"], rows: Int32Array): Int32Array {
  const width = y.length / Math.max(1, all);
  return rows.map((row) => {
    for (let k = 0; k < width; k++) if (y[row * width + k] === 1) return k;
    return -1;
  });
}

function classSegments({ task, target }: Prepared, labels: Sides): SegmentRows[] {
  if (task.kind === "regression") return [];
  const [train, validation] = [placesBy(labels.train), placesBy(labels.validation)];
  const none = new Int32Array();
  return task.classes.map((name, k) => ({
    ...{ name, by: target.name },
    ...{ train: train.get(k) ?? none, validation: validation.get(k) ?? none },
  }));
}

/** By number, the places where it stands. */
function placesBy(numbers: Int32Array): Map<number, Int32Array> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const places = new Map([...counts].map(([number, count]) => [number, new Int32Array(count)]));
  for (let i = numbers.length - 1; i >= 0; i--) {
    const left = counts.get(numbers[i]!)! - 1;
    counts.set(numbers[i]!, left);
    places.get(numbers[i]!)![left] = i;
  }
  return places;
}

function cutsOf(prepared: Prepared): Cut[] {
  if (prepared.kind === "table")
    return prepared.features.map((column) =>
      column.kind === "category"
        ? { name: column.name, column }
        : { name: column.name, values: (row) => column.values[row]! },
    );
  if (prepared.kind === "text")
    return [{ name: `letters of ${prepared.column}`, values: (row) => prepared.texts[row]!.length }];
  const { pixels, shape } = prepared.set;
  const bytes = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const brightness = (row: number): number => {
    pixels.bytes(row, bytes);
    return bytes.reduce((sum, v) => sum + v, 0) / bytes.length;
  };
  return [{ name: "brightness", values: brightness }];
}

/** A number for each row that is looked at. */
interface Sides {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

function cutSegments(cut: Cut, sides: Sides): SegmentRows[] {
  if ("column" in cut) {
    const { codes, levels } = cut.column;
    const [train, validation] = [sides.train, sides.validation].map((rows) => placesBy(rows.map((row) => codes[row]!)));
    const common = [...train!].sort((a, b) => b[1].length - a[1].length).slice(0, LEVELS);
    const none = new Int32Array();
    return common.map(([code, places]) => ({
      ...{ name: code < 0 ? "missing" : levels[code]!, by: cut.name },
      ...{ train: places, validation: validation!.get(code) ?? none },
    }));
  }
  const known = {
    train: Float64Array.from(sides.train, cut.values),
    validation: Float64Array.from(sides.validation, cut.values),
  };
  return rangesOf(known.train).map(({ name, has }) => ({
    ...{ name, by: cut.name },
    ...{ train: placesWhere(known.train, has), validation: placesWhere(known.validation, has) },
  }));
}

function placesWhere(values: Float64Array, has: (value: number) => boolean): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) if (has(values[i]!)) places.push(i);
  return places;
}

interface Range {
  readonly name: string;
  readonly has: (value: number) => boolean;
}

/** The different values of sorted ones; undefined for more than are told one by one. */
function fewOf(sorted: Float64Array): number[] | undefined {
  const found: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    if (found.length === VALUES) return undefined;
    found.push(sorted[i]!);
  }
  return found;
}

/** Single values of few, else quarters of the training rows; missing cells apart. */
function rangesOf(values: Float64Array): Range[] {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  const missing: Range[] = sorted.length < values.length ? [{ name: "missing", has: Number.isNaN }] : [];
  const distinct = fewOf(sorted);
  if (distinct !== undefined)
    return [...missing, ...distinct.map((value) => ({ name: show(value), has: (v: number) => v === value }))];
  const cuts = Array.from(
    { length: QUARTERS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / QUARTERS)]!,
  );
  const edges = [Number.NEGATIVE_INFINITY, ...new Set(cuts), Number.POSITIVE_INFINITY];
  return [
    ...missing,
    ...edges.slice(1).map((to, i) => {
      const from = edges[i]!;
      const low = i === 0 ? "" : `${show(from)} …`;
      const high = to === Number.POSITIVE_INFINITY ? "" : `${i === 0 ? "below" : ""} ${show(to)}`;
      return { name: `${low}${high}`.trim(), has: (v: number) => v >= from && v < to };
    }),
  ];
}
