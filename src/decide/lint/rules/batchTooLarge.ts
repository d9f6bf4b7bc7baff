import { defineRule } from "../define.ts";
import { batchSizeIn } from "../subject.ts";

const SHARE = 0.25;

export const batchTooLarge = defineRule({
  id: "batchTooLarge",
  title: "batches of more than a quarter of the rows",
  severity: "warning",
  why: "fewer than four updates an epoch, and none of the noise that finds flat minima",
  paper: "Keskar et al. 2017, arXiv:1609.04836",
  fix: "batchSize: 32",
  check: (subject) => {
    const batchSize = batchSizeIn(subject);
    const rows = subject.situation?.rows;
    // Without a size of one's own it is the rows that are few, not the batch that is large.
    if ((subject.recipe?.batchSize ?? 0) === 0 || batchSize === undefined || rows === undefined) return undefined;
    if (batchSize <= SHARE * rows) return undefined;
    return {
      message: `batches of ${batchSize} from ${rows} training rows: ${Math.ceil(rows / batchSize)} updates an epoch`,
      evidence: { batchSize, rows },
      fix: `batchSize: ${Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, rows / 20))))}`,
    };
  },
});
