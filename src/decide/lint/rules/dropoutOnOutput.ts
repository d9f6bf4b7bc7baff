import { defineRule } from "../define.ts";
import { chainsOf, drops, rateOf, weighs } from "../layers.ts";

export const dropoutOnOutput = defineRule({
  id: "dropoutOnOutput",
  title: "dropout on the output",
  severity: "error",
  why: "silenced outputs are answers set to zero: the loss punishes the model for what it did not say",
  paper: "Srivastava et al. 2014, JMLR 15:1929: hidden and input units",
  fix: "dropout before the last linear layer, not after it",
  check: ({ model }) => {
    const chain = model === undefined ? [] : (chainsOf(model)[0] ?? []);
    const end = chain.findLastIndex(weighs);
    const drop = end < 0 ? undefined : chain.slice(end + 1).find(drops);
    if (drop === undefined) return undefined;
    const rate = rateOf(drop);
    return { message: `${drop.name} ${rate} comes after the last ${chain[end]!.name}`, evidence: { rate } };
  },
});
