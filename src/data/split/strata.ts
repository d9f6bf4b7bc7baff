import type { Task } from "../task.ts";

/** Rows per stratum of a regression target, at least. */
const ROWS_PER_BIN = 10;
const MAX_BINS = 10;

/** [rows]: the quantile, of at most 10 with at least 10 rows each, that the value falls into; equal values stay together. */
export function quantileStrata(values: Float32Array): Int32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const bins = Math.max(1, Math.min(MAX_BINS, Math.floor(sorted.length / ROWS_PER_BIN)));
  const edges = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)]!);
  return Int32Array.from(values, (value) => edges.reduce((bin, edge) => bin + (value >= edge ? 1 : 0), 0));
}

/** [rows]: what a split keeps in proportion: the class, or the quantile of the target. */
export function strataOf(task: Task, target: Float32Array): Int32Array {
  return task.kind === "regression" ? quantileStrata(target) : Int32Array.from(target);
}
