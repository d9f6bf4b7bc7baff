import { longFloats, stretches } from "../core/long.ts";
import type { ClassPredictions } from "./metrics/define.ts";
import type { Examples } from "./score.ts";

/** The class of a row of one-hot targets y [rows, classes]; −1 where it is none. */
export function classOf(y: Float32Array, classes: number, row: number): number {
  for (let k = 0; k < classes; k++) if (y[row * classes + k] === 1) return k;
  return -1;
}

/** What a classifier said, for metrics: from one-hot targets y [rows, classes] and probabilities [rows, classes]. */
export function classPredictions(
  { rows, y }: Pick<Examples, "rows" | "y">,
  probabilities: Float32Array,
): ClassPredictions {
  const classes = y.length / rows;
  const targets = longFloats(rows);
  const put = (from: number, to: number): void => {
    for (let row = from; row < to; row++) targets[row] = classOf(y, classes, row);
  };
  for (const [from, to] of stretches(rows, 1 + classes)) put(from, to);
  return { kind: classes === 2 ? "binary" : "multiclass", rows, classes, probabilities, targets };
}
