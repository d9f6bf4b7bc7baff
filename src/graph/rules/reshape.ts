import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

export const reshape: Rule = (dy, { x }) => [op.reshape(dy, x.shape)];
/** The walk sums the stretched axes. */
export const expand: Rule = (dy) => [dy];
export const transpose: Rule = (dy, { attributes }) => {
  const order = attributes.order as number[];
  return [
    op.transpose(
      dy,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ];
};
