import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fold, keyOf } from "../../src/core/index.ts";
import { createMemory, roomFor } from "../../src/kernel/index.ts";
import { encodeSafetensors } from "../../src/observe/safetensors/index.ts";
import type { Examples } from "../../src/train/score.ts";
import type { Workload } from "./workload.ts";

/** Batches that the steps go through in turn. */
const BATCHES = 8;

/** What all contestants learn from: standard normal inputs; targets normal, or one-hot classes; rows in a fixed disorder. */
export interface Given {
  readonly examples: Examples;
  readonly batches: readonly Int32Array[];
}

export function givenOf({ input, outputs, batch, loss }: Workload): Given {
  const rows = BATCHES * batch;
  const size = input.reduce((a, b) => a * b, 1);
  const { kernels, floats } = createMemory({ floats: roomFor(rows * size, rows * outputs) });
  const [x, noise] = [floats(rows * size), floats(rows * outputs)];
  kernels.normal(x, fold(keyOf(1), "x"), 0, 1);
  kernels.normal(noise, fold(keyOf(1), "y"), 0, 1);
  const y = noise.slice();
  if (loss.name === "crossEntropy") {
    y.fill(0);
    // A class that the inputs tell of, so that losses fall.
    for (let row = 0; row < rows; row++) y[row * outputs + (Math.abs(Math.round(2 * x[row * size]!)) % outputs)] = 1;
  }
  const order = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
  const batches = Array.from({ length: BATCHES }, (_, i) => order.slice(i * batch, (i + 1) * batch));
  return { examples: { rows, x: x.slice(), y }, batches };
}

/** Writes what other programs need: `workload.json`, `weights.safetensors`, `data.safetensors` (x, y, order as floats). */
export function hand(folder: string, workload: Workload, { examples, batches }: Given, weights: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "workload.json"), JSON.stringify(workload));
  writeFileSync(join(folder, "weights.safetensors"), weights);
  const { rows, x, y } = examples;
  const order = Float32Array.from(batches.flatMap((batch) => [...batch]));
  const tensors = {
    x: { shape: [rows, ...workload.input], data: x as Float32Array },
    y: { shape: [rows, workload.outputs], data: y },
    order: { shape: [rows], data: order },
  };
  writeFileSync(join(folder, "data.safetensors"), encodeSafetensors(tensors, {}));
}
