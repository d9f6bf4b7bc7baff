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

/** Where the rows of a side stand in the data. */
const placesOf = ({ ids, rows }: Fold["train"]): Int32Array =>
  ids?.map((id) => id - 1) ?? Int32Array.from({ length: rows }, (_, row) => row);

/** Every class, and every category or quarter of each input column; of texts their length, of images their brightness. */
export function segmentRows(prepared: Prepared, part: Fold): SegmentRows[] {
  const sides = { train: placesOf(part.train), validation: placesOf(part.validation) };
  return [...classSegments(prepared, part), ...cutsOf(prepared).flatMap((cut) => cutSegments(cut, sides))];
}

function classSegments({ task, target }: Prepared, { train, validation }: Fold): SegmentRows[] {
  if (task.kind === "regression") return [];
  const width = task.classes.length;
  const rowsOf = ({ rows, y }: Fold["train"], k: number): number[] =>
    Array.from({ length: rows }, (_, row) => row).filter((row) => y[row * width + k] === 1);
  return task.classes.map((name, k) => ({
    ...{ name, by: target.name },
    ...{ train: rowsOf(train, k), validation: rowsOf(validation, k) },
  }));
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

interface Sides {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

function cutSegments(cut: Cut, sides: Sides): SegmentRows[] {
  if ("column" in cut) {
    const { codes, levels } = cut.column;
    const counts = new Map<number, number>();
    for (const row of sides.train) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
    const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, LEVELS);
    const nameOf = (code: number): string => (code < 0 ? "missing" : levels[code]!);
    return common.map(([code]) => segmentOf(cut.name, nameOf(code), sides, (row) => codes[row] === code));
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

const segmentOf = (
  by: string,
  name: string,
  { train, validation }: Sides,
  has: (row: number) => boolean,
): SegmentRows => ({ name, by, train: placesWhere(train, has), validation: placesWhere(validation, has) });

function placesWhere<T extends number>(values: ArrayLike<T>, has: (value: T) => boolean): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) if (has(values[i]!)) places.push(i);
  return places;
}

interface Range {
  readonly name: string;
  readonly has: (value: number) => boolean;
}

/** Single values of few, else quarters of the training rows; missing cells apart. */
function rangesOf(values: Float64Array): Range[] {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  const missing: Range[] = sorted.length < values.length ? [{ name: "missing", has: Number.isNaN }] : [];
  const distinct = [...new Set(sorted)];
  if (distinct.length <= VALUES)
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
