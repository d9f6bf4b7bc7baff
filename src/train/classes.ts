import { longFloats, stretches } from "../core/long.ts";
import type { ClassPredictions } from "./metrics/define.ts";
import type { Examples } from "./score.ts";

/** What a classifier said, for metrics: from one-hot targets y [rows, classes] and probabilities [rows, classes]. */
export function classPredictions(
  { rows, y }: Pick<Examples, "rows" | "y">,
  probabilities: Float32Array,
): ClassPredictions {
  const classes = y.length / rows;
  const targets = longFloats(rows);
  for (const [from, to] of stretches(rows, 1 + classes))
    for (let row = from; row < to; row++) {
      targets[row] = -1;
      for (let k = classes - 1; k >= 0; k--) if (y[row * classes + k] === 1) targets[row] = k;
    }
  return { kind: classes === 2 ? "binary" : "multiclass", rows, classes, probabilities, targets };
}
