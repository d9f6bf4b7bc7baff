import type { Schema, ValuesOf } from "../core/index.ts";
import { add, conv2d, reshape, type Value } from "../graph/index.ts";
import type { Context } from "./context.ts";
import { fanIn } from "./init.ts";
import { requireGroups } from "./shape.ts";
import { asImage, asLine, windowFor } from "./window.ts";

// What conv1d and conv2d share.

/** The settings of a convolution along so many axes. */
export const convolutionSettings = <Axes extends 1 | 2>(axes: Axes) =>
  ({
    features: {
      default: 32,
      range: [1, 1e6],
      integer: true,
      search: [8, 256, "log"],
      doc: "Number of output channels.",
    },
    kernel: { default: 3, sizes: [1, 1024], axes, doc: "Size of the filters." },
    stride: { default: 1, sizes: [1, 1024], axes, doc: "Steps between places." },
    padding: {
      default: 0,
      sizes: [0, 1024],
      axes,
      words: ["same"],
      doc: "Zeros on each side; same: as many as keep the size, divided by the stride.",
    },
    dilation: { default: 1, sizes: [1, 1024], axes, doc: "Distance between the entries that a filter looks at." },
    groups: {
      default: 1,
      sizes: [1, 1e6],
      axes: 1,
      words: ["depthwise"],
      doc: "Parts of the channels that do not see each other; depthwise: each channel by itself.",
    },
    bias: { default: true, doc: "Whether to add b; useless before a norm." },
  }) as const satisfies Schema;

type Settings = ValuesOf<ReturnType<typeof convolutionSettings<1 | 2>>>;

const groupsOf = ({ groups }: Settings, channels: number): number =>
  groups === "depthwise" ? channels : typeof groups === "number" ? groups : groups[0]!;

/** y = x ∗ W + b. Weights are [out, in / groups, …kernel], first values U(±1/√(in / groups · area)), as PyTorch's. */
export function convolution(where: string, axes: 1 | 2, x: Value, settings: Settings, context: Context): Value {
  const { features, bias } = settings;
  const channels = x.shape[1]!;
  const groups = groupsOf(settings, channels);
  requireGroups(where, groups, x.shape, { channels, filters: features });
  const image = axes === 1 ? asImage(x) : x;
  const window = windowFor(where, image, axes, settings);
  const area = window.kernel[0] * window.kernel[1];
  const init = fanIn((channels / groups) * area);
  const shape = [features, channels / groups, ...window.kernel.slice(2 - axes)];
  const weight = context.parameter("weight", shape, init, "weight");
  const y = conv2d(image, axes === 1 ? asImage(weight) : weight, { ...window, groups });
  // Before the line loses its height, so that the bias is part of the convolution.
  const out = bias ? add(y, reshape(context.parameter("bias", [features], init, "bias"), [features, 1, 1])) : y;
  return axes === 1 ? asLine(out) : out;
}
