import { fold as foldKey, permutation } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { allowedRows, RATIO } from "./balance.ts";
import { type Resampled, rowsOf, type TrainingFold } from "./fold.ts";
import { gather } from "./synthesis.ts";

interface Drawn {
  /** The rows of the fold that stay, in their order. */
  readonly keep: Int32Array;
}

/** A random part of the larger classes, without repetition, in the order of the fold. */
export const randomUnderSampler = defineAugmentation({
  name: "randomUnderSampler",
  doc: "Drops random rows of the larger classes.",
  aliases: ["undersampling", "random under-sampling", "down-sampling"],
  advice: {
    when: "Far more rows than are needed: balance and speed at once.",
    pitfalls: ["What is dropped is lost: with few rows prefer class weights."],
  },
  settings: { ratio: { ...RATIO, doc: "The smallest class as a share of each larger one, at most." } },
  main: "ratio",
  facts: { changesRows: true },
  sample: (key, fold: TrainingFold, { ratio }): Drawn => {
    const keep = Array.from(allowedRows(fold, ratio)).flatMap((count, label) => {
      const rows = rowsOf(fold, label);
      return Array.from(permutation(rows.length, foldKey(key, label)).subarray(0, count), (i) => rows[i]!);
    });
    return { keep: Int32Array.from(keep).sort() };
  },
  apply: (fold: TrainingFold, { keep }: Drawn): Resampled => ({
    x: gather(fold, keep),
    rows: keep.length,
    width: fold.width,
    labels: keep.map((row) => fold.labels[row]!),
    parents: Int32Array.from({ length: keep.length * 2 }, (_, i) => fold.source[keep[i >> 1]!]!),
    kept: keep.length,
  }),
});
