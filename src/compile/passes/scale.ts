import { apply1, mul, reshape, type Value } from "../../graph/index.ts";
import { channelVector } from "../channels.ts";
import { match } from "../match.ts";
import type { Pass } from "../rewrite.ts";

/** images = unscaled · one number per channel. */
function scaled(images: Value): readonly [unscaled: Value, factor: Value] | undefined {
  const factors = match(images, "mul")?.inputs ?? [];
  for (const [i, factor] of factors.entries()) {
    const vector = channelVector(factor, images.shape);
    const unscaled = factors[1 - i]!;
    if (vector !== undefined && unscaled.shape.length === images.shape.length) return [unscaled, vector];
  }
  return undefined;
}

const perFilter = (vector: Value): Value => reshape(vector, [vector.shape[0]!, 1, 1, 1]);

/** The gradients of a convolution from dy · factor per channel: filters are fewer numbers than dy to multiply. */
export const scale: Pass = ({ op, inputs: [a, b], attributes }) => {
  const forImages = op.name === "conv2dInputGradient";
  if (!forImages && op.name !== "conv2dWeightGradient") return undefined;
  const [dy, factor] = scaled(forImages ? a! : b!) ?? [];
  if (dy === undefined || factor === undefined) return undefined;
  return forImages
    ? [apply1(op, [dy, mul(b!, perFilter(factor))], attributes)]
    : [mul(apply1(op, [a!, dy], attributes), perFilter(factor))];
};
