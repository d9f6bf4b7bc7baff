import { defineRule } from "../define.ts";

const SHARE = 0.9;

export const noiseWhileUnderfit = defineRule({
  id: "noiseWhileUnderfit",
  title: "dropout while underfitting",
  severity: "warning",
  why: "a model that has not learned its training rows has nothing to forget: dropout took ViT-T from 73.9 to 67.9 %",
  paper: "Liu et al. 2023, arXiv:2303.01500",
  fix: "dropout: 0, and more epochs or wider layers",
  check: ({ recipe, situation }) => {
    const { dropout = 0, spatialDropout = 0, inputNoise = 0 } = recipe ?? {};
    const noise = Math.max(dropout, spatialDropout, inputNoise);
    if (situation?.trained === undefined || noise === 0) return undefined;
    const { train, baseline, perfect } = situation.trained;
    const left = Math.abs(perfect - train) / Math.abs(perfect - baseline);
    if (!(left >= SHARE)) return undefined;
    return {
      message: `training keeps ${Math.round(100 * left)} % of guessing's error with dropout ${noise}`,
      evidence: { left, noise },
    };
  },
});
