import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** y ⊙ (dy − Σ dy ⊙ y). */
export const softmax: Rule = (dy, { y, attributes }) => [
  op.mul(y, op.sub(dy, op.sum(op.mul(dy, y), [attributes.axis as number], true))),
];
/** dy − exp(y) Σ dy. */
export const logSoftmax: Rule = (dy, { y, attributes }) => [
  op.sub(dy, op.mul(op.exp(y), op.sum(dy, [attributes.axis as number], true))),
];
