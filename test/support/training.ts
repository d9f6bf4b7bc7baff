import { createHash } from "node:crypto";
import { fold, keyOf, permutation, randomOf } from "../../src/core/index.ts";
import { mse } from "../../src/loss/index.ts";
import { linear, relu, sequential } from "../../src/nn/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { sgd } from "../../src/optim/index.ts";
import type { Runtime } from "../../src/run/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { createTrainer, type Trainer, type TrainerOptions } from "../../src/train/trainer.ts";

/** Standard normal x [rows, width] and y = x₀ − ½ x₁ + `noise` N(0, 1): the other columns are irrelevant. */
export function linearTable(rows: number, width: number, noise = 0.1, seed = 5): Examples {
  const random = randomOf(fold(keyOf(seed), "table"));
  const x = Float32Array.from({ length: rows * width }, () => random.normal());
  const y = Float32Array.from(
    { length: rows },
    (_, row) => x[row * width]! - 0.5 * x[row * width + 1]! + noise * random.normal(),
  );
  return { rows, x, y };
}

/** One-hot classes by the sign of x₀ + x₁. */
export function classTable(rows: number, width: number, seed = 5): Examples {
  const { x } = linearTable(rows, width, 0, seed);
  const y = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) y[row * 2 + Number(x[row * width]! + x[row * width + 1]! > 0)] = 1;
  return { rows, x, y };
}

export const mlp = (...between: readonly Module[]): Module => sequential(linear(8), relu(), ...between, linear(1));

/** A trainer of a small regression on four columns, but for what is said. */
export const trainerOf = (runtime: Runtime, given: Partial<TrainerOptions> = {}): Promise<Trainer> =>
  createTrainer({
    ...{ model: mlp(), loss: mse(), penalties: [], input: [4], outputs: 1, batchSize: 16, runtime },
    optimizer: sgd({ learningRate: 0.05 }),
    ...given,
  });

/** Takes `steps` steps over shuffled batches; the losses. */
export async function train(trainer: Trainer, data: Examples, steps: number, batchSize = 16): Promise<number[]> {
  const losses: number[] = [];
  const perEpoch = Math.floor(data.rows / batchSize);
  for (let step = 0; step < steps; step++) {
    const order = permutation(data.rows, fold(keyOf(1), "epoch", Math.floor(step / perEpoch)));
    const from = (step % perEpoch) * batchSize;
    losses.push(await trainer.step(data, order.subarray(from, from + batchSize)));
  }
  return losses;
}

/** All rows in order. */
export const allRows = ({ rows }: Examples): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

/** SHA-256 of the weights and states, by name. */
export function hashOf(trainer: Trainer): string {
  const hash = createHash("sha256");
  for (const [name, { data }] of Object.entries(trainer.tensors())) hash.update(name).update(data);
  return hash.digest("hex");
}
