import type { GivenStep } from "../augment/steps.ts";
import type { Fold } from "../prepare.ts";
import type { TableView } from "./tableView.ts";

const NEIGHBOURS = 5;
/** From here on classes count as balanced: rows of the rarest, as a share of the largest. */
const BALANCED = 0.8;

interface Usual {
  readonly steps: readonly GivenStep[];
  readonly notices: readonly string[];
}

/** Rows of each class that has any, with its name; none of regression. */
function classSizes({ task, train }: Fold): { readonly name: string; readonly rows: number }[] {
  if (task.kind === "regression") return [];
  const sizes = new Float64Array(task.classes.length);
  for (let i = 0; i < train.y.length; i++) sizes[i % sizes.length]! += train.y[i]!;
  return task.classes.map((name, i) => ({ name, rows: sizes[i]! })).filter(({ rows }) => rows > 0);
}

/** What a sheet of a table shows where nobody said it: classes balanced by the resampler that its columns allow, else noise. */
export function usualSteps(fold: Fold, { columns, categorical }: TableView): Usual {
  const sizes = classSizes(fold).sort((a, b) => a.rows - b.rows);
  const [rarest, largest] = [sizes[0], sizes.at(-1)];
  const hasNumbers = categorical.length < columns.length;
  if (rarest === undefined || largest === undefined || rarest.rows >= BALANCED * largest.rows) {
    const why = rarest === undefined ? "this is regression" : "the classes are balanced";
    return hasNumbers
      ? { steps: ["gaussianNoise"], notices: [`${why}: noise is shown (change: --augment)`] }
      : { steps: ["columnCutMix"], notices: [`${why}: columns of other rows are shown (change: --augment)`] };
  }
  if (rarest.rows < 2 || !hasNumbers) {
    const why = hasNumbers ? `${rarest.name} has one training row` : "there are no columns of numbers";
    return { steps: ["randomOverSampler"], notices: [`${why}: rows are repeated, nothing lies between them`] };
  }
  const k = Math.min(NEIGHBOURS, rarest.rows - 1);
  const name = categorical.length > 0 ? "smotenc" : "smote";
  const few = `${name} with ${k} neighbours: ${rarest.name} has ${rarest.rows} training rows`;
  return { steps: [{ [name]: { k } }], notices: k < NEIGHBOURS ? [few] : [] };
}
