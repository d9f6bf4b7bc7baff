import type { ColumnSpec, DataColumn, Preprocessor } from "../../data/index.ts";
import type { NumericSpec } from "../../data/preprocess/spec.ts";
import { coded, outputsOfColumns } from "../augment/columns.ts";

/** Rows of the network's input as a reader knows them: a column for each of the data, numbers in their own units. */
export interface TableView {
  readonly columns: readonly string[];
  /** Columns that hold codes. */
  readonly categorical: readonly number[];
  /** [columns]: of a column of codes what each code stands for. */
  readonly levels: readonly (readonly string[] | undefined)[];
  /** [rows, preprocessor.width] → [rows, columns] */
  readonly show: (x: Float32Array) => Float32Array;
}

/** Values are float32 after they were scaled: of what such a one is off at most, in parts of it. */
const EPSILON = 2 ** -22;

/** A value that was scaled and is back in its unit: 0 or another whole number where it is one within `error`. */
export function exact(value: number, error: number): number {
  if (Math.abs(value) <= error) return 0;
  const near = Math.round(value);
  return Math.abs(value - near) <= Math.min(error, 0.01) ? near : value;
}

/** What a float32 number of this size may be off. */
export const errorOf = (scaled: number): number => EPSILON * Math.abs(scaled);

/** Inverse of the smooth clip; it has no limit at ±3. */
const unclipped = (y: number): number => {
  const inside = Math.max(-2.999_999, Math.min(2.999_999, y));
  return inside / Math.sqrt(1 - (inside / 3) ** 2);
};

/** The lowest and the highest number of some rows; nothing is known of a column without numbers. */
function rangeOf(column: DataColumn | undefined, rows: Int32Array): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  if (column?.kind === "numeric")
    for (const row of rows) {
      const value = column.values[row]!;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  return high >= low ? { low, high } : { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** A value in the units of its column, no farther outside of what training rows hold than they are apart. */
function inUnits({ center, scale, smooth }: NumericSpec, { low, high }: ReturnType<typeof rangeOf>) {
  const room = high - low;
  return (y: number): number => {
    const unit = scale === 0 ? 1 : scale;
    const steep = smooth ? (1 + (unclipped(y) / 3) ** 2) ** 1.5 : 1;
    const error = (errorOf(y) * steep) / Math.abs(unit) + errorOf(center);
    const value = exact((smooth ? unclipped(y) : y) / unit + center, error);
    return Number(Math.max(low - room, Math.min(high + room, value)).toPrecision(6));
  };
}

const same = (value: number): number => value;
const MISSING = ["no", "yes"] as const;

/** What the codes of a column stand for. */
function levelsOf(spec: ColumnSpec): string[] | undefined {
  if (spec.kind === "numeric") return undefined;
  if (spec.kind === "oneHot") return [...spec.levels, ...(spec.flag ? ["missing"] : []), "unknown"];
  const names = Array.from({ length: spec.cardinality }, (): string[] => []);
  for (const [i, level] of spec.levels.entries()) names[spec.codes[i]!]!.push(level);
  return names.map((some, code) => some.join(", ") || (code === 1 && spec.flag ? "missing" : "unknown"));
}

interface Shown {
  readonly name: string;
  readonly back: (value: number) => number;
  readonly levels: readonly string[] | undefined;
}

/** How rows of this preprocessing, fitted on these training rows, are shown. */
export function viewOf(preprocessor: Preprocessor, features: readonly DataColumn[], training: Int32Array): TableView {
  const shown = outputsOfColumns(preprocessor).flatMap(({ spec, places }): Shown[] => {
    if (places.length === 0) return [];
    if (spec.kind !== "numeric") return [{ name: spec.name, back: same, levels: levelsOf(spec) }];
    const feature = features.find(({ name }) => name === spec.name);
    const own = { name: spec.name, back: inUnits(spec, rangeOf(feature, training)), levels: undefined };
    return [own, ...(spec.flag ? [{ name: `${spec.name} missing`, back: same, levels: MISSING }] : [])];
  });
  const { categorical } = coded(preprocessor, new Float32Array());
  return {
    ...{ columns: shown.map(({ name }) => name), categorical, levels: shown.map(({ levels }) => levels) },
    show: (x) => coded(preprocessor, x).x.map((value, i) => shown[i % shown.length]!.back(value)),
  };
}
