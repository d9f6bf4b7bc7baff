import { type Examples, fold, keyOf, tabular } from "../../../src/browser.ts";
import type { Settings } from "../settings.ts";
import type { Split } from "./rows.ts";

/** Rows of one-hot inputs as columns that hold numbers or codes of categories, and back. */
function coded(x: Float32Array, levels: readonly number[]) {
  const inputs = levels.reduce((sum, count) => sum + count, 0);
  const starts = levels.map((_, column) => levels.slice(0, column).reduce((sum, count) => sum + count, 0));
  const codeOf = (row: number, column: number): number => {
    const at = row * inputs + starts[column]!;
    return levels[column] === 1 ? x[at]! : x.subarray(at, at + levels[column]!).indexOf(1);
  };
  const width = levels.length;
  const count = (x.length / inputs) * width;
  return {
    x: Float32Array.from({ length: count }, (_, i) => codeOf(Math.floor(i / width), i % width)),
    ...{ width, categorical: levels.flatMap((many, column) => (many > 1 ? [column] : [])) },
    expand: (made: Float32Array): Float32Array =>
      Float32Array.from(
        Array.from(made).flatMap((value, i) => {
          const many = levels[i % width]!;
          return many === 1 ? [value] : Array.from({ length: many }, (_, level) => Number(level === value));
        }),
      ),
  };
}

/** Neighbours that new rows lie between, where a class has so many others. */
const MOST_NEIGHBOURS = 5;

/**
 * The rows that batches are drawn from: the training rows, and behind them those that SMOTE puts between rows of the smaller
 * classes. A class of one row that is to be filled up has no neighbour: E235.
 */
export function learnedRows(split: Split, { smote, seed }: Pick<Settings, "smote" | "seed">): Examples {
  const { train, labels, classes, levels } = split;
  if (smote === 0 || levels === undefined) return train;
  const { expand, ...table } = coded(train.x as Float32Array, levels);
  const sizes = classes.map((_, k) => labels.filter((label) => label === k).length).filter((size) => size > 0);
  const data = { ...table, rows: train.rows, targets: Float32Array.from(labels) };
  const own = tabular.trainingFold({ ...data, task: { kind: "multiclass", classes } }, Int32Array.from(labels.keys()));
  const given = { ratio: smote, k: Math.min(MOST_NEIGHBOURS, Math.max(1, Math.min(...sizes) - 1)) };
  const step = table.categorical.length > 0 ? tabular.smotenc(given) : tabular.smote(given);
  const made = step.apply(own, step.sample(fold(keyOf(seed), "smote"), own) as never);
  return { rows: made.rows, x: expand(made.x), y: tabular.oneHot(made.labels, classes.length) };
}
