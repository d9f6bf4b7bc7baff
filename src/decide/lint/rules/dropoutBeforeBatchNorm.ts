import { defineRule } from "../define.ts";
import { chainsOf, drops, rateOf, seesBatch } from "../layers.ts";

export const dropoutBeforeBatchNorm = defineRule({
  id: "dropoutBeforeBatchNorm",
  title: "dropout before batch norm",
  severity: "warning",
  why: "dropout makes activations vary more while learning than afterwards, and batch norm remembers the larger variance: DenseNet on CIFAR-100 fell from 77.4 to 68.6 %",
  paper: "Li et al. 2019, arXiv:1801.05134",
  fix: "dropout only after the last batch norm, or norm: layer",
  check: ({ model }) => {
    for (const chain of model === undefined ? [] : chainsOf(model)) {
      const first = chain.findIndex(drops);
      const norms = first < 0 ? 0 : chain.slice(first).filter(seesBatch).length;
      if (norms === 0) continue;
      const rate = rateOf(chain[first]!);
      const message = `${chain[first]!.name} ${rate} stands before ${norms} batch norm${norms === 1 ? "" : "s"}`;
      return { message, evidence: { rate, batchNorms: norms } };
    }
    return undefined;
  },
});
