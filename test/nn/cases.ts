import { add } from "../../src/graph/index.ts";
import { fold, keyOf, randomOf, type Shape, sizeOf } from "../../src/core/index.ts";
import type { Module } from "../../src/nn/context.ts";
import * as layers from "../../src/nn/index.ts";

/** One use of a layer. */
export interface Case {
  readonly layer: Module;
  readonly shape: Shape;
  /** Entries of x that are category codes, one past the last code of each; others are real numbers. */
  readonly codes?: (entry: number) => number | undefined;
  /** Learns as if a part that depends on the weights were constant, so that differences see more than the gradient. */
  readonly detached?: true;
  /** Inference is the identity. */
  readonly identity?: true;
}

const matrix: Shape = [4, 3];
const cube: Shape = [3, 2, 4];
const image: Shape = [2, 2, 4, 5];
const elementwise = (layer: Module): Case[] => [
  { layer, shape: matrix },
  { layer, shape: cube },
];
const noisy = (layer: Module): Case[] => elementwise(layer).map((c) => ({ ...c, identity: true }));

/** Where each member is checked: one without an entry does not compile. */
export const table: { readonly [name in keyof typeof layers]: readonly Case[] } = {
  activityPenalty: [
    ...noisy(layers.activityPenalty()),
    ...noisy(layers.activityPenalty({ strength: 0.3, size: "l2" })),
  ],
  adaptiveAvgPool2d: [
    { layer: layers.adaptiveAvgPool2d(), shape: image },
    { layer: layers.adaptiveAvgPool2d({ output: [2, 3] }), shape: [2, 2, 5, 4] },
  ],
  alphaDropout: noisy(layers.alphaDropout(0.3)),
  avgPool1d: [{ layer: layers.avgPool1d({ kernel: 3, stride: 2, padding: 1 }), shape: [2, 2, 7] }],
  avgPool2d: [
    { layer: layers.avgPool2d(), shape: image },
    {
      layer: layers.avgPool2d({ kernel: [3, 2], stride: [1, 2], padding: [1, 0], countIncludePad: false }),
      shape: image,
    },
  ],
  batchNorm1d: [
    { layer: layers.batchNorm1d(), shape: matrix },
    { layer: layers.batchNorm1d({ momentum: 0.3, epsilon: 1e-2, affine: false }), shape: matrix },
    { layer: layers.batchNorm1d(), shape: cube },
    { layer: layers.batchNorm1d({ frozen: true }), shape: cube },
  ],
  batchNorm2d: [
    { layer: layers.batchNorm2d(), shape: image },
    { layer: layers.batchNorm2d({ affine: false, frozen: true }), shape: image },
  ],
  conv1d: [
    { layer: layers.conv1d(4), shape: [2, 2, 5] },
    { layer: layers.conv1d({ features: 2, kernel: 2, dilation: 2, padding: "same", bias: false }), shape: [2, 2, 5] },
  ],
  conv2d: [
    { layer: layers.conv2d({ features: 3, kernel: [3, 2], stride: [2, 1], padding: [1, 0] }), shape: image },
    { layer: layers.conv2d({ features: 4, kernel: 3, groups: "depthwise", padding: "same" }), shape: image },
    { layer: layers.conv2d({ features: 2, kernel: 1, groups: 2, bias: false }), shape: image },
  ],
  dropBlock2d: [
    { layer: layers.dropBlock2d({ rate: 0.4, block: 2 }), shape: image, identity: true },
    { layer: layers.dropBlock2d({ rate: 0.4, block: 3 }), shape: image, identity: true },
    { layer: layers.dropBlock2d(), shape: image, identity: true },
  ],
  dropConnect: [
    { layer: layers.dropConnect(layers.linear(2), 0.3), shape: matrix },
    { layer: layers.dropConnect(layers.conv1d({ features: 2, kernel: 2 })), shape: cube },
  ],
  dropout: [...noisy(layers.dropout(0.3)), { layer: layers.dropout(), shape: [7], identity: true }],
  dropout1d: [{ layer: layers.dropout1d(0.3), shape: cube, identity: true }],
  dropout2d: [{ layer: layers.dropout2d(0.3), shape: image, identity: true }],
  dropPath: noisy(layers.dropPath(0.3)),
  embedColumns: [
    {
      layer: layers.embedColumns([3, 5], 2),
      shape: [6, 3],
      codes: (entry) => [undefined, 3, 5][entry % 3],
    },
    { layer: layers.embedColumns([4], 3), shape: [5, 1], codes: () => 4 },
  ],
  embedding: [
    { layer: layers.embedding({ vocabulary: 5, features: 2 }), shape: [3, 4], codes: () => 5 },
    { layer: layers.embedding({ vocabulary: 3, features: 2, padding: 1 }), shape: [6], codes: () => 3 },
  ],
  embeddingBag: [
    { layer: layers.embeddingBag({ vocabulary: 5, features: 2 }), shape: [4, 3], codes: () => 5 },
    { layer: layers.embeddingBag({ vocabulary: 2, features: 3 }), shape: [6, 2], codes: () => 2 },
  ],
  ensembleOf: [
    {
      layer: layers.ensembleOf(layers.sequential(layers.linear(4), layers.tanh(), layers.dropout(0.2)), {
        members: 3,
        outputs: 2,
      }),
      shape: matrix,
    },
  ],
  flatten: [...elementwise(layers.flatten()), { layer: layers.flatten(), shape: image }],
  gaussianDropout: noisy(layers.gaussianDropout(0.3)),
  gaussianNoise: noisy(layers.gaussianNoise(0.3)),
  gelu: [...elementwise(layers.gelu()), ...elementwise(layers.gelu({ approximate: "tanh" }))],
  globalAvgPool: [cube, image].map((shape) => ({ layer: layers.globalAvgPool(), shape })),
  groupNorm: [
    { layer: layers.groupNorm(2), shape: [2, 4, 3] },
    { layer: layers.groupNorm({ groups: 1, affine: false }), shape: image },
    { layer: layers.groupNorm(2), shape: [3, 6] },
  ],
  instanceNorm1d: [
    { layer: layers.instanceNorm1d(), shape: cube },
    { layer: layers.instanceNorm1d({ affine: true }), shape: cube },
  ],
  instanceNorm2d: [{ layer: layers.instanceNorm2d({ affine: true, epsilon: 1e-2 }), shape: image }],
  layerNorm: [...elementwise(layers.layerNorm()), { layer: layers.layerNorm({ affine: false }), shape: matrix }],
  linear: [...elementwise(layers.linear(2)), { layer: layers.linear({ features: 2, bias: false }), shape: matrix }],
  maxPool1d: [{ layer: layers.maxPool1d({ kernel: 3, stride: 2, padding: 1 }), shape: [2, 2, 7] }],
  maxPool2d: [
    { layer: layers.maxPool2d(), shape: image },
    { layer: layers.maxPool2d({ kernel: [3, 2], stride: [1, 2], padding: [1, 0] }), shape: image },
  ],
  module: [
    {
      layer: layers.module("residual", (x, { call }) =>
        add(x, call("fc", layers.linear(3), call("act", layers.silu(), x))),
      ),
      shape: matrix,
    },
  ],
  parallel: [
    { layer: layers.parallel([layers.linear(2), layers.sequential()]), shape: matrix },
    { layer: layers.parallel([layers.tanh(), layers.silu()], { combine: "add" }), shape: cube },
  ],
  pbldEmbedding: [
    { layer: layers.pbldEmbedding({ features: 3, frequencies: 2 }), shape: matrix },
    { layer: layers.pbldEmbedding({ frequencies: 2, columns: 2 }), shape: matrix },
  ],
  periodicEmbedding: [
    { layer: layers.periodicEmbedding({ features: 2, frequencies: 3, activation: "none" }), shape: matrix },
    { layer: layers.periodicEmbedding({ features: 3, frequencies: 2, shared: true, columns: 2 }), shape: matrix },
  ],
  piecewiseLinearEmbedding: [
    {
      layer: layers.piecewiseLinearEmbedding(
        [
          [-1.03, 0.02, 1.01],
          [-0.5, 0.513],
        ],
        2,
      ),
      shape: matrix,
    },
  ],
  quantileBins: [],
  relu: elementwise(layers.relu()),
  residual: [
    { layer: layers.residual(layers.sequential(layers.linear(3), layers.tanh()), { dropPath: 0.3 }), shape: matrix },
    {
      layer: layers.residual(layers.linear(2), { shortcut: layers.linear({ features: 2, bias: false }) }),
      shape: cube.with(2, 3),
    },
  ],
  rmsNorm: [...elementwise(layers.rmsNorm()), { layer: layers.rmsNorm({ affine: false }), shape: matrix }],
  selu: elementwise(layers.selu()),
  sequential: [
    {
      layer: layers.sequential(
        layers.linear(5),
        layers.batchNorm1d(),
        layers.tanh(),
        layers.dropout(),
        layers.linear(2),
      ),
      shape: matrix,
    },
    { layer: layers.sequential(), shape: matrix, identity: true },
  ],
  sigmoid: elementwise(layers.sigmoid()),
  silu: elementwise(layers.silu()),
  spectralNorm: [
    { layer: layers.spectralNorm(layers.linear(2)), shape: matrix, detached: true },
    { layer: layers.spectralNorm(layers.conv2d({ features: 3, kernel: [1, 2] }), 2), shape: image, detached: true },
  ],
  tanh: elementwise(layers.tanh()),
  textCnn: [
    {
      layer: layers.textCnn({ vocabulary: 6, vectors: 3, features: 2, widths: [1, 2, 3] }),
      shape: [3, 4],
      codes: () => 6,
    },
    { layer: layers.textCnn({ vocabulary: 3, vectors: 2, features: 2, widths: [5] }), shape: [4, 2], codes: () => 3 },
  ],
  weightNorm: [
    { layer: layers.weightNorm(layers.linear(2)), shape: matrix },
    { layer: layers.weightNorm(layers.conv1d({ features: 3, kernel: 2, bias: false })), shape: cube },
  ],
};

/** Every case under its name. */
export const cases = Object.entries(table).flatMap(([name, list]) =>
  list.map((c, i) => [`${name} ${i} [${c.shape.join(", ")}]`, c] as const),
);

/** Random numbers, at least 0.05 away from relu's kink; codes where they belong. */
export function drawX({ shape, codes }: Case): Float64Array {
  const random = randomOf(fold(keyOf(11), "x", ...shape));
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const below = codes?.(i);
    const size = 0.05 + 2 * random.uniform();
    const sign = random.uniform() < 0.5 ? -1 : 1;
    return below === undefined ? sign * size : random.below(below);
  });
}
