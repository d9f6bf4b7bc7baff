import { add, alongFeatures, mean, mul, rsqrt, sub, type Value } from "../../graph/index.ts";
import type { Target } from "../target.ts";
import { blockedProduct } from "../fusions/blocks.ts";
import type { Pass } from "../rewrite.ts";

/**
 * Batch norm behind a convolution on blocked channels, by its parts: they stay in blocks, what is added and relu join its last
 * one, and its gradient takes the differences from the mean as they are. Elsewhere the runtime's own node is faster.
 */
export const normInBlocks =
  (target: Target): Pass =>
  ({ op, inputs, attributes }) => {
    const [x, scale, bias] = inputs;
    if (op.name !== "batchNormTrain" || blockedProduct(x!.node, target) === undefined) return undefined;
    const wide = (vector: Value): Value => alongFeatures(vector, x!);
    const means = mean(x!, [0, 2, 3]);
    const centred = sub(x!, wide(means));
    const variance = mean(mul(centred, centred), [0, 2, 3]);
    const factor = mul(scale!, rsqrt(add(variance, attributes["epsilon"] as number)));
    return [add(mul(centred, wide(factor)), wide(bias!)), means, variance];
  };
