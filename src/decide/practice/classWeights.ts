import { crossEntropy } from "../../loss/index.ts";
import { definePractice } from "./define.ts";

const { classWeights: setting } = crossEntropy.definition.settings;

export const classWeights = definePractice({
  name: "classWeights",
  doc: "Rows of rare classes count more in the loss.",
  use: "library: `loss.crossEntropy({ classWeights: [1, 5] })`; yes/no: `loss.bceWithLogits({ positiveWeight: [5] })`",
  aliases: ["class imbalance", "imbalanced", "positiveWeight"],
  advice: {
    when: "Rare classes that must not be missed.",
    pitfalls: ["Probabilities are no longer shares: the threshold moves with the weights."],
    interactions: ["Before resampling: SMOTE does not improve strong classifiers; weights and a threshold come first."],
  },
  settings: { classWeights: setting },
});
