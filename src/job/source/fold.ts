import type { HeldRows, Key } from "../../core/index.ts";
import { floatsFrom, longFloats, stretches } from "../../core/long.ts";
import type { AnyExamples, Examples } from "../../train/score.ts";
import type { RowData } from "../../train/rows.ts";
import type { BatchSource } from "../../train/source.ts";
import { classPredictions } from "../../train/classes.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import type { Task } from "../../data/index.ts";
import type { GivenStep } from "../augment/steps.ts";
import type { ModelShape } from "../model/shape.ts";
import type { Recipe } from "../recipe.ts";

/** What turns raw data into rows of a network, fitted on training rows alone. `Input` is what a run remembers of it. */
export interface Encoded<Input> {
  readonly shape: ModelShape;
  readonly input: Input;
  /** The network's input of some rows of the data. */
  readonly rows: (rows: Int32Array) => RowData;
  /** Augmented copies of some rows of the data, by steps that leave labels alone. */
  readonly copies: (steps: readonly GivenStep[], rows: Int32Array, key: Key) => RowData;
  /** Batches of augmented training rows, as the recipe's `augment` says. */
  readonly augmented: (recipe: Recipe, train: TrainingRows) => BatchSource | Promise<BatchSource>;
}

/** The training rows of a fold: where they stand in the data, and as examples. */
export interface TrainingRows {
  readonly rows: Int32Array;
  readonly examples: AnyExamples;
  readonly task: Task;
  readonly seed: number;
  /** Threads that make batches ahead of the step; 0: this one does. */
  readonly threads: number;
}

/** One repeat: its own split of the rest, preprocessing fitted on its training rows alone. */
export interface Fold<Input = unknown, X extends RowData = RowData> {
  readonly task: Task;
  readonly shape: ModelShape;
  /** How raw data becomes the network's input, as plain JSON. */
  readonly input: Input;
  /** Mean and deviation of the training targets; 0 and 1 for classes. */
  readonly scale: { readonly mean: number; readonly deviation: number };
  readonly train: Examples<X>;
  readonly validation: Examples<X>;
  /** Seed of the repeat: initial weights, order of rows, noise. */
  readonly seed: number;
  readonly interpret: (examples: Targets, predictions: Float32Array) => Predictions;
  /** Other rows of the same data, such as the sealed test. */
  readonly examples: (rows: Int32Array) => Examples<X>;
  /** Augmented copies of other rows, by steps that leave labels alone: for audits. */
  readonly copies: Encoded<Input>["copies"];
  /** What steps of this recipe learn from, where that is not the clean training rows. */
  readonly source: (recipe: Recipe, threads?: number) => Promise<BatchSource | undefined>;
}

/** Of a table: rows that nobody has to wait for. */
export type TableFold<Input> = Fold<Input, HeldRows>;

export type Targets = Pick<AnyExamples, "rows" | "y">;

/** [rows, outputs]: one-hot classes, or standardized values. */
export function targetsOf(values: Float32Array, rows: Int32Array, shape: ModelShape): Float32Array {
  const { outputs, isClassification } = shape;
  if (!isClassification) return floatsFrom(rows, (row) => values[row]!);
  const y = longFloats(rows.length * outputs);
  for (const [from, to] of stretches(rows.length, 2 + outputs))
    writeOneHot(y, outputs, rows.subarray(from, to), values, from * outputs);
  return y;
}

function writeOneHot(y: Float32Array, outputs: number, rows: Int32Array, values: Float32Array, start: number): void {
  for (let i = 0; i < rows.length; i++) y[start + i * outputs + values[rows[i]!]!] = 1;
}

/** Turns network outputs into predictions in the user's units. */
export function interpreter(task: Task, { mean, deviation }: Fold["scale"]): Fold["interpret"] {
  const back = (v: number): number => v * deviation + mean;
  if (task.kind !== "regression") return classPredictions;
  return ({ rows, y }, values) => ({
    kind: "regression",
    rows,
    values: floatsFrom(values, back),
    targets: floatsFrom(y, back),
  });
}
