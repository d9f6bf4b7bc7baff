import { abs, lessEqual, mean, mul, sub, where } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/** ½ e² for |e| ≤ δ, else δ (|e| − ½ δ), averaged over the outputs: outliers pull with a bounded force. */
export const huber = defineLoss({
  name: "huber",
  doc: "Squared near zero, absolute beyond δ: outliers pull with a bounded force.",
  paper: "Huber 1964, doi:10.1214/aoms/1177703732",
  aliases: ["smooth l1"],
  advice: {
    when: "Numbers with outliers.",
    typical: "δ 1 on standardized targets",
  },
  target: "values",
  settings: {
    delta: {
      default: 1,
      range: [1e-6, 1e6],
      search: [0.1, 10, "log"],
      doc: "Where squared becomes absolute, in target units.",
    },
  },
  main: "delta",
  rows: (prediction, target, { delta }) => {
    const error = sub(prediction, target);
    const size = abs(error);
    return mean(where(lessEqual(size, delta), mul(0.5, mul(error, error)), mul(delta, sub(size, 0.5 * delta))), [1]);
  },
  head: (prediction) => prediction,
});
