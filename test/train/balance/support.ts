import { type Key, keyOf, type Random, randomOf, RegularizeError } from "../../../src/core/index.ts";
import type { ClassPredictions } from "../../../src/train/metrics/index.ts";

/** Binary predictions of these P(class 1). */
export const binary = (
  positive: readonly number[],
  targets: readonly number[],
  weights?: readonly number[],
): ClassPredictions => ({
  ...{ kind: "binary", rows: positive.length, classes: 2 },
  probabilities: Float32Array.from(positive.flatMap((p) => [1 - p, p])),
  targets: Float32Array.from(targets),
  ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
});

export const positives = ({ probabilities, rows }: ClassPredictions): number[] =>
  Array.from({ length: rows }, (_, row) => probabilities[2 * row + 1]!);

/** Softmax of class-dependent normal logits: classes of unequal share, the rarer the less probable. */
export function noisy(classes: number, rows: number, key: Key): ClassPredictions {
  const random = randomOf(key);
  const shares = Array.from({ length: classes }, (_, k) => 2 ** -k);
  const total = shares.reduce((a, b) => a + b, 0);
  const targets = Float32Array.from({ length: rows }, (_, i) =>
    i < 2 * classes ? i % classes : drawn(random, shares),
  );
  const probabilities = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const powers = shares.map((s, k) => (s / total) * Math.exp(random.normal() + (targets[row] === k ? 1.2 : 0)));
    const sum = powers.reduce((a, b) => a + b, 0);
    probabilities.set(
      powers.map((v) => v / sum),
      row * classes,
    );
  }
  return { kind: classes === 2 ? "binary" : "multiclass", rows, classes, probabilities, targets };
}

function drawn(random: Random, shares: readonly number[]): number {
  let left = random.uniform() * shares.reduce((a, b) => a + b, 0);
  for (const [k, share] of shares.entries()) {
    if (left < share) return k;
    left -= share;
  }
  return 0;
}

/** Scores on a coarse grid, with ties, for both classes. */
export function gridded(seed: number, rows: number, steps: number): ClassPredictions {
  const random = randomOf(keyOf(seed));
  const targets = Array.from({ length: rows }, (_, i) => (i < 2 ? i : random.below(2)));
  return binary(
    targets.map((t) => Math.fround(Math.min(steps, random.below(steps + 1) + t) / steps)),
    targets,
  );
}

export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof RegularizeError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}
