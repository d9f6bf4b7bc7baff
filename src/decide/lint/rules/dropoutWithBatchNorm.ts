import { defineRule } from "../define.ts";
import { blocksOf, chainsOf, drops, seesBatch } from "../layers.ts";

export const dropoutWithBatchNorm = defineRule({
  id: "dropoutWithBatchNorm",
  title: "dropout and batch norm in one block",
  severity: "hint",
  why: "batch norm already adds noise to its block; with dropout on top the two mostly undo each other",
  paper: "Li et al. 2019, arXiv:1801.05134; Ioffe & Szegedy 2015, arXiv:1502.03167 (dropout removed)",
  fix: "one of the two in a block: dropout: 0, or norm: layer",
  check: ({ model }) => {
    const blocks = model === undefined ? [] : chainsOf(model).flatMap(blocksOf);
    const both = new Set(blocks.filter((b) => b.some(seesBatch) && b.some(drops)).map((b) => b.find(drops))).size;
    if (both === 0) return undefined;
    return { message: `${both} block${both === 1 ? " has" : "s have"} both`, evidence: { blocks: both } };
  },
});
