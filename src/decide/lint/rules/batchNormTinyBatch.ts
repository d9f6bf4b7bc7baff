import { defineRule } from "../define.ts";
import { layersOf, seesBatch } from "../layers.ts";
import { batchSizeIn } from "../subject.ts";

const LEAST = 16;

export const batchNormTinyBatch = defineRule({
  id: "batchNormTinyBatch",
  title: "batch norm with tiny batches",
  severity: "warning",
  why: "statistics of few rows are noise: at 2 rows group norm was better by 10.6 points of ImageNet error",
  paper: "Wu & He 2018, arXiv:1803.08494",
  fix: "batchSize: 32, or norm: layer (groupNorm for convolutions)",
  check: (subject) => {
    const batchSize = batchSizeIn(subject);
    const norms = subject.model === undefined ? 0 : layersOf(subject.model).filter(seesBatch).length;
    if (batchSize === undefined || batchSize >= LEAST || norms === 0) return undefined;
    return {
      message: `batch norm sees ${batchSize} row${batchSize === 1 ? "" : "s"} at a time; it wants ${LEAST} or more`,
      evidence: { batchSize, least: LEAST, batchNorms: norms },
    };
  },
});
