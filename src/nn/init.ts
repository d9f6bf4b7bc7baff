import { type Random, randomOf, sizeOf } from "../core/index.ts";
import type { Initializer } from "./context.ts";

/** Entries drawn one after the other. */
const drawn =
  (draw: (random: Random) => number): Initializer =>
  (key, shape) => {
    const random = randomOf(key);
    // Float32Array.from takes three times as long.
    const entries = new Float32Array(sizeOf(shape));
    for (let i = 0; i < entries.length; i++) entries[i] = draw(random);
    return entries;
  };

/** Uniform in [−bound, bound]. */
export const uniform = (bound: number): Initializer => drawn((random) => (2 * random.uniform() - 1) * bound);

/** N(0, deviation²). */
export const normal = (deviation: number): Initializer => drawn((random) => deviation * random.normal());

/** N(0, 1), PyTorch's for embeddings. */
export const standardNormal = normal(1);

/** N(0, deviation²), drawn anew beyond 3 deviations. */
export const truncatedNormal = (deviation: number): Initializer =>
  drawn((random) => {
    for (;;) {
      const z = random.normal();
      if (Math.abs(z) <= 3) return deviation * z;
    }
  });

/** −1 or 1, with even chances. */
export const randomSigns: Initializer = drawn((random) => (random.uniform() < 0.5 ? -1 : 1));

export const filled =
  (value: number): Initializer =>
  (_, shape) =>
    new Float32Array(sizeOf(shape)).fill(value);

/** PyTorch's default for linear layers, weights and biases: U(±1/√fanIn) (Kaiming uniform with a = √5). */
export const fanIn = (inputs: number): Initializer => uniform(1 / Math.sqrt(inputs));
