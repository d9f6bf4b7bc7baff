import { RegularizeError } from "../../core/index.ts";
import type { ClassPredictions, Metric } from "../metrics/define.ts";
import { argmaxOf } from "../metrics/rows.ts";

/** The weight of the rows of each class that were said to be of each, [classes · classes]: [actual · classes + said]. */
export type ErrorTable = Float64Array;

/** How much each row counts, [rows]. */
export const weightsOf = ({ rows, weights }: ClassPredictions): Float64Array =>
  weights === undefined ? new Float64Array(rows).fill(1) : Float64Array.from(weights);

/** [rows]: the cell of the table that each row falls into, by the most probable class. */
export function cellsOf(p: ClassPredictions): Int32Array {
  return argmaxOf(p).map((said, row) => p.targets[row]! * p.classes + said);
}

export function tableOf(cells: Int32Array, weights: Float64Array, classes: number): ErrorTable {
  const table = new Float64Array(classes * classes);
  for (const [row, cell] of cells.entries()) table[cell]! += weights[row]!;
  return table;
}

/**
 * A metric of labels as a function of the table of errors, turned so that more is better: it is asked of one sure row per
 * cell, weighed by the cell, and so needs no formula of its own. E342 for a metric that minds more than labels; predictions that
 * are none are refused as the metric refuses them, and E343 where a probability is not finite.
 */
export function goodness(metric: Metric, predictions: ClassPredictions): (table: ErrorTable) => number {
  const { kind, classes, probabilities } = predictions;
  metric.prepare(predictions);
  if (!probabilities.every(Number.isFinite)) throw scoreless(metric);
  if (metric.labelsOnly !== true)
    throw new RegularizeError({
      code: "E342",
      where: `metric ${metric.name}`,
      message: `${metric.title} is of probabilities: another threshold does not change it`,
      expected: "a metric of labels, such as balancedAccuracy, f1 or mcc",
      received: metric.name,
    });
  const rows = classes * classes;
  const score = metric.prepare({
    ...{ kind, rows, classes },
    targets: Float32Array.from({ length: rows }, (_, cell) => Math.floor(cell / classes)),
    probabilities: Float32Array.from({ length: rows * classes }, (_, i) => {
      const cell = Math.floor(i / classes);
      return cell % classes === i % classes ? 1 : 0;
    }),
  });
  return metric.better === "higher" ? score : (table) => -score(table);
}

export const scoreless = ({ title }: Metric): RegularizeError =>
  new RegularizeError({
    code: "E343",
    where: "predictions",
    message: `${title} has no value on these rows, whatever the labels`,
    expected: "finite probabilities, and rows of at least two classes",
    todo: "give more rows of the rare class",
  });
