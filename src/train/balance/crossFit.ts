import { fold as foldKey, type Key, permutation, RegularizeError } from "../../core/index.ts";
import type { ClassPredictions, Metric } from "../metrics/define.ts";
import { alike, jackknife } from "./jackknife.ts";
import { cellsOf, goodness, tableOf, weightsOf } from "./table.ts";
import { tuneScales, withScales } from "./scales.ts";
import { type TuneOptions, tuneThreshold, withThreshold } from "./threshold.ts";

export interface CrossFitOptions extends TuneOptions {
  /** Parts that the rows are dealt into, by class; at most the rows of the smallest class. Default 5. */
  readonly folds?: number;
  readonly key: Key;
}

/** What tuning is worth: each row's label by a choice that the row had no part in. */
export interface CrossFitted {
  /** Of all rows with those labels. Chosen on a part of the rows, so it errs, if at all, to the low side. */
  readonly score: number;
  /** Jackknife over the rows, the choices held fixed; NaN where one row decides whether there is a score. */
  readonly standardError: number;
  /** Of the same rows with plain labels, the most probable class. */
  readonly plain: number;
  /** How much better than plain; above 0 is better, also where lower scores are. */
  readonly gain: number;
  /** Jackknife over the rows of the difference. */
  readonly gainError: number;
  /** Of the rows that chose, with what they chose: optimistic, never report it alone. */
  readonly naive: number;
}

export interface CrossFittedThreshold extends CrossFitted {
  /** Chosen on all rows: the one to use. */
  readonly threshold: number;
  /** Chosen without each fold: how far they lie apart tells how sure the choice is. */
  readonly thresholds: readonly number[];
}

export interface CrossFittedScales extends CrossFitted {
  /** Chosen on all rows: those to use. */
  readonly scales: readonly number[];
  /** Chosen without each fold. */
  readonly scalesByFold: readonly (readonly number[])[];
}

/** A way to choose labels: from rows, and for rows. */
interface Way<T> {
  readonly tune: (options: TuneOptions) => { readonly chosen: T; readonly score: number };
  readonly apply: (predictions: ClassPredictions, chosen: T) => ClassPredictions;
}

/** [rows]: the fold of each; the rows of each class in random order, dealt out in turn. */
function dealt({ targets, classes }: ClassPredictions, folds: number, key: Key): Int32Array {
  const out = new Int32Array(targets.length);
  let turn = 0;
  for (let k = 0; k < classes; k++) {
    const rows = Int32Array.from(targets.keys()).filter((row) => targets[row] === k);
    for (const i of permutation(rows.length, foldKey(key, k))) out[rows[i]!] = turn++ % folds;
  }
  return out;
}

function some(p: ClassPredictions, rows: Int32Array): ClassPredictions {
  const probabilities = new Float32Array(rows.length * p.classes);
  for (const [i, row] of rows.entries())
    probabilities.set(p.probabilities.subarray(row * p.classes, (row + 1) * p.classes), i * p.classes);
  const pick = (values: Float32Array | Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return {
    ...{ kind: p.kind, classes: p.classes, rows: rows.length, probabilities },
    targets: Float32Array.from(rows, (row) => p.targets[row]!),
    ...(p.weights === undefined ? {} : { weights: pick(p.weights) }),
  };
}

/** Folds that leave a row of each class on either side. E347 where a class has one row. */
function foldsFor({ targets, classes }: ClassPredictions, wanted: number): number {
  const counts = new Int32Array(classes);
  for (const target of targets) counts[target]!++;
  const least = Math.min(...counts.filter((count) => count > 0));
  if (least >= 2 && Number.isInteger(wanted) && wanted >= 2) return Math.min(wanted, least);
  throw new RegularizeError({
    code: "E347",
    where: "folds",
    message: "a choice cannot be tried on rows that it did not see",
    expected: "two folds or more, and two rows or more of each class",
    received: `${wanted} folds, ${least} ${least === 1 ? "row" : "rows"} of the smallest class`,
  });
}

/** The value of the table with a row's weight taken out; the table is as before afterwards. */
function leaving(table: Float64Array, cell: number, weight: number, value: (table: Float64Array) => number): number {
  const before = table[cell]!;
  table[cell] = Math.max(0, before - weight);
  const found = value(table);
  table[cell] = before;
  return found;
}

function measured(p: ClassPredictions, metric: Metric, cells: Int32Array): Omit<CrossFitted, "naive"> {
  const weights = weightsOf(p);
  const value = goodness(metric, p);
  const plainCells = cellsOf(p);
  const [tuned, plain] = [tableOf(cells, weights, p.classes), tableOf(plainCells, weights, p.classes)];
  const sign = metric.better === "higher" ? 1 : -1;
  const [score, base] = [value(tuned), value(plain)];
  const groups = alike(p.rows, (row) => [cells[row]!, plainCells[row]!, weights[row]!]);
  const tunedWithout = (row: number): number => leaving(tuned, cells[row]!, weights[row]!, value);
  const plainWithout = (row: number): number => leaving(plain, plainCells[row]!, weights[row]!, value);
  return {
    score: sign * score,
    standardError: jackknife(groups, tunedWithout),
    plain: sign * base,
    gain: score - base,
    gainError: jackknife(groups, (row) => tunedWithout(row) - plainWithout(row)),
  };
}

function crossFitted<T>({ predictions, metric, folds = 5, key }: CrossFitOptions, { tune, apply }: Way<T>) {
  const all = tune({ predictions, metric });
  const parts = foldsFor(predictions, folds);
  const part = dealt(predictions, parts, key);
  const rowsWhere = (isIn: (fold: number) => boolean): Int32Array =>
    Int32Array.from(part.keys()).filter((row) => isIn(part[row]!));
  const cells = new Int32Array(predictions.rows);
  const chosen = Array.from({ length: parts }, (_, fold) => {
    const found = tune({
      predictions: some(
        predictions,
        rowsWhere((f) => f !== fold),
      ),
      metric,
    });
    const held = rowsWhere((f) => f === fold);
    for (const [i, cell] of cellsOf(apply(some(predictions, held), found.chosen)).entries()) cells[held[i]!] = cell;
    return found.chosen;
  });
  return { all: all.chosen, chosen, ...measured(predictions, metric, cells), naive: all.score };
}

/**
 * The best threshold of `tuneThreshold` on all rows, and what choosing one so is worth: each fold is labelled by the threshold
 * of the others, and all labels are scored at once. Give rows that the model did not learn from, such as validation rows: then
 * these rows both choose and measure, and no further rows are spent. Same key, same folds. E342–E344, E347.
 *
 * @example
 * const { threshold, score, plain } = crossFittedThreshold({ predictions: answers, metric: metrics.mcc, key: keyOf(42) });
 */
export function crossFittedThreshold(options: CrossFitOptions): CrossFittedThreshold {
  const { all, chosen, ...told } = crossFitted(options, {
    tune: (given) => {
      const { threshold, score } = tuneThreshold(given);
      return { chosen: threshold, score };
    },
    apply: withThreshold,
  });
  return { threshold: all, thresholds: chosen, ...told };
}

/** The same for `tuneScales`: a factor per class, for any number of classes. */
export function crossFittedScales(options: CrossFitOptions): CrossFittedScales {
  const { all, chosen, ...told } = crossFitted<readonly number[]>(options, {
    tune: (given) => {
      const { scales, score } = tuneScales(given);
      return { chosen: scales, score };
    },
    apply: withScales,
  });
  return { scales: all, scalesByFold: chosen, ...told };
}
