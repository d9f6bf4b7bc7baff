import { RegularizeError } from "../../core/index.ts";
import type { ClassPredictions } from "../metrics/define.ts";
import { bestCut, type Cut, TIED } from "./cuts.ts";
import { cellsOf, goodness, scoreless, tableOf, weightsOf } from "./table.ts";
import type { TuneOptions } from "./threshold.ts";

export interface TunedScales {
  /** [classes]: a row is of the class whose probability times its factor is largest; their product is 1. */
  readonly scales: readonly number[];
  /** Of the rows that chose the factors: optimistic. `crossFittedScales` tells the honest one. */
  readonly score: number;
}

/** Rounds over all classes; most end after two or three. */
const MOST_ROUNDS = 10;
/** Cells of tables that are looked at for one factor: with many classes not every cut is tried. */
const MOST_CELLS = 2e5;

/**
 * Probabilities times a factor per class, each row divided by its sum: p ← s p / Σ s p. The most probable class is then the
 * label. With s = 1 / class weights it undoes what class weights did to probabilities (Elkan 2001); with tuned factors the
 * results are no probabilities: take only labels from them. E346 for factors that are not above 0, or not one per class.
 */
export function withScales(predictions: ClassPredictions, scales: readonly number[]): ClassPredictions {
  const { rows, classes } = predictions;
  if (scales.length !== classes || !scales.every((s) => s > 0 && Number.isFinite(s)))
    throw new RegularizeError({
      ...{ code: "E346", where: "scales", message: "each class needs a factor above 0" },
      ...{ expected: `${classes} numbers above 0`, received: JSON.stringify(scales) },
    });
  const probabilities = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = row * classes, c = 0; c < classes; k++, c++) sum += scales[c]! * predictions.probabilities[k]!;
    for (let k = row * classes, c = 0; c < classes; k++, c++)
      probabilities[k] = sum > 0 ? (scales[c]! * predictions.probabilities[k]!) / sum : predictions.probabilities[k]!;
  }
  return { ...predictions, probabilities };
}

/** Where rows turn to one class as the logarithm of its factor grows, and what they are said to be before. */
interface Turns {
  /** Rows, the first to turn first; those that the class cannot win are left out. */
  readonly order: Int32Array;
  /** [rows]: at which logarithm each turns. */
  readonly at: Float64Array;
  /** [rows]: the most probable of the other classes. */
  readonly rival: Int32Array;
}

function turnsOf({ rows, classes, probabilities }: ClassPredictions, logs: Float64Array, k: number): Turns {
  const at = new Float64Array(rows).fill(Infinity);
  const rival = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let most = -Infinity;
    for (let c = 0; c < classes; c++) {
      const value = c === k ? -Infinity : Math.log(probabilities[row * classes + c]!) + logs[c]!;
      if (value > most || (c !== k && most === -Infinity)) [most, rival[row]] = [Math.max(most, value), c];
    }
    const own = Math.log(probabilities[row * classes + k]!);
    if (own > -Infinity) at[row] = most - own;
  }
  const order = Int32Array.from(at.keys())
    .filter((row) => at[row]! < Infinity)
    .sort((a, b) => at[a]! - at[b]!);
  return { order, at, rival };
}

/** The cuts that the factor of class k makes while the others stay, by its logarithm; the open ends count as 2 wide. */
function cutsOf({ predictions, metric }: TuneOptions, logs: Float64Array, k: number): Cut[] {
  const { classes, targets } = predictions;
  const { order, at, rival } = turnsOf(predictions, logs, k);
  const value = goodness(metric, predictions);
  const weights = weightsOf(predictions);
  const without = rival.map((said, row) => targets[row]! * classes + said);
  const table = tableOf(without, weights, classes);
  const step = Math.ceil((order.length * table.length) / MOST_CELLS);
  const cuts: Cut[] = [];
  const add = (from: number, to: number): void => {
    const [low, high] = [from === -Infinity ? to - 2 : from, to === Infinity ? from + 2 : to];
    if (high > low) cuts.push({ low, high, value: value(table) });
  };
  add(-Infinity, at[order[0] ?? -1] ?? -Infinity);
  for (const [i, row] of order.entries()) {
    const cell = without[row]!;
    table[cell] = Math.max(0, table[cell]! - weights[row]!);
    table[targets[row]! * classes + k]! += weights[row]!;
    const next = at[order[i + 1] ?? -1] ?? Infinity;
    if (i % step === 0 || next === Infinity) add(at[row]!, next);
  }
  return cuts;
}

const scalesOfLogs = (logs: Float64Array): number[] => {
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Array.from(logs, (log) => Math.exp(log - mean));
};

/**
 * A factor per class that makes the labels best by a metric of labels, for any number of classes: coordinate ascent from all
 * 1, each factor exactly over all its cuts while the others stay, until no single factor helps. It never ends below the plain
 * labels, and may miss a better combination. Of two classes `tuneThreshold` is exact. E342, E343 as there.
 */
export function tuneScales({ predictions, metric }: TuneOptions): TunedScales {
  const value = goodness(metric, predictions);
  const weights = weightsOf(predictions);
  const scoreOf = (scales: readonly number[]): number =>
    value(tableOf(cellsOf(withScales(predictions, scales)), weights, predictions.classes));
  const logs = new Float64Array(predictions.classes);
  const plain = scoreOf(scalesOfLogs(logs));
  let score = Number.isNaN(plain) ? -Infinity : plain;
  for (let round = 0, moved = true; moved && round < MOST_ROUNDS; round++) {
    moved = false;
    for (let k = 0; k < predictions.classes; k++) {
      const before = logs[k]!;
      logs[k] = bestCut(cutsOf({ predictions, metric }, logs, k), 0)?.at ?? before;
      const found = scoreOf(scalesOfLogs(logs));
      if (found > score + TIED) [score, moved] = [found, true];
      else logs[k] = before;
    }
  }
  if (score === -Infinity) throw scoreless(metric);
  return { scales: scalesOfLogs(logs), score: metric.better === "higher" ? score : -score };
}
