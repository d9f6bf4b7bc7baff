import { sizeOf } from "../../core/index.ts";
import { alongFeatures, rsqrt } from "../compose.ts";
import type { Value } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";
import { ofParts } from "./parts.ts";

/** The sum of the terms that are there; undefined when none is. */
const total = (terms: readonly (Value | undefined)[]): Value | undefined =>
  terms.reduce((a, b) => (a === undefined ? b : b === undefined ? a : op.add(a, b)), undefined);

/**
 * Σ dy x′ per feature of the differences x′ from the mean. Of images, less what Σ x′, which is zero but for the mean's rounding,
 * adds to it: at a mean of 1,000 an error of 2e-7 instead of 8e-3.
 */
function withCentred(dy: Value, centred: Value, axes: readonly number[], share: number): Value {
  const products = op.sum(op.mul(dy, centred), axes);
  if (centred.shape.length === 2) return products;
  return op.sub(products, op.mul(op.mul(op.sum(dy, axes), share), op.sum(centred, axes)));
}

const axesBut = (x: Value): number[] => x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** What flows back through y of a batch norm of x [batch, features, …] with its statistics: to x, the scale and the bias. */
function composed(inputs: readonly Value[], epsilon: number): readonly [dx: Value, dScale: Value, dBias: Value] {
  const [dy, x, scale, mean, variance] = inputs as readonly [Value, Value, Value, Value, Value];
  const axes = axesBut(x);
  const share = 1 / sizeOf(axes.map((axis) => x.shape[axis]!));
  const wide = (vector: Value): Value => alongFeatures(vector, x);
  const centred = op.sub(x, wide(mean));
  const inverse = rsqrt(op.add(variance, epsilon));
  const dBias = op.sum(dy, axes);
  const dScale = op.mul(inverse, withCentred(dy, centred, axes, share));
  const [slope, shift] = [op.mul(op.mul(inverse, dScale), -share), op.mul(dBias, -share)];
  const inner = op.add(dy, op.add(op.mul(centred, wide(slope)), wide(shift)));
  return [op.mul(inner, wide(op.mul(scale, inverse))), dScale, dBias];
}

/**
 * With x′ = x − mean, r = 1/√(variance + ε), n entries per feature and gradients dy, dm, dv of the three outputs:
 * dx = scale r (dy − x′ r² Σ dy x′ / n − Σ dy / n) + (2 dv x′ + dm) / n, and r Σ dy x′ for the scale: from differences, so that
 * a mean that is large beside the deviation costs no digits. The factor stays outside, where convolutions take it over.
 */
export const batchNormTrain: Rule = (_, { inputs, outputs, dys: [dy, dMean, dVariance], attributes }) => {
  const [x, scale] = inputs as readonly [Value, Value];
  const [, mean, variance] = outputs as readonly [Value, Value, Value];
  const share = 1 / sizeOf(axesBut(x).map((axis) => x.shape[axis]!));
  const wide = (vector: Value): Value => alongFeatures(vector, x);
  const others = total([
    dVariance && op.mul(op.sub(x, wide(mean)), wide(op.mul(dVariance, 2 * share))),
    dMean && wide(op.mul(dMean, share)),
  ]);
  if (dy === undefined) return [others, undefined, undefined];
  const epsilon = attributes.epsilon as number;
  const [dx, dScale, dBias] =
    x.shape.length === 2
      ? op.batchNormGradient(dy, x, scale, { mean, variance }, epsilon)
      : composed([dy, x, scale, mean, variance], epsilon);
  return [total([dx, others]), dScale, dBias];
};

/** That of its parts: statistics do not follow x here. */
export const batchNormGradient: Rule = ofParts((inputs, { epsilon }) => composed(inputs, epsilon as number));

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
