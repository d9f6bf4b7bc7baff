import type { Metric, Predictions } from "./define.ts";

const filled = (rows: number, value: number): Float32Array => new Float32Array(rows).fill(value);

function frequencies(targets: Float32Array, classes: number): Float64Array {
  const share = new Float64Array(classes);
  for (let row = 0; row < targets.length; row++) share[targets[row]!]! += 1 / targets.length;
  return share;
}

function mean(targets: Float32Array): number {
  return targets.reduce((sum, y) => sum + y, 0) / targets.length;
}

function median(targets: Float32Array): number {
  const sorted = Float32Array.from(targets).sort();
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

/**
 * The best that guessing the same for every row of `predictions` scores: class frequencies, or the mean or the median,
 * of the training targets [training rows]. What a model must beat to have learned anything.
 */
export function baselineScore(metric: Metric, trainingTargets: Float32Array, predictions: Predictions): number {
  if (predictions.kind !== "regression") {
    const { classes } = predictions;
    const share = frequencies(trainingTargets, classes);
    const probabilities = new Float32Array(predictions.probabilities.length);
    for (let i = 0; i < probabilities.length; ) for (let k = 0; k < classes; k++) probabilities[i++] = share[k]!;
    return metric.score({ ...predictions, probabilities });
  }
  const scores = [mean, median].map((center) =>
    metric.score({ ...predictions, values: filled(predictions.rows, center(trainingTargets)) }),
  );
  return metric.better === "higher" ? Math.max(...scores) : Math.min(...scores);
}
