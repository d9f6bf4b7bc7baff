import type { Task } from "../task.ts";

/** Rows per stratum of a regression target, at least. */
const ROWS_PER_BIN = 10;
const MAX_BINS = 10;

/** [rows]: the quantile, of at most 10 with at least 10 rows each, that the value falls into; equal values stay together. */
export function quantileStrata(values: Float32Array): Int32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const bins = Math.max(1, Math.min(MAX_BINS, Math.floor(sorted.length / ROWS_PER_BIN)));
  const edges = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)]!);
  const strata = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++)
    for (let bin = 0; bin < edges.length; bin++) if (values[row]! >= edges[bin]!) strata[row]!++;
  return strata;
}

/** [rows]: what a split keeps in proportion: the class, or the quantile of the target. */
export function strataOf(task: Task, target: Float32Array): Int32Array {
  return task.kind === "regression" ? quantileStrata(target) : new Int32Array(target);
}
