import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** Scatters along axis 0; another axis goes there and back. */
export const gather: Rule = (dy, { inputs, attributes }) => {
  const [x, indices] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
  const axis = attributes.axis as number;
  const size = x.shape[axis]!;
  if (axis === 0) return [op.scatterAdd(dy, indices, size), undefined];
  const moved = Array.from({ length: indices.shape.length }, (_, i) => axis + i);
  const others = dy.shape.map((_, i) => i).filter((i) => !moved.includes(i));
  const rows = op.scatterAdd(op.transpose(dy, [...moved, ...others]), indices, size);
  const back = x.shape.map((_, i) => (i < axis ? i + 1 : i === axis ? 0 : i));
  return [op.transpose(rows, back), undefined];
};
export const scatterAdd: Rule = (dy, { inputs: [, indices] }) => [op.gather(dy, indices!, 0), undefined];
