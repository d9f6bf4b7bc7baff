import { twin } from "../../kernel/index.ts";
import { defineAugmentation } from "../define.ts";
import type { Batch } from "./batch.ts";
import { checkWidth } from "./checks.ts";

interface Drawn {
  /** Standard normal, [rows, width]. */
  readonly noise: Float32Array;
}

/** x + strength·deviation(column)·z with z ~ N(0, 1). A column of deviation 0 stays as it is. */
export const gaussianNoise = defineAugmentation({
  name: "gaussianNoise",
  doc: "Adds Gaussian noise in proportion to each column's spread.",
  paper: "Bishop 1995, doi:10.1162/neco.1995.7.1.108",
  advice: {
    when: "Numeric columns measured with error.",
    typical: "0.05–0.2 standard deviations",
    pitfalls: ["One-hot and code columns need a deviation of 0: noise makes values that cannot occur."],
  },
  settings: {
    strength: {
      default: 0.1,
      range: [0, 10],
      search: [0.01, 0.5, "log"],
      doc: "In standard deviations of the column.",
    },
    deviations: {
      default: [],
      each: [0, Number.MAX_VALUE],
      doc: "Standard deviation of each column over the training rows. Empty: 1 for each, right for standardized columns.",
    },
  },
  main: "strength",
  audit: [{ stage: "values", strengths: [0.02, 0.05, 0.1, 0.2, 0.5], at: (strength) => ({ strength }) }],
  sample: (key, { x }: Pick<Batch, "x">): Drawn => {
    const noise = new Float32Array(x.length);
    twin.normal(noise, key, 0, 1);
    return { noise };
  },
  apply: (batch: Batch, { noise }: Drawn, { strength, deviations }): Batch => {
    const { x, width } = batch;
    if (deviations.length > 0) checkWidth("gaussianNoise", "deviations", deviations, width);
    const scales = Float64Array.from({ length: width }, (_, c) => strength * (deviations[c] ?? 1));
    return { ...batch, x: x.map((value, i) => value + scales[i % width]! * noise[i]!) };
  },
});
