import * as op from "../../../src/graph/ops/index.ts";
import { type Case, type Part, real, use } from "./case.ts";

const FLAGS = [false, true].flatMap((a) => [false, true].map((b) => ({ transposeA: a, transposeB: b })));
const matrix = (flipped: boolean, ...shape: readonly number[]) =>
  real(...shape.slice(0, -2), ...(flipped ? shape.slice(-2).toReversed() : shape.slice(-2)));
const products = (a: readonly number[], b: readonly number[]): readonly Case[] =>
  FLAGS.map((flags) =>
    use(
      [matrix(flags.transposeA, ...a), matrix(flags.transposeB, ...b)],
      (x, y) => op.matmul(x!, y!, flags),
      `${flags.transposeA ? "aᵀ" : "a"} ${flags.transposeB ? "bᵀ" : "b"}`,
    ),
  );

/** Options of a convolution on images of [height, width] by filters, with the places that they give. */
const CONVOLUTIONS = [
  { title: "plain", x: [2, 3, 4, 5], w: [2, 3, 3, 2], places: [2, 4], options: {} },
  { title: "one pixel", x: [2, 3, 2, 2], w: [4, 3, 1, 1], places: [2, 2], options: {} },
  { title: "padded", x: [1, 2, 3, 4], w: [2, 2, 3, 3], places: [3, 4], options: { pads: 1 } },
  {
    title: "all unequal",
    x: [1, 2, 7, 8],
    w: [3, 2, 2, 3],
    places: [4, 3],
    options: { strides: [2, 3], pads: [1, 2, 0, 3], dilations: [1, 2] },
  },
  { title: "stride misses the rim", x: [1, 1, 6, 7], w: [2, 1, 3, 3], places: [2, 2], options: { strides: [2, 3] } },
  {
    title: "many channels",
    x: [2, 8, 4, 3],
    w: [2, 8, 2, 2],
    places: [3, 4],
    options: { strides: [2, 1], pads: 1 },
  },
  {
    title: "many channels, the rim within the padding",
    x: [2, 8, 5, 6],
    w: [3, 8, 2, 3],
    places: [3, 3],
    options: { strides: 2, pads: [1, 0, 1, 2] },
  },
  {
    title: "many channels, stride misses the rim",
    x: [1, 8, 4, 5],
    w: [2, 8, 3, 3],
    places: [1, 2],
    options: { strides: 2 },
  },
  { title: "many channels, one pixel", x: [2, 8, 2, 2], w: [3, 8, 1, 1], places: [2, 2], options: {} },
  {
    title: "many images, channels and filters",
    x: [8, 8, 3, 4],
    w: [8, 8, 3, 2],
    places: [2, 4],
    options: { pads: [1, 0, 0, 2], dilations: [1, 2] },
  },
  { title: "many of all, one pixel", x: [8, 8, 2, 4], w: [9, 8, 1, 1], places: [2, 4], options: {} },
  { title: "groups", x: [2, 4, 4, 3], w: [6, 2, 2, 2], places: [2, 2], options: { groups: 2, strides: [2, 1] } },
  { title: "depthwise", x: [1, 3, 4, 4], w: [3, 1, 3, 3], places: [4, 4], options: { groups: 3, pads: 1 } },
] as const;
const size = (shape: readonly [number, number, number, number]) => [shape[2], shape[3]] as const;
const convolutions = (make: (c: (typeof CONVOLUTIONS)[number]) => Case): readonly Case[] => CONVOLUTIONS.map(make);
const dyOf = ({ x, w, places }: (typeof CONVOLUTIONS)[number]) => real(x[0], w[0], ...places);

const pools = (f: typeof op.maxPool2d): readonly Case[] => [
  use([real(2, 3, 4, 6)], (x) => f(x!, 2)),
  use([real(1, 2, 5, 5)], (x) => f(x!, 3, { strides: 1 }), "overlapping"),
  use([real(1, 2, 5, 7)], (x) => f(x!, 2), "rim left out"),
  use([real(2, 1, 5, 6)], (x) => f(x!, [3, 2], { strides: [2, 1], pads: 1 }), "padded"),
  use([real(1, 1, 4, 5)], (x) => f(x!, 3, { strides: 2, pads: [1, 0, 0, 1] }), "padded on two sides"),
];

const norms = (f: typeof op.batchNormTrain, features: number, ...shape: readonly number[]): Case =>
  use([real(...shape), real(features), real(features)], (x, s, b) => f(x!, s!, b!));

export const nets: Part<
  | (
      | "matmul"
      | "conv2d"
      | "conv2dInputGradient"
      | "conv2dWeightGradient"
      | "maxPool2d"
      | "maxPool2dIndices"
      | "maxPool2dGradient"
    )
  | ("avgPool2d" | "batchNormTrain" | "batchNormGradient" | "layerNorm")
> = {
  matmul: [
    ...products([2, 3], [3, 4]),
    ...products([2, 3, 4], [2, 4, 2]),
    ...products([2, 3, 4], [4, 2]),
    ...products([3, 4], [2, 4, 2]),
    ...products([2, 1, 2, 3], [3, 3, 2]),
  ],
  conv2d: convolutions((c) => use([real(...c.x), real(...c.w)], (x, w) => op.conv2d(x!, w!, c.options), c.title)),
  conv2dInputGradient: convolutions((c) =>
    use([dyOf(c), real(...c.w)], (dy, w) => op.conv2dInputGradient(dy!, w!, size(c.x), c.options), c.title),
  ),
  conv2dWeightGradient: convolutions((c) =>
    use([real(...c.x), dyOf(c)], (x, dy) => op.conv2dWeightGradient(x!, dy!, size(c.w), c.options), c.title),
  ),
  maxPool2d: pools(op.maxPool2d),
  maxPool2dIndices: pools(op.maxPool2dIndices),
  maxPool2dGradient: [
    use([real(2, 3, 2, 3), real(2, 3, 4, 6)], (dy, x) => op.maxPool2dGradient(dy!, x!)),
    use([real(1, 2, 1, 1), real(1, 2, 2, 2)], (dy, x) => op.maxPool2dGradient(dy!, x!), "one window"),
  ],
  avgPool2d: [
    ...pools(op.avgPool2d),
    use([real(1, 2, 4, 4)], (x) => op.avgPool2d(x!, 3, { pads: 1, countIncludePad: false }), "padding not counted"),
    use([real(2, 3, 4, 5)], (x) => op.avgPool2d(x!, [4, 5]), "whole image"),
  ],
  batchNormTrain: [
    norms(op.batchNormTrain, 3, 5, 3),
    norms(op.batchNormTrain, 2, 3, 2, 4),
    norms(op.batchNormTrain, 2, 2, 2, 2, 3),
    use([real(5, 3), real(3), real(3)], (x, s, b) => op.batchNormTrain(x!, s!, b!, 0.1)[0], "y alone"),
    use([real(5, 3), real(3), real(3)], (x, s, b) => op.batchNormTrain(x!, s!, b!)[1], "means alone"),
    use([real(5, 3), real(3), real(3)], (x, s, b) => op.batchNormTrain(x!, s!, b!)[2], "variances alone"),
  ],
  batchNormGradient: [
    use([real(5, 3), real(5, 3), real(3), real(3), real(3)], (dy, x, s, mean, variance) =>
      op.batchNormGradient(dy!, x!, s!, { mean: mean!, variance: variance! }),
    ),
    use(
      [real(4, 2), real(4, 2), real(2), real(2), real(2)],
      (dy, x, s, mean, variance) => op.batchNormGradient(dy!, x!, s!, { mean: mean!, variance: variance! }, 0.1)[1],
      "scale alone",
    ),
  ],
  layerNorm: [
    use([real(3, 4), real(4), real(4)], (x, s, b) => op.layerNorm(x!, s!, b!)),
    use([real(2, 3, 4), real(4), real(4)], (x, s, b) => op.layerNorm(x!, s!, b!, 0.1)),
    use([real(5), real(5), real(5)], (x, s, b) => op.layerNorm(x!, s!, b!)),
  ],
};
