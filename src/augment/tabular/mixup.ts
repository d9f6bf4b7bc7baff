import { fold, permutation, randomOf } from "../../core/index.ts";
import { betaOf } from "../beta.ts";
import { defineAugmentation } from "../define.ts";
import { type Batch, mixRow } from "./batch.ts";

interface Drawn {
  /** The row that each row is mixed with. */
  readonly partner: Int32Array;
  /** λ of each row: how much of itself it keeps, in [½, 1]. */
  readonly keep: Float64Array;
}

/**
 * x ← λ x + (1 − λ) x′ and y ← λ y + (1 − λ) y′ with λ = max(β, 1 − β), β ~ Beta(α, α) for each row, and x′ another row of
 * the batch. Taking the larger share changes nothing in the distribution of pairs, and lets the columns in `categorical`
 * stay with the row that counts more.
 */
export const mixup = defineAugmentation({
  name: "mixup",
  doc: "Mixes two rows and their targets: the net learns to answer linearly in between.",
  paper: "Zhang et al. 2018, arXiv:1710.09412",
  advice: {
    when: "Numeric columns, few rows, labels that may be wrong.",
    typical: "0.2; up to 1 for nets that overfit strongly",
    pitfalls: ["Half a category does not exist: name such columns in `categorical`, or use columnCutMix."],
    interactions: ["Use one of mixup and columnCutMix in a batch; label smoothing on top adds little."],
  },
  settings: {
    alpha: {
      default: 0.2,
      range: [1e-3, 100],
      search: [0.05, 1, "log"],
      doc: "α of Beta(α, α): the larger, the nearer to half and half.",
    },
    categorical: {
      default: [],
      each: [0, 1e6],
      doc: "Columns that are not mixed, counted from 0: codes and one-hot columns.",
    },
  },
  main: "alpha",
  facts: { changesLabels: true, seesBatch: true },
  sample: (key, { rows }: Pick<Batch, "rows">, { alpha }): Drawn => {
    const random = randomOf(fold(key, "keep"));
    const draw = (): number => {
      const share = betaOf(random, alpha, alpha);
      return Math.max(share, 1 - share);
    };
    return { partner: permutation(rows, fold(key, "partner")), keep: Float64Array.from({ length: rows }, draw) };
  },
  apply: (batch: Batch, { partner, keep }: Drawn, { categorical }): Batch => {
    const { rows, width, outputs } = batch;
    const x = new Float32Array(batch.x.length);
    const targets = new Float32Array(batch.targets.length);
    for (let row = 0; row < rows; row++) {
      const mix = { row, partner: partner[row]!, keep: keep[row]! };
      mixRow(x, batch.x, width, mix);
      mixRow(targets, batch.targets, outputs, mix);
      for (const column of categorical) if (column < width) x[row * width + column] = batch.x[row * width + column]!;
    }
    return { ...batch, x, targets };
  },
});
