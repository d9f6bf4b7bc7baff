import { definePractice } from "./define.ts";

export const sealedTest = definePractice({
  name: "sealedTest",
  doc: "Rows set aside before anything is chosen, and scored once, at the end.",
  use: "regularize compare DATA --target COLUMN --split 60/20/20",
  aliases: ["test set", "holdout", "split", "leakage", "overfitting"],
  advice: {
    when: "Always: validation rows that chose a model flatter it, on small tables by a median of 2.6 points.",
    typical: "60/20/20, stratified; --group where rows belong together, --time where the future is predicted",
    pitfalls: [
      "Statistics of preprocessing come from training rows only, or the test leaks into the training.",
      "Never minimize the gap itself: a better model may have a larger one.",
    ],
  },
  settings: {},
});
