/** A layer, as plain JSON that every contestant reads. */
export type Layer =
  | readonly ["linear", number]
  | readonly ["conv2d", number]
  | readonly ["batchNorm"]
  | readonly ["relu"]
  | readonly ["dropout", number]
  | readonly ["dropout2d", number]
  | readonly ["maxPool2d", number]
  | readonly ["globalAvgPool"]
  | readonly ["flatten"]
  /** relu(body(x) + shortcut(x)): a 1 × 1 convolution and a batch norm where channels change, else x itself. */
  | readonly ["residual", readonly Layer[]];

/** One network, its loss, its optimizer and its batch. Convolutions are 3 × 3 with padding 1 and a bias unless a batch norm follows. */
export interface Workload {
  readonly name: string;
  /** One row: [features] or [channels, height, width]. */
  readonly input: readonly number[];
  readonly outputs: number;
  readonly layers: readonly Layer[];
  readonly loss: { readonly name: "mse" | "crossEntropy"; readonly smoothing: number };
  readonly optimizer: { readonly name: "adam" | "adamW"; readonly rate: number; readonly decay: number };
  readonly batch: number;
  /** Beside the step: an average of the weights, an L1 proximal step, max-norm, SAM. */
  readonly extras: {
    readonly ema?: number;
    readonly l1?: number;
    readonly maxNorm?: number;
    readonly sam?: number;
  };
  /** Steps of a round: some 50 ms to 200 ms. */
  readonly steps: number;
}

const dense = (...widths: readonly number[]): Layer[] =>
  widths.flatMap((width): Layer[] => [["linear", width], ["relu"]]);
const normed = (rate: number, ...widths: readonly number[]): Layer[] =>
  widths.flatMap((width): Layer[] => [["linear", width], ["batchNorm"], ["relu"], ["dropout", rate]]);
const MSE = { name: "mse", smoothing: 0 } as const;
const CLASSES = { name: "crossEntropy", smoothing: 0 } as const;
const ADAM = { name: "adam", rate: 1e-3, decay: 0 } as const;
const ADAM_W = { name: "adamW", rate: 1e-3, decay: 1e-2 } as const;

const digits = {
  input: [784],
  outputs: 10,
  layers: [...normed(0.3, 256, 128), ["linear", 10]] as Layer[],
  loss: CLASSES,
  optimizer: ADAM,
  batch: 64,
  steps: 60,
} as const;

const conv = (width: number): Layer[] => [["conv2d", width], ["relu"], ["dropout2d", 0.2], ["maxPool2d", 2]];
const dropoutNet = {
  input: [3, 32, 32],
  outputs: 10,
  layers: [
    ...conv(64),
    ...conv(128),
    ["flatten"],
    ["linear", 256],
    ["relu"],
    ["dropout", 0.5],
    ["linear", 10],
  ] as Layer[],
  loss: CLASSES,
  optimizer: ADAM,
  extras: {},
} as const;

const block = (width: number): Layer => [
  "residual",
  [["conv2d", width], ["batchNorm"], ["relu"], ["conv2d", width], ["batchNorm"]],
];

export const workloads: readonly Workload[] = [
  {
    ...{ name: "10-100-100-1", input: [10], outputs: 1, layers: [...dense(100, 100), ["linear", 1]], loss: MSE },
    ...{ optimizer: ADAM, batch: 100, extras: {}, steps: 300 },
  },
  { ...digits, name: "784-256-128-10", extras: {} },
  {
    ...{ name: "tabular 3 × 256", input: [64], outputs: 2, layers: [...dense(256, 256, 256), ["linear", 2]] },
    ...{
      loss: { name: "crossEntropy", smoothing: 0.1 },
      optimizer: ADAM_W,
      batch: 256,
      extras: { ema: 0.999 },
      steps: 30,
    },
  },
  {
    ...{ name: "9 × 512", input: [64], outputs: 10, layers: [...dense(...Array<number>(9).fill(512)), ["linear", 10]] },
    ...{ loss: CLASSES, optimizer: ADAM_W, batch: 128, extras: {}, steps: 5 },
  },
  { ...dropoutNet, name: "DropoutNet, batch 32", batch: 32, steps: 2 },
  { ...dropoutNet, name: "DropoutNet, batch 128", batch: 128, steps: 1 },
  {
    ...{
      name: "ResNet .3 M",
      input: [1, 28, 28],
      outputs: 10,
      loss: CLASSES,
      optimizer: ADAM_W,
      batch: 64,
      extras: {},
    },
    layers: [
      ...([["conv2d", 32], ["batchNorm"], ["relu"], block(32), ["maxPool2d", 2]] as Layer[]),
      ...([block(64), ["maxPool2d", 2], block(96), ["globalAvgPool"], ["linear", 10]] as Layer[]),
    ],
    steps: 1,
  },
  { ...digits, name: "784-256-128-10, L1 proximal", extras: { l1: 1e-5 } },
  { ...digits, name: "784-256-128-10, max-norm", extras: { maxNorm: 3 } },
  { ...digits, name: "784-256-128-10, SAM", extras: { sam: 0.05 }, steps: 30 },
];
