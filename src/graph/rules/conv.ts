import type { Attributes, Value } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

// y = x ∗ w is linear in each of x and w, and so are its two gradients: the rules of the three refer to each other.

type Two = readonly [number, number];
const options = ({ strides, pads, dilations, groups }: Attributes): op.ConvOptions => ({
  strides: strides as unknown as Two,
  pads: pads as unknown as readonly [number, number, number, number],
  dilations: dilations as unknown as Two,
  groups: groups as number,
});
const sizeOfImages = (x: Value): Two => [x.shape[2]!, x.shape[3]!];

export const conv2d: Rule = (dy, { inputs, attributes }) => {
  const [x, w] = inputs as [Value, Value];
  return [
    op.conv2dInputGradient(dy, w, sizeOfImages(x), options(attributes)),
    op.conv2dWeightGradient(x, dy, sizeOfImages(w), options(attributes)),
  ];
};
export const conv2dInputGradient: Rule = (ddx, { inputs, attributes }) => {
  const [dy, w] = inputs as [Value, Value];
  return [
    op.conv2d(ddx, w, options(attributes)),
    op.conv2dWeightGradient(ddx, dy, sizeOfImages(w), options(attributes)),
  ];
};
export const conv2dWeightGradient: Rule = (ddw, { inputs, attributes }) => {
  const [x, dy] = inputs as [Value, Value];
  return [
    op.conv2dInputGradient(dy, ddw, sizeOfImages(x), options(attributes)),
    op.conv2d(x, ddw, options(attributes)),
  ];
};
