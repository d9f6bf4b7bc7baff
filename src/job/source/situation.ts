import type { Input } from "../prepare.ts";
import type { Situation } from "../ladder.ts";
import type { Fold } from "./fold.ts";

/** What the ladder must know of a fold. */
export function situationOf({ input, shape, train, task }: Fold<Input>): Situation {
  const { isClassification, outputs } = shape;
  const columns = input.kind === "table" ? input.preprocessor.columns : [];
  const hasCategories = columns.some((spec) => spec.kind !== "numeric" || spec.flag);
  const hasNumbers = columns.some((spec) => spec.kind === "numeric");
  const known = { kind: input.kind, isClassification, hasCategories, hasNumbers };
  if (!isClassification || task.kind === "regression") return known;
  const sizes = new Float64Array(outputs);
  for (let i = 0; i < train.y.length; i++) sizes[i % outputs]! += train.y[i]!;
  const rows = Math.min(...sizes);
  const rarest = { rows, share: (rows * outputs) / train.rows };
  return { ...known, rarest };
}
