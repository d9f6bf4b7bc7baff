import type { Schema } from "../core/index.ts";
import { add, alongFeatures, constant, expand, layerNorm, mul, reshape, type Value } from "../graph/index.ts";
import type { Context } from "./context.ts";
import { filled } from "./init.ts";
import { sizeOf } from "../core/index.ts";
import { requireSeveral } from "./shape.ts";

// What norms over groups of channels share.

export const epsilonSetting = { default: 1e-5, range: [1e-12, 1], doc: "Added to the variance." } as const;
export const affineSetting = (on: boolean) =>
  ({ default: on, doc: "Whether there is a scale and a shift per channel." }) as const satisfies Schema[string];

interface Settings {
  readonly epsilon: number;
  readonly affine: boolean;
}

/** Standardizes groups of neighbouring channels of each row over all places, then scales and shifts each channel. */
export function groupedNorm(where: string, x: Value, groups: number, settings: Settings, context: Context): Value {
  const { epsilon, affine } = settings;
  const [batch, channels] = x.shape as [number, number];
  const size = sizeOf(x.shape.slice(1)) / groups;
  requireSeveral(
    where,
    size,
    x.shape,
    "groups of a single number",
    "use fewer groups, or place it where there are several places",
  );
  const rows = reshape(x, [batch, groups, size]);
  const normed = layerNorm(rows, expand(constant(1), [size]), expand(constant(0), [size]), epsilon);
  const y = reshape(normed, x.shape);
  if (!affine) return y;
  const scale = context.parameter("weight", [channels], filled(1), "scale");
  const shift = context.parameter("bias", [channels], filled(0), "bias");
  return add(mul(y, alongFeatures(scale, x)), alongFeatures(shift, x));
}
