import { passed } from "../../core/long.ts";
import type { CategoryColumn } from "../../data/index.ts";
import { show } from "../../decide/wording.ts";
import type { SegmentRows } from "../../decide/gap/index.ts";
import { classOf } from "../../train/classes.ts";
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
  const cuts = cutsOf(prepared).map((cut) => {
    const segments = cutSegments(cut, sides);
    // They lie all over a column.
    passed(4 * prepared.data.rows);
    return segments;
  });
  return [...classes, ...cuts.flat()];
}

/** The class of each row; −1 where it is none. */
function labelsOf({ y, rows: all }: Fold["train"], rows: Int32Array): Int32Array {
  const width = y.length / Math.max(1, all);
  return rows.map((row) => classOf(y, width, row));
}

function classSegments({ task, target }: Prepared, labels: Sides): SegmentRows[] {
  if (task.kind === "regression") return [];
  const { length } = task.classes;
  const [train, validation] = [placesBy(labels.train, length), placesBy(labels.validation, length)];
  return task.classes.map((name, k) => ({
    ...{ name, by: target.name },
    ...{ train: train[k]!, validation: validation[k]! },
  }));
}

/** By code, 0 … count − 1, the places where it stands; others are left out. */
function placesBy(codes: Int32Array, count: number): Int32Array[] {
  const sizes = new Int32Array(count);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) sizes[codes[i]!]!++;
  const places = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(count);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= 0) places[code]![filled[code]!++] = i;
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

/** A code each of so many names: what segments are made of. */
interface Coded extends Sides {
  readonly names: readonly string[];
}

function cutSegments(cut: Cut, sides: Sides): SegmentRows[] {
  const { names, train, validation } = "column" in cut ? categoriesOf(cut.column, sides) : rangesOf(cut.values, sides);
  const [trained, validated] = [placesBy(train, names.length), placesBy(validation, names.length)];
  const segments = names
    .map((name, code) => ({ name, by: cut.name, train: trained[code]!, validation: validated[code]! }))
    .filter((segment) => segment.train.length > 0);
  if (!("column" in cut)) return segments;
  // The commonest first; of equally common ones what is met first.
  return segments.sort((a, b) => b.train.length - a.train.length || a.train[0]! - b.train[0]!).slice(0, LEVELS);
}

/** The levels of a column, and last the cells that are missing. */
function categoriesOf({ codes, levels }: CategoryColumn, { train, validation }: Sides): Coded {
  const codeOf = (row: number): number => (codes[row]! < 0 ? levels.length : codes[row]!);
  return { names: [...levels, "missing"], train: train.map(codeOf), validation: validation.map(codeOf) };
}

/** The different values of some, in ascending order; undefined for more than are told one by one. */
function fewOf(values: Float64Array): number[] | undefined {
  const found = new Set<number>();
  for (let i = 0; i < values.length && found.size <= VALUES; i++) if (!Number.isNaN(values[i]!)) found.add(values[i]!);
  return found.size > VALUES ? undefined : [...found].sort((a, b) => a - b);
}

/** Missing cells, and single values of few, else quarters of the training rows. */
function rangesOf(numberOf: (row: number) => number, sides: Sides): Coded {
  const train = numbersOf(sides.train, numberOf);
  const few = fewOf(train);
  const { names, codeOf } = few === undefined ? quartersOf(train) : singlesOf(few);
  const coded = (values: Float64Array): Int32Array => {
    const codes = new Int32Array(values.length);
    for (let i = 0; i < values.length; i++) codes[i] = Number.isNaN(values[i]!) ? 0 : codeOf(values[i]!);
    return codes;
  };
  const validation = numbersOf(sides.validation, numberOf);
  return { names: ["missing", ...names], train: coded(train), validation: coded(validation) };
}

function numbersOf(rows: Int32Array, numberOf: (row: number) => number): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = numberOf(rows[i]!);
  return values;
}

/** Names of segments, and which of them a number belongs to: 1 is the first, below 0 is none. */
interface Ranges {
  readonly names: readonly string[];
  readonly codeOf: (value: number) => number;
}

const singlesOf = (values: readonly number[]): Ranges => ({
  names: values.map(show),
  codeOf: (value) => (values.includes(value) ? 1 + values.indexOf(value) : -1),
});

function quartersOf(values: Float64Array): Ranges {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  const cuts = Array.from(
    { length: QUARTERS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / QUARTERS)]!,
  );
  const inner = [...new Set(cuts)];
  const names = [...inner, Number.POSITIVE_INFINITY].map((to, i) => {
    const low = i === 0 ? "" : `${show(inner[i - 1]!)} …`;
    const high = to === Number.POSITIVE_INFINITY ? "" : `${i === 0 ? "below" : ""} ${show(to)}`;
    return `${low}${high}`.trim();
  });
  const codeOf = (value: number): number => {
    let code = 1;
    while (code <= inner.length && value >= inner[code - 1]!) code++;
    return code;
  };
  return { names, codeOf };
}
