import { sizeOf } from "../../core/index.ts";
import * as op from "../ops/index.ts";
import type { Value } from "../node.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Gives a reduced value its reduced axes back, with size 1, so that it broadcasts against x. */
const restore = (value: Value, { x, attributes }: RuleContext): Value => {
  const axes = attributes.axes as number[];
  return op.reshape(
    value,
    x.shape.map((d, i) => (axes.includes(i) ? 1 : d)),
  );
};

export const sum: Rule = (dy, c) => [op.expand(restore(dy, c), c.x.shape)];
export const mean: Rule = (dy, c) => {
  const count = sizeOf((c.attributes.axes as number[]).map((axis) => c.x.shape[axis]!));
  return [op.expand(restore(op.mul(dy, 1 / count), c), c.x.shape)];
};

/** Shared equally among ties, as PyTorch's amax. */
const extreme: Rule = (dy, c) => {
  const hit = op.cast(op.equal(c.x, restore(c.y, c)), "f32");
  const ties = op.sum(hit, c.attributes.axes as number[], true);
  return [op.mul(hit, op.div(restore(dy, c), ties))];
};
export const max = extreme;
export const min = extreme;

/** dy ⊙ softmax(x), from y: exp(x − y). */
export const logSumExp: Rule = (dy, c) => [op.mul(restore(dy, c), op.exp(op.sub(c.x, restore(c.y, c))))];
export const argMax: Rule = () => [undefined];
