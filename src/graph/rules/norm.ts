import { sizeOf } from "../../core/index.ts";
import { alongFeatures, rsqrt } from "../compose.ts";
import type { Value } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** The sum of the terms that are there; undefined when none is. */
const total = (terms: readonly (Value | undefined)[]): Value | undefined =>
  terms.reduce((a, b) => (a === undefined ? b : b === undefined ? a : op.add(a, b)), undefined);

/** Σ dy (x − mean) per feature. On images without the differences in between: what mean Σ dy cancels there is rounding of its size. */
function withCentred(dy: Value, x: Value, mean: Value, axes: readonly number[]): Value {
  if (x.shape.length === 2) return op.sum(op.mul(dy, op.sub(x, mean)), axes);
  return op.sub(op.sum(op.mul(dy, x), axes), op.mul(mean, op.sum(dy, axes)));
}

/**
 * With r = 1/√(variance + ε), n entries per feature and gradients dy, dm, dv of the three outputs: dx = dy · scale r + x b + c
 * with b = (2 dv − scale r³ Σ dy (x − mean)) / n and c = (dm − scale r Σ dy) / n − mean b.
 */
export const batchNormTrain: Rule = (_, { inputs, outputs, dys: [dy, dMean, dVariance], attributes }) => {
  const [x, scale] = inputs as readonly [Value, Value];
  const [, mean, variance] = outputs as readonly [Value, Value, Value];
  const axes = x.shape.flatMap((__, axis) => (axis === 1 ? [] : [axis]));
  const share = 1 / sizeOf(axes.map((axis) => x.shape[axis]!));
  const wide = (vector: Value): Value => alongFeatures(vector, x);
  const inverse = rsqrt(op.add(variance, attributes.epsilon as number));
  const factor = op.mul(scale, inverse);
  const dScale = dy && op.mul(inverse, withCentred(dy, x, mean, axes));
  const dBias = dy && op.sum(dy, axes);
  const slope = total([
    dVariance && op.mul(dVariance, 2 * share),
    dScale && op.mul(op.mul(factor, op.mul(inverse, dScale)), -share),
  ]);
  const shift = total([
    dMean && op.mul(dMean, share),
    dBias && op.mul(op.mul(factor, dBias), -share),
    slope && op.neg(op.mul(mean, slope)),
  ]);
  const line = slope && op.mul(x, wide(slope));
  return [total([dy && op.mul(dy, wide(factor)), total([line, shift && wide(shift)])]), dScale, dBias];
};

/**
 * With x̂ = (x − mean) r and g = dy · scale over rows of n entries, and gradients dm, dr of the other two outputs:
 * dx = r (g − mean g − x̂ (mean g x̂ + r dr / n)) + dm / n.
 */
export const layerNorm: Rule = (_, { inputs, outputs, dys: [dy, dMean, dInverse] }) => {
  const [x, scale] = inputs as readonly [Value, Value];
  const [, mean, inverse] = outputs as readonly [Value, Value, Value];
  const share = 1 / x.shape.at(-1)!;
  const normed = op.mul(op.sub(x, mean), inverse);
  const g = dy && op.mul(dy, scale);
  const perNormed = total([
    g && op.mean(op.mul(g, normed), [-1], true),
    dInverse && op.mul(op.mul(inverse, dInverse), share),
  ]);
  const inner = total([g, perNormed && op.mul(normed, op.neg(perNormed)), g && op.neg(op.mean(g, [-1], true))]);
  const dx = total([inner && op.mul(inverse, inner), dMean && op.mul(dMean, share)]);
  return [dx, dy && op.mul(dy, normed), dy];
};
