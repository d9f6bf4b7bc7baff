import { definePractice } from "./define.ts";

export const monteCarloDropout = definePractice({
  name: "monteCarloDropout",
  doc: "Predicts many times with dropout on: the mean, and the deviation as a measure of uncertainty.",
  paper: "Gal & Ghahramani 2016, arXiv:1506.02142",
  use: "library: `trainer.uncertainty(x, rows, { passes: 30 })`",
  aliases: ["MC dropout", "uncertainty"],
  advice: {
    when: "Predictions that should say how sure they are.",
    typical: "30 passes",
    cost: "a prediction for each pass",
    pitfalls: ["A model without noise has no spread to show."],
  },
  settings: {},
});
