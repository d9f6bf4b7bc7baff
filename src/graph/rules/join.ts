import { zerosLike } from "../compose.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

export const concat: Rule = (dy, { inputs, attributes }) => {
  const axis = attributes.axis as number;
  return op.split(
    dy,
    inputs.map((x) => x.shape[axis]!),
    axis,
  );
};
export const split: Rule = (_, { dys, outputs, attributes }) => [
  op.concat(
    dys.map((dy, port) => dy ?? zerosLike(outputs[port]!)),
    attributes.axis as number,
  ),
];
