import type { ClassPredictions } from "./metrics/define.ts";
import type { Examples } from "./score.ts";

/** What a classifier said, for metrics: from one-hot targets y [rows, classes] and probabilities [rows, classes]. */
export function classPredictions(
  { rows, y }: Pick<Examples, "rows" | "y">,
  probabilities: Float32Array,
): ClassPredictions {
  const classes = y.length / rows;
  const targets = Float32Array.from({ length: rows }, (_, row) =>
    y.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
  return { kind: classes === 2 ? "binary" : "multiclass", rows, classes, probabilities, targets };
}
