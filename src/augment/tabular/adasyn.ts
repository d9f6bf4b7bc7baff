import { fold as foldKey, RegularizeError, randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { missingRows, RATIO, roundEven } from "./balance.ts";
import { checkFinite, checkNumeric } from "./checks.ts";
import { type Resampled, rowsOf, type TrainingFold } from "./fold.ts";
import { K } from "./smote.ts";
import { classNeighbours, drawFrom, interpolate, join, strangers, type Synthetic } from "./synthesis.ts";

/** Each row of a class as often as it gets new rows: in proportion to the strangers among its k nearest. */
function bases(fold: TrainingFold, label: number, k: number, count: number): Int32Array {
  const others = strangers("adasyn", fold, { rows: rowsOf(fold, label), k, setting: "k" });
  const shares = Float64Array.from(others, (n) => n / k);
  const total = shares.reduce((a, b) => a + b, 0);
  const times = total === 0 ? [] : shares.map((share) => roundEven((share / total) * count));
  const repeated = Int32Array.from(Array.from(times).flatMap((n, i) => new Array<number>(n).fill(i)));
  if (repeated.length > 0) return repeated;
  throw new RegularizeError({
    code: "E236",
    where: "adasyn",
    message: `class ${fold.classes[label]} gets no new rows: ${total === 0 ? "no row of it is hard" : "the shares round to 0"}`,
    expected: `rows of other classes among the ${k} nearest`,
    received: `${others.reduce((a, b) => a + b, 0)} in all`,
    todo: "use smote",
  });
}

/**
 * SMOTE with more new rows where a row's k nearest belong to other classes: r = strangers/k, round(r/Σr · missing) new rows
 * each. Rounding may miss the balance by a few rows.
 */
export const adasyn = defineAugmentation({
  name: "adasyn",
  doc: "SMOTE with more points where the class is hard to tell from the others.",
  paper: "He et al. 2008, doi:10.1109/IJCNN.2008.4633969",
  aliases: ["adaptive synthetic sampling"],
  advice: {
    when: "A smaller class whose difficulty differs from place to place.",
    typical: "k 5",
    cost: "as smote, and each row of the smaller classes against the whole fold",
    pitfalls: ["Outliers and wrong labels get the most new rows."],
  },
  settings: { ratio: RATIO, k: K },
  main: "ratio",
  facts: { changesRows: true, seesBatch: true },
  sample: (key, fold: TrainingFold, { ratio, k }): Synthetic => {
    checkNumeric("adasyn", fold);
    checkFinite("adasyn", fold);
    const parts = Array.from(missingRows(fold, ratio), (count, label) => {
      if (count === 0) return undefined;
      const hood = classNeighbours("adasyn", fold, { label, k });
      return drawFrom(randomOf(foldKey(key, label)), hood, bases(fold, label, k, count));
    });
    return join(parts.filter((part) => part !== undefined));
  },
  apply: (fold: TrainingFold, drawn: Synthetic): Resampled => interpolate(fold, drawn),
});
