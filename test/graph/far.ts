import { logSoftmax, logSumExp, sigmoid, softmax, softplus, tanh, type Value } from "../../src/graph/index.ts";

/** Logits far from where exponentials are representable. */
export const FAR = [-1000, -100, -30, -1, 0, 1, 30, 100, 1000] as const;

/** Functions whose textbook formula overflows or cancels there. */
export const farOps: Readonly<Record<string, (x: Value) => Value>> = {
  logSoftmax,
  logSumExp,
  sigmoid,
  softmax,
  softplus,
  tanh,
};
