import { add } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** y = x + N(0, deviation²) while learning, so E[y] = x. Any shape. On standardized inputs a ridge-like penalty. */
export const gaussianNoise = defineLayer({
  name: "gaussianNoise",
  doc: "Adds Gaussian noise while learning: a smooth neighbourhood gets the same answer.",
  paper: "Bishop 1995, doi:10.1162/neco.1995.7.1.108",
  aliases: ["input noise", "noise injection"],
  advice: {
    when: "Numeric inputs: the augmentation of tables.",
    typical: "0.1 on standardized columns",
    pitfalls: ["On one-hot columns it makes rows that cannot occur: put it on the numbers."],
    interactions: ["Small noise on the inputs acts like a penalty on the gradient with respect to them (Tikhonov)."],
  },
  settings: {
    deviation: { default: 0.1, range: [0, 10], search: [0.01, 0.5, "log"], strength: true, doc: "Standard deviation." },
  },
  main: "deviation",
  facts: { drawsNoise: true },
  apply: (x, { deviation }, { mode, noise }) => (mode === "infer" ? x : add(x, noise.normal(x.shape, deviation))),
});
