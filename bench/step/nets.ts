import { fold, keyOf } from "../../src/core/index.ts";
import { createMemory, roomFor } from "../../src/kernel/index.ts";
import type { Examples } from "../../src/train/score.ts";

/** A network of ReLU layers, trained by Adam on the mean squared error. */
export interface Net {
  readonly name: string;
  /** Inputs, hidden layers, outputs. */
  readonly sizes: readonly number[];
  readonly batch: number;
  /** Steps of a round: about 50 ms. */
  readonly steps: number;
  /** How the prototype updates: a node of the graph, or a kernel after it. */
  readonly prototype: "flat" | "kernel";
}

export const nets: readonly Net[] = [
  { name: "10-100-100-1", sizes: [10, 100, 100, 1], batch: 100, steps: 400, prototype: "flat" },
  { name: "784-256-128-10", sizes: [784, 256, 128, 10], batch: 64, steps: 80, prototype: "kernel" },
];

export const LEARNING_RATE = 3e-4;
export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-8;

/** Different batches that the steps go through in turn. */
export const BATCHES = 16;

/** The network's data: standard normal inputs and targets, rows in a random order. */
export interface Task {
  readonly examples: Examples;
  /** Rows of each batch. */
  readonly batches: readonly Int32Array[];
}

export function taskOf({ sizes, batch }: Net): Task {
  const rows = BATCHES * batch;
  const lengths = [rows * sizes[0]!, rows * sizes.at(-1)!];
  const { kernels, floats } = createMemory({ floats: roomFor(...lengths) });
  const [x, y] = lengths.map((length, i) => {
    const values = floats(length);
    kernels.normal(values, fold(keyOf(1), i), 0, 1);
    return values.slice();
  });
  const order = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
  const batches = Array.from({ length: BATCHES }, (_, i) => order.slice(i * batch, (i + 1) * batch));
  return { examples: { rows, x: x!, y: y! }, batches };
}
