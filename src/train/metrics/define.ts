import { type Described, RegularizeError } from "../../core/index.ts";
import { longDoubles, stretches } from "../../core/long.ts";
import type { Better } from "../best.ts";

/** What is predicted: one of two classes, one of several, or a number. */
export type Kind = "binary" | "multiclass" | "regression";

/** What a classifier said about some rows. */
export interface ClassPredictions {
  readonly kind: "binary" | "multiclass";
  readonly rows: number;
  /** 2 when binary; class 1 is the positive one. */
  readonly classes: number;
  /** [rows, classes], row-major; each row sums to 1. */
  readonly probabilities: Float32Array;
  /** [rows]: class index 0 … classes − 1. */
  readonly targets: Float32Array;
  /** [rows]: how much each row counts, ≥ 0; all 1 when absent. */
  readonly weights?: Float32Array | Float64Array | undefined;
}

/** What a regression said about some rows, in the user's units (never standardized ones). */
export interface ValuePredictions {
  readonly kind: "regression";
  readonly rows: number;
  /** [rows] */
  readonly values: Float32Array;
  /** [rows] */
  readonly targets: Float32Array;
  /** [rows]: how much each row counts, ≥ 0; all 1 when absent. */
  readonly weights?: Float32Array | Float64Array | undefined;
}

export type Predictions = ClassPredictions | ValuePredictions;
export type PredictionsOf<K extends Kind> = K extends "regression" ? ValuePredictions : ClassPredictions;

/**
 * The score of fixed predictions under row weights [rows]; all 1 when absent.
 * NaN where the metric is undefined (no positive row for AUC, total weight 0).
 */
export type WeightedScore = (weights?: Float64Array) => number;

interface MetricFacts extends Described {
  /** As tables print it: `AUC`. */
  readonly title: string;
  readonly better: Better;
  /** Smallest and largest possible score; the better end is a perfect prediction's. */
  readonly range: readonly [low: number, high: number];
  /** Minds which class is named and not how sure: its score changes with the threshold alone. */
  readonly labelsOnly?: true;
}

export interface Metric extends MetricFacts {
  readonly kinds: readonly Kind[];
  /**
   * Does once what weights do not change (sorting, arg max, the loss of each row), so that a bootstrap pays O(rows) a draw.
   * Given weights multiply the predictions' own. Throws E121 for a kind of task that the metric does not measure and
   * E340 for arrays whose lengths disagree, targets that are no class, and negative weights.
   */
  prepare(predictions: Predictions): WeightedScore;
  /** The score; NaN where it is undefined or a prediction is not finite: never a made-up number. */
  score(predictions: Predictions): number;
}

export interface MetricDefinition<K extends Kind> extends MetricFacts {
  readonly kinds: readonly K[];
  /** The score as a function of row weights [rows]. Predictions are checked and finite here. */
  prepare(predictions: PredictionsOf<K>): (weights: Float64Array) => number;
}

/** One metric: a definition in a file of its own plus a line in `index.ts`. */
export function defineMetric<K extends Kind>(definition: MetricDefinition<K>): Metric {
  const suits = (p: Predictions): p is PredictionsOf<K> => definition.kinds.some((kind) => kind === p.kind);
  const prepare = (predictions: Predictions): WeightedScore => {
    checkPredictions(definition.name, predictions);
    if (!suits(predictions)) throw unsuitable(definition, predictions.kind);
    if (!areFinite(predicted(predictions))) return () => Number.NaN;
    const score = definition.prepare(predictions);
    const own = predictions.weights;
    if (own === undefined) return (weights) => score(weights ?? ones(predictions.rows));
    return (weights) => score(weights?.map((w, i) => w * own[i]!) ?? Float64Array.from(own));
  };
  return { ...definition, prepare, score: (predictions) => prepare(predictions)() };
}

/** E121: a metric asked of a kind of task that it does not measure. */
export function unsuitable(metric: { name: string; kinds: readonly Kind[] }, kind: Kind, todo?: string) {
  return new RegularizeError({
    code: "E121",
    message: `${metric.name} does not measure a ${kind} task`,
    expected: `a ${metric.kinds.join(" or ")} task`,
    received: kind,
    ...(todo === undefined ? {} : { todo }),
  });
}

/** Plain loops here and below: a search scores every epoch of every trial, and callbacks took as long as the network. */
function areFinite(x: Float32Array): boolean {
  for (const [from, to] of stretches(x.length)) if (!areFiniteIn(x, from, to)) return false;
  return true;
}

function areFiniteIn(x: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Number.isFinite(x[i])) return false;
  return true;
}

function ones(rows: number): Float64Array {
  const weights = longDoubles(rows);
  for (const [from, to] of stretches(rows, 2)) weights.fill(1, from, to);
  return weights;
}

const predicted = (p: Predictions): Float32Array => (p.kind === "regression" ? p.values : p.probabilities);

function checkPredictions(where: string, p: Predictions): void {
  const classes = p.kind === "regression" ? 1 : p.classes;
  checkLength(where, "predictions", predicted(p).length, p.rows * classes);
  checkLength(where, "targets", p.targets.length, p.rows);
  if (p.kind === "binary" && classes !== 2) throw wrong(where, "a binary task has 2 classes", "2", String(classes));
  const bad = p.kind === "regression" ? -1 : firstNoClass(p.targets, classes);
  if (bad >= 0)
    throw wrong(where, `targets[${bad}] is not a class`, `an integer in [0, ${classes - 1}]`, String(p.targets[bad]));
  if (p.weights === undefined) return;
  checkLength(where, "weights", p.weights.length, p.rows);
  if (!p.weights.every((w) => w >= 0 && Number.isFinite(w)))
    throw wrong(where, "a row weight is negative or not finite", "weights ≥ 0", "such a weight");
}

function firstNoClass(targets: Float32Array, classes: number): number {
  for (const [from, to] of stretches(targets.length)) {
    const found = firstNoClassIn(targets, classes, from, to);
    if (found >= 0) return found;
  }
  return -1;
}

function firstNoClassIn(targets: Float32Array, classes: number, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const target = targets[i]!;
    if (!(Number.isInteger(target) && target >= 0 && target < classes)) return i;
  }
  return -1;
}

function checkLength(where: string, what: string, received: number, expected: number): void {
  if (received !== expected) throw wrong(where, `${what} do not fit the rows`, `${expected} numbers`, String(received));
}

const wrong = (where: string, message: string, expected: string, received: string): RegularizeError =>
  new RegularizeError({ code: "E340", where, message, expected, received });
