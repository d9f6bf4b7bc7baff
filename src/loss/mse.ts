import { mean, mul, sub, type Value } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

const squared = (a: Value, b: Value): Value => {
  const error = sub(a, b);
  return mul(error, error);
};

/** Mean over the outputs of (prediction − target)². */
export const mse = defineLoss({
  name: "mse",
  doc: "Mean squared error.",
  aliases: ["mean squared error"],
  advice: {
    when: "Numbers.",
    pitfalls: ["Outliers pull with their square: see huber."],
  },
  target: "values",
  settings: {},
  rows: (prediction, target) => mean(squared(prediction, target), [1]),
  head: (prediction) => prediction,
});
