import { fold as foldKey, type Random, randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { missingRows, RATIO } from "./balance.ts";
import { checkFinite, checkNumeric } from "./checks.ts";
import { type Resampled, rowsOf, type TrainingFold } from "./fold.ts";
import { extended } from "./synthesis.ts";

interface Drawn {
  /** The row of the fold that each new row copies. */
  readonly base: Int32Array;
  /** Standard normal [new rows, width]; empty without shrinkage. */
  readonly noise: Float32Array;
}

/** Population standard deviation of each column over the rows of a class. */
function deviations(fold: TrainingFold, label: number): Float64Array {
  const rows = rowsOf(fold, label);
  return Float64Array.from({ length: fold.width }, (_, c) => {
    const values = Float64Array.from(rows, (row) => fold.x[row * fold.width + c]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
}

/** shrinkage·deviation·Silverman's bandwidth (4 / ((d + 2) n))^(1 / (d + 4)), n over the whole fold as in imbalanced-learn. */
function noiseScales(fold: TrainingFold, label: number, shrinkage: number): Float64Array {
  const { rows, width } = fold;
  const bandwidth = (4 / ((width + 2) * rows)) ** (1 / (width + 4));
  return deviations(fold, label).map((deviation) => shrinkage * bandwidth * deviation);
}

const normals = (random: Random, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => random.normal());

/** Copies of random rows of the smaller classes; with shrinkage s > 0 plus s·bandwidth·deviation·z (a smoothed bootstrap). */
export const randomOverSampler = defineAugmentation({
  name: "randomOverSampler",
  doc: "Repeats random rows of the smaller classes, with a little noise if asked.",
  paper: "Menardi & Torelli 2014, doi:10.1007/s10618-012-0295-5 (shrinkage)",
  aliases: ["oversampling", "random over-sampling", "smoothed bootstrap", "ROSE"],
  advice: {
    when: "The plain way to balance classes, for any columns; class weights do the same without more rows.",
    typical: "no shrinkage",
    pitfalls: ["The net can learn repeated rows by heart: watch the gap."],
  },
  settings: {
    ratio: RATIO,
    shrinkage: { default: 0, range: [0, 100], search: [0, 1, "linear"], doc: "Width of the noise: 0 copies exactly." },
  },
  main: "ratio",
  facts: { changesRows: true },
  sample: (key, fold: TrainingFold, { ratio, shrinkage }): Drawn => {
    if (shrinkage > 0) {
      checkNumeric("randomOverSampler with shrinkage", fold);
      checkFinite("randomOverSampler with shrinkage", fold);
    }
    const bases = Array.from(missingRows(fold, ratio)).flatMap((count, label) => {
      const random = randomOf(foldKey(key, label));
      const rows = rowsOf(fold, label);
      return Array.from({ length: count }, () => rows[random.below(rows.length)]!);
    });
    const entries = shrinkage > 0 ? bases.length * fold.width : 0;
    return { base: Int32Array.from(bases), noise: normals(randomOf(foldKey(key, "noise")), entries) };
  },
  apply: (fold: TrainingFold, { base, noise }: Drawn, { shrinkage }): Resampled => {
    const { width } = fold;
    const out = extended(fold, base.length);
    const scales = shrinkage > 0 ? fold.classes.map((_, label) => noiseScales(fold, label, shrinkage)) : [];
    for (const [i, from] of base.entries()) {
      const row = fold.rows + i;
      out.labels[row] = fold.labels[from]!;
      out.parents.fill(fold.source[from]!, row * 2, row * 2 + 2);
      for (let c = 0; c < width; c++) {
        const shift = shrinkage > 0 ? scales[out.labels[row]!]![c]! * noise[i * width + c]! : 0;
        out.x[row * width + c] = fold.x[from * width + c]! + shift;
      }
    }
    return out;
  },
});
