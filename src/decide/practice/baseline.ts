import { definePractice } from "./define.ts";

export const baseline = definePractice({
  name: "baseline",
  doc: "Where to begin: L2 and early stopping; then one technique after the other, each against plain.",
  use: "regularize compare DATA --target COLUMN",
  aliases: ["where to begin", "start", "recipe"],
  advice: {
    when: "First of all: what follows has to beat it.",
    typical:
      "L2 1e-4, patience 15; then dropout 0.5 in dense layers, batch norm from 10 layers on, augmentation below 10,000 examples a class",
    pitfalls: [
      "Dropout and batch norm in one layer get in each other's way.",
      "About 10 % of searches end worse than where they began: keep the baseline in the final.",
    ],
    interactions: [
      "86 published searches on tables chose dropout in 60 %, weight decay in 53 %, both in 34 %, neither in 20 %.",
    ],
  },
  settings: {},
});
