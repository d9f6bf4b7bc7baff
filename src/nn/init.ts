import { randomOf, sizeOf } from "../core/index.ts";
import type { Initializer } from "./context.ts";

/** Uniform in [−bound, bound]. */
export const uniform =
  (bound: number): Initializer =>
  (key, shape) => {
    const random = randomOf(key);
    return Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.uniform() - 1) * bound);
  };

export const filled =
  (value: number): Initializer =>
  (_, shape) =>
    new Float32Array(sizeOf(shape)).fill(value);

/** PyTorch's default for linear layers, weights and biases: U(±1/√fanIn) (Kaiming uniform with a = √5). */
export const fanIn = (inputs: number): Initializer => uniform(1 / Math.sqrt(inputs));
