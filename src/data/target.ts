import { RegularizeError } from "../core/index.ts";
import { floatsFrom, stretches } from "../core/long.ts";
import type { Task } from "./task.ts";
import type { DataColumn } from "./table.ts";

/** What the network learns to give. */
export interface EncodedTarget {
  /** [rows]: the class's index, or (y − mean) / deviation; NaN where the target is missing. */
  readonly values: Float32Array;
  /** In the user's units, over the training rows; 0 for classes. */
  readonly mean: number;
  /** Population standard deviation over the training rows; 1 for classes and for a constant. */
  readonly deviation: number;
}

function classIndices(column: DataColumn, classes: readonly string[]): Float32Array {
  const index = new Map(classes.map((name, i) => [name, i]));
  if (column.kind === "category") {
    const { codes, levels } = column;
    // The last is of missing cells.
    const byCode = Float32Array.from([...levels.map((level) => index.get(level) ?? Number.NaN), Number.NaN]);
    return floatsFrom(codes, (code) => byCode[code < 0 ? levels.length : code]!);
  }
  const byValue = new Map(classes.map((name, i) => [Number(name), i]));
  return floatsFrom(column.values, (value) => byValue.get(value) ?? Number.NaN);
}

function momentsOf(values: Float32Array, rows: Int32Array): { mean: number; deviation: number } {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (const [from, to] of stretches(rows.length, 2))
    for (let i = from; i < to; i++) {
      const value = values[rows[i]!]!;
      if (Number.isNaN(value)) continue;
      n++;
      const delta = value - mean;
      mean += delta / n;
      squares += delta * (value - mean);
    }
  const deviation = n === 0 ? 0 : Math.sqrt(squares / n);
  return { mean, deviation: deviation > 0 ? deviation : 1 };
}

/** Class indices, or values standardized by the training rows' mean and deviation (Welford). Numbers only in regression: E222. */
export function encodeTarget(column: DataColumn, task: Task, trainRows: Int32Array): EncodedTarget {
  if (task.kind !== "regression") return { values: classIndices(column, task.classes), mean: 0, deviation: 1 };
  if (column.kind === "category")
    throw new RegularizeError({
      code: "E222",
      message: `the target ${column.name} holds words: it cannot be predicted as a number`,
      todo: "--task classification",
    });
  const { mean, deviation } = momentsOf(column.values, trainRows);
  return { values: floatsFrom(column.values, (value) => (value - mean) / deviation), mean, deviation };
}
