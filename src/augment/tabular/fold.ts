import { RegularizeError } from "../../core/index.ts";
import type { Task } from "../../data/index.ts";
import { gatherRows } from "../../kernel/index.ts";
import type { Rows } from "./batch.ts";

declare const training: unique symbol;

/**
 * Training rows and nothing else. Resamplers take only this type, and only `trainingFold` makes it, from the numbers of the
 * training rows: resampling before the split cannot be written down.
 */
export interface TrainingFold extends Rows {
  readonly [training]: true;
  /** Class index of each row. */
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  /** Columns of `x` that hold the codes of categories. */
  readonly categorical: readonly number[];
  /** Where each row stands in the data. */
  readonly source: Int32Array;
}

/** All rows of the data, before any split is applied. */
export interface Labelled extends Rows {
  /** [rows]: class indices, as `encodeTarget` gives them. */
  readonly targets: Float32Array;
  readonly task: Task;
  /** Columns that hold codes of categories; none when left out. */
  readonly categorical?: readonly number[];
}

/** What resampling gives: the rows it kept, in their order, then the new ones. */
export interface Resampled extends Rows {
  readonly labels: Int32Array;
  /** [rows, 2]: the two rows of the data that a row stems from; twice itself for one that was kept or copied. */
  readonly parents: Int32Array;
  /** How many rows from the start are unchanged ones of the fold. */
  readonly kept: number;
}

function regressionError(): RegularizeError {
  return new RegularizeError({
    code: "E231",
    message: "resampling balances classes; this is regression",
    expected: "a binary or multiclass task",
    received: "regression",
    todo: "leave the resampler out, or bin the target and predict the bins (--task classification)",
  });
}

function labelOf(data: Labelled, row: number, classes: number): number {
  const label = data.targets[row];
  if (label !== undefined && Number.isInteger(label) && label >= 0 && label < classes) return label;
  throw new RegularizeError({
    code: "E232",
    where: `training row ${row + 1}`,
    message: label === undefined ? "the data has no such row" : "a training row has no class",
    expected: label === undefined ? `a row below ${data.rows}` : `a class index below ${classes}`,
    received: label === undefined ? `row index ${row}` : String(label),
    todo: "leave out rows whose target is missing",
  });
}

/** The rows at some places; those of all rows in their order are not copied. */
function rowsAt({ x, rows, width }: Rows, places: Int32Array): Float32Array {
  if (places.length === rows && places.every((place, i) => place === i)) return x;
  const out = new Float32Array(places.length * width);
  gatherRows(out, x, places, width);
  return out;
}

/** Gathers the training rows of labelled data; all rows in their order stay where they are. Regression is E231, a row without a class E232. */
export function trainingFold(data: Labelled, trainingRows: Int32Array): TrainingFold {
  const { width, task, categorical = [] } = data;
  if (task.kind === "regression") throw regressionError();
  const labels = trainingRows.map((row) => labelOf(data, row, task.classes.length));
  const fold: Omit<TrainingFold, typeof training> = {
    x: rowsAt(data, trainingRows),
    rows: trainingRows.length,
    width,
    labels,
    classes: task.classes,
    categorical: [...categorical].sort((a, b) => a - b),
    source: trainingRows.slice(),
  };
  return fold as TrainingFold;
}

/** The fold's rows of one class, by their numbers in the fold. */
export function rowsOf({ labels }: TrainingFold, label: number): Int32Array {
  const rows = new Int32Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === label) rows[count++] = row;
  return rows.slice(0, count);
}

/** How many rows each class has. */
export function classSizes({ labels, classes }: TrainingFold): Int32Array {
  const sizes = new Int32Array(classes.length);
  for (let row = 0; row < labels.length; row++) sizes[labels[row]!]!++;
  return sizes;
}
