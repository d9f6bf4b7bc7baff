import { fold as foldKey, type NumberSetting, randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { missingRows, RATIO } from "./balance.ts";
import { checkFinite, checkNumeric } from "./checks.ts";
import type { Resampled, TrainingFold } from "./fold.ts";
import { classNeighbours, drawSegments, interpolate, join, type Synthetic } from "./synthesis.ts";

/** How many neighbours of the same class a new row may lie towards. */
export const K = {
  default: 5,
  range: [1, 100],
  integer: true,
  doc: "Neighbours of the same class that new rows lie between.",
} as const satisfies NumberSetting;

/** New rows of the smaller classes: x + u·(x′ − x), x′ one of the k nearest rows of the same class, u ~ U[0, 1). */
export const smote = defineAugmentation({
  name: "smote",
  doc: "Fills up the smaller classes with points between neighbours.",
  paper: "Chawla et al. 2002, doi:10.1613/jair.953",
  aliases: ["synthetic minority over-sampling"],
  advice: {
    when: "Few rows of a class and only numeric columns; try class weights and a moved threshold first.",
    typical: "k 5, up to balance",
    cost: "exact neighbours: up to rows² · columns of the smaller class",
    pitfalls: [
      "It changes the classes' frequencies, so predicted probabilities need calibration.",
      "Scale the columns first: distances mix their units.",
    ],
    interactions: ["Strong classifiers rarely gain over class weights (Elor & Averbuch-Elor 2022)."],
  },
  settings: { ratio: RATIO, k: K },
  main: "ratio",
  facts: { changesRows: true, seesBatch: true },
  sample: (key, fold: TrainingFold, { ratio, k }): Synthetic => {
    checkNumeric("smote", fold);
    checkFinite("smote", fold);
    const parts = Array.from(missingRows(fold, ratio), (count, label) => {
      if (count === 0) return undefined;
      return drawSegments(randomOf(foldKey(key, label)), classNeighbours("smote", fold, { label, k }), count);
    });
    return join(parts.filter((part) => part !== undefined));
  },
  apply: (fold: TrainingFold, drawn: Synthetic): Resampled => interpolate(fold, drawn),
});
