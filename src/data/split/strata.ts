import { intsFrom, longFloats, stretches } from "../../core/long.ts";
import { rankedOf } from "../preprocess/ranks.ts";
import type { Task } from "../task.ts";

/** Rows per stratum of a regression target, at least. */
const ROWS_PER_BIN = 10;
const MAX_BINS = 10;

/** [rows]: the quantile, of at most 10 with at least 10 rows each, that the value falls into; equal values stay together. */
export function quantileStrata(values: Float32Array): Int32Array {
  const present = presentOf(values);
  const bins = Math.max(1, Math.min(MAX_BINS, Math.floor(present.length / ROWS_PER_BIN)));
  const ranks = Array.from({ length: bins - 1 }, (_, i) => Math.floor(((i + 1) * present.length) / bins));
  const edges = ranks.map(rankedOf(present, ranks));
  return intsFrom(values, (value) => {
    let bin = 0;
    for (const edge of edges) if (value >= edge) bin++;
    return bin;
  });
}

function presentOf(values: Float32Array): Float32Array {
  const present = longFloats(values.length);
  let n = 0;
  for (const [from, to] of stretches(values.length, 2))
    for (let row = from; row < to; row++) if (!Number.isNaN(values[row]!)) present[n++] = values[row]!;
  return present.subarray(0, n);
}

/** [rows]: what a split keeps in proportion: the class, or the quantile of the target. */
export function strataOf(task: Task, target: Float32Array): Int32Array {
  return task.kind === "regression" ? quantileStrata(target) : intsFrom(target, (value) => value);
}
