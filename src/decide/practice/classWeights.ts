import { crossEntropy } from "../../loss/index.ts";
import { definePractice } from "./define.ts";

const { classWeights: setting } = crossEntropy.definition.settings;

export const classWeights = definePractice({
  name: "classWeights",
  doc: "Rows of rare classes count more in the loss.",
  paper: "effective numbers: Cui et al. 2019, arXiv:1901.05555",
  use: "library: `loss.crossEntropy({ classWeights: balance.balancedWeights({ labels, classes }) })`; yes/no: `loss.bceWithLogits({ positiveWeight: [5] })`",
  aliases: ["class imbalance", "imbalanced", "positiveWeight"],
  advice: {
    when: "Rare classes that must not be missed.",
    typical: "balanced: rows / (classes · rows of the class); its square root where weights would differ a hundredfold",
    cost: "none",
    pitfalls: [
      "Probabilities are no longer shares: dividing them by the weights gives them back (balance.withScales).",
    ],
    interactions: [
      "Before resampling: SMOTE does not improve strong classifiers; weights and a threshold come first.",
      "A tuned threshold does much the same for labels, after training: rarely are both needed.",
    ],
  },
  settings: { classWeights: setting },
});
