import { fold, permutation, randomOf } from "../../core/index.ts";
import { betaOf } from "../beta.ts";
import { defineAugmentation } from "../define.ts";
import { type Batch, mixRow } from "./batch.ts";
import { GROUPS, groupsOf } from "./groups.ts";

interface Drawn {
  /** The row that columns are taken from. */
  readonly partner: Int32Array;
  /** 1 where the column comes from the partner, [rows, groups]. */
  readonly taken: Uint8Array;
}

/**
 * With probability p a row takes each column from another row with probability 1 − β, β ~ Beta(α, α). Its target mixes by
 * the share of the columns that it took. Every entry is one that occurs, so categories stay valid.
 */
export const columnCutMix = defineAugmentation({
  name: "columnCutMix",
  doc: "Takes whole columns from another row and mixes the targets by their share: categories stay valid.",
  paper: "Yun et al. 2019, arXiv:1905.04899; on tables Kadra et al. 2021, arXiv:2106.11189",
  advice: {
    when: "Tables with categories, where mixup makes levels that do not exist.",
    typical: "probability up to 0.3",
    pitfalls: ["Columns that depend on each other need one group: a city and its country."],
    interactions: ["Use one of mixup and columnCutMix in a batch."],
  },
  settings: {
    probability: {
      default: 0.3,
      range: [0, 1],
      search: [0.05, 0.5, "linear"],
      doc: "Fraction of the rows it acts on.",
    },
    alpha: {
      default: 1,
      range: [1e-3, 100],
      search: [0.2, 2, "log"],
      doc: "α of Beta(α, α): 1 takes any share alike.",
    },
    groups: GROUPS,
  },
  main: "probability",
  facts: { changesLabels: true, seesBatch: true },
  audit: [{ stage: "mix", always: { probability: 1 } }],
  sample: (key, { rows, width }: Pick<Batch, "rows" | "width">, { probability, alpha, groups }): Drawn => {
    const random = randomOf(fold(key, "taken"));
    const { count } = groupsOf("columnCutMix", groups, width);
    const taken = new Uint8Array(rows * count);
    for (let row = 0; row < rows; row++) {
      if (random.uniform() >= probability) continue;
      const keep = betaOf(random, alpha, alpha);
      for (let group = 0; group < count; group++) taken[row * count + group] = random.uniform() < keep ? 0 : 1;
    }
    return { partner: permutation(rows, fold(key, "partner")), taken };
  },
  apply: (batch: Batch, { partner, taken }: Drawn, { groups }): Batch => {
    const { rows, width, outputs } = batch;
    const { of, count } = groupsOf("columnCutMix", groups, width);
    const x = batch.x.slice();
    const targets = new Float32Array(batch.targets.length);
    for (let row = 0; row < rows; row++) {
      const from = partner[row]!;
      let share = 0;
      for (let c = 0; c < width; c++) {
        if (taken[row * count + of[c]!] === 0) continue;
        share++;
        x[row * width + c] = batch.x[from * width + c]!;
      }
      mixRow(targets, batch.targets, outputs, { row, partner: from, keep: 1 - share / width });
    }
    return { ...batch, x, targets };
  },
});
