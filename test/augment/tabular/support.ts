import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { keyOf, RegularizeError, randomOf } from "../../../src/core/index.ts";
import { type Labelled, type TrainingFold, trainingFold } from "../../../src/augment/tabular/index.ts";

interface Segments {
  readonly label: number;
  readonly starts: readonly number[];
  readonly nearest: readonly (readonly number[])[];
  readonly base: readonly number[];
  readonly neighbour: readonly number[];
  readonly step: readonly number[];
  readonly made: readonly (readonly number[])[];
}

/** test/fixtures/augment/tabular/imbalanced.json, see the README beside it. */
export interface Imbalanced {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly smote: readonly Segments[];
  readonly borderlineSmote: readonly Segments[];
  readonly adasyn: readonly Omit<Segments, "starts" | "nearest">[];
  readonly randomOverSampler: readonly Noisy[];
  readonly mixed: {
    readonly x: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly median: number;
    readonly smotenc: readonly Segments[];
  };
}
interface Noisy {
  readonly base: readonly number[];
  readonly noise: readonly (readonly number[])[];
  readonly made: readonly (readonly number[])[];
}

const file = resolve(import.meta.dirname, "../../fixtures/augment/tabular/imbalanced.json");
export const imbalanced = JSON.parse(readFileSync(file, "utf8")) as Imbalanced;

const all = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

/** A fold of all given rows. */
export function foldOf(
  x: readonly (readonly number[])[],
  y: readonly number[],
  categorical: readonly number[] = [],
): TrainingFold {
  return trainingFold(labelled(x, y, categorical), all(x.length));
}

export function labelled(
  x: readonly (readonly number[])[],
  y: readonly number[],
  categorical: readonly number[] = [],
): Labelled {
  const classes = Array.from({ length: Math.max(...y) + 1 }, (_, i) => `c${i}`);
  return {
    x: Float32Array.from(x.flat()),
    rows: x.length,
    width: x[0]!.length,
    targets: Float32Array.from(y),
    task: { kind: "multiclass", classes },
    categorical,
  };
}

/** Overlapping normal classes of the given sizes in random order. */
export function cloud(sizes: readonly number[], width: number, seed: number): { x: number[][]; y: number[] } {
  const random = randomOf(keyOf(seed));
  const rows = sizes.flatMap((size, label) =>
    Array.from({ length: size }, () => ({
      label,
      order: random.uniform(),
      x: Array.from({ length: width }, () => Math.fround(random.normal() + label)),
    })),
  );
  rows.sort((a, b) => a.order - b.order);
  return { x: rows.map((row) => row.x), y: rows.map((row) => row.label) };
}

/** The error that a call throws. */
export function errorOf(call: () => unknown): RegularizeError {
  try {
    call();
  } catch (error) {
    if (error instanceof RegularizeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
