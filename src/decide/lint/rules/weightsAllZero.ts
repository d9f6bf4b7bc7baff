import { defineRule } from "../define.ts";

const SHARE = 0.99;

export const weightsAllZero = defineRule({
  id: "weightsAllZero",
  title: "weights that are all zero",
  severity: "error",
  why: "the pull to zero is stronger than anything the data says: nothing is left to predict with",
  fix: "l1: a tenth of it",
  check: ({ recipe, situation }) => {
    const zeros = situation?.zeros ?? 0;
    const { l1 = 0 } = recipe ?? {};
    if (!(zeros >= SHARE)) return undefined;
    return {
      message: `${(100 * zeros).toFixed(1)} % of the weights are exactly zero`,
      evidence: { zeros, l1 },
      ...(l1 > 0 ? { fix: `l1: ${Number((l1 / 10).toPrecision(2))}` } : {}),
    };
  },
});
