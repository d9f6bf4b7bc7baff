import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import type { Batch } from "./batch.ts";
import { checkWidth } from "./checks.ts";
import { GROUPS, groupsOf } from "./groups.ts";

interface Drawn {
  /** 1 where the entry is masked, [rows, groups]. */
  readonly masked: Uint8Array;
}

/** Replaces each entry, or each group of a row, by its column's fill with probability `rate`. Nothing is rescaled. */
export const featureDropout = defineAugmentation({
  name: "featureDropout",
  doc: "Masks a random part of each row's columns by their means: the answer must not hang on one column.",
  paper: "Globerson & Roweis 2006, doi:10.1145/1143844.1143889",
  aliases: ["feature masking", "input masking"],
  advice: {
    when: "Redundant columns, or columns that are missing in use more often than in training.",
    typical: "0.05–0.2",
    pitfalls: ["A mean is no level of a category: put one-hot columns into one group."],
  },
  settings: {
    rate: {
      default: 0.1,
      range: [0, 1],
      search: [0.02, 0.3, "linear"],
      doc: "Fraction of the entries that is masked.",
    },
    fill: {
      default: [],
      each: [-Number.MAX_VALUE, Number.MAX_VALUE],
      doc: "What a masked entry becomes, one per column: the training rows' mean. Empty: 0, the mean of standardized columns.",
    },
    groups: GROUPS,
  },
  main: "rate",
  audit: [{ stage: "values", strengths: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5], at: (rate) => ({ rate }) }],
  sample: (key, { rows, width }: Pick<Batch, "rows" | "width">, { rate, groups }): Drawn => {
    const random = randomOf(key);
    const { count } = groupsOf("featureDropout", groups, width);
    return { masked: Uint8Array.from({ length: rows * count }, () => (random.uniform() < rate ? 1 : 0)) };
  },
  apply: (batch: Batch, { masked }: Drawn, { fill, groups }): Batch => {
    const { width } = batch;
    if (fill.length > 0) checkWidth("featureDropout", "fill", fill, width);
    const { of, count } = groupsOf("featureDropout", groups, width);
    const x = batch.x.map((value, i) => {
      const column = i % width;
      return masked[((i - column) / width) * count + of[column]!] === 1 ? (fill[column] ?? 0) : value;
    });
    return { ...batch, x };
  },
});
