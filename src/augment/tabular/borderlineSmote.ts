import { fold as foldKey, RegularizeError, randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { missingRows, RATIO } from "./balance.ts";
import { checkFinite, checkNumeric } from "./checks.ts";
import { type Resampled, rowsOf, type TrainingFold } from "./fold.ts";
import { K } from "./smote.ts";
import { classNeighbours, drawSegments, interpolate, join, strangers, type Synthetic } from "./synthesis.ts";

/** Rows of a class in danger: at least half, but not all, of their m nearest rows belong to other classes. */
function endangered(fold: TrainingFold, label: number, m: number): Int32Array {
  const rows = rowsOf(fold, label);
  const others = strangers("borderlineSmote", fold, { rows, k: m, setting: "m" });
  const danger = rows.filter((_, i) => others[i]! >= m / 2 && others[i]! < m);
  if (danger.length > 0) return danger;
  throw new RegularizeError({
    code: "E236",
    where: "borderlineSmote",
    message: `no row of class ${fold.classes[label]} lies at the border of its class`,
    expected: `a row with ${Math.ceil(m / 2)} to ${m - 1} of its ${m} nearest rows in other classes`,
    received: "none",
    todo: "use smote",
  });
}

/** Borderline-1: SMOTE that starts only from rows in danger, towards neighbours of the same class. */
export const borderlineSmote = defineAugmentation({
  name: "borderlineSmote",
  doc: "SMOTE from the rows at the border between classes only.",
  paper: "Han et al. 2005, doi:10.1007/11538059_91 (borderline-1)",
  advice: {
    when: "Classes that overlap at a border, where mistakes are made.",
    typical: "k 5, m 10",
    cost: "as smote, and each row of the smaller classes against the whole fold",
    pitfalls: ["Wrong labels look like borders, and are multiplied."],
  },
  settings: {
    ratio: RATIO,
    k: K,
    m: {
      default: 10,
      range: [2, 100],
      integer: true,
      doc: "Nearest rows of any class that tell whether a row is in danger.",
    },
  },
  main: "ratio",
  facts: { changesRows: true, seesBatch: true },
  sample: (key, fold: TrainingFold, { ratio, k, m }): Synthetic => {
    checkNumeric("borderlineSmote", fold);
    checkFinite("borderlineSmote", fold);
    const parts = Array.from(missingRows(fold, ratio), (count, label) => {
      if (count === 0) return undefined;
      const hood = classNeighbours("borderlineSmote", fold, { label, k, of: endangered(fold, label, m) });
      return drawSegments(randomOf(foldKey(key, label)), hood, count);
    });
    return join(parts.filter((part) => part !== undefined));
  },
  apply: (fold: TrainingFold, drawn: Synthetic): Resampled => interpolate(fold, drawn),
});
