import type { Story } from "../../decide/index.ts";
import { epochsOf as plannedEpochs } from "../model.ts";
import type { Recipe } from "../recipe.ts";
import { knownMetric, perfectOf, shownMetric } from "../result.ts";
import { USUAL_SPLIT } from "../usual.ts";
import type { FitResult } from "../types.ts";

/** What a fit leaves behind: its result before it was judged, and the lines of its journal. */
export interface FitFacts {
  readonly recipe: Recipe;
  readonly result: Pick<FitResult, "metric" | "baseline" | "epochs" | "bestEpoch" | "test" | "findings">;
  readonly lines: readonly unknown[];
  /** Rows of all parts together, and the shares of training, validation and test. */
  readonly rows: number;
  readonly split: readonly [number, number, number] | undefined;
  /** What each column can say alone; undefined when that was not looked at. */
  readonly columns?: Story["columns"];
}

/** A line of the journal, as far as a story needs it. */
export interface EpochLine {
  readonly epoch: number;
  readonly train: { readonly loss: number | null; readonly metric: number | null };
  readonly validation: { readonly loss: number | null; readonly metric: number | null };
  readonly learning?: number | null;
}

const Z = 1.96;
/** Part of the planned epochs below which a training stopped by itself. */
const SHORT = 0.9;
const number = (x: number | null): number => x ?? Number.NaN;

/** A fit's curves, with the error of its validation score as that of the sealed test, which has rows of the same kind. */
export function storyOf({ recipe, result, lines, rows, split, columns }: FitFacts): Story {
  const known = knownMetric(result.metric.name);
  const [training, validation, test] = split ?? USUAL_SPLIT;
  const total = (split ?? USUAL_SPLIT).reduce((a, b) => a + b, 0);
  const standardError = ((result.test.high - result.test.low) / (2 * Z)) * Math.sqrt(test / validation);
  const planned = plannedEpochs(recipe, Math.round((rows * training) / total));
  // What is kept may be later than what patience counts from: a loss that falls by less than minDelta.
  const isShort = result.epochs - result.bestEpoch >= recipe.patience || result.epochs < SHORT * planned;
  const stopped = recipe.earlyStopping && isShort;
  return {
    ...{ source: "regularize", scoredAlike: true, restores: recipe.earlyStopping, stopped, recipe },
    keptEpoch: result.bestEpoch,
    // Only batches' own statistics make learning better than inference.
    epochs: epochsOf(lines as readonly EpochLine[], (result.findings?.kept.terms.batchNorm ?? 0) !== 0),
    ...labelsOf(result),
    ...statisticsOf(result),
    ...(known === undefined ? {} : { metric: { ...shownMetric(known), perfect: perfectOf(known) } }),
    ...(Number.isFinite(result.baseline) ? { baseline: { metric: result.baseline } } : {}),
    validationRows: Math.round((rows * validation) / total),
    ...(Number.isFinite(standardError) ? { standardError } : {}),
    ...(columns === undefined ? {} : { columns }),
  };
}

/** The curves; what was seen while learning only where that tells something. */
export const epochsOf = (lines: readonly EpochLine[], withLearning: boolean): Story["epochs"] =>
  lines.map((line) => ({
    epoch: line.epoch,
    loss: { train: number(line.train.loss), validation: number(line.validation.loss) },
    metric: { train: number(line.train.metric), validation: number(line.validation.metric) },
    ...(withLearning && typeof line.learning === "number" ? { learning: line.learning } : {}),
  }));

/** What running statistics cost, where the model has them. */
function statisticsOf({ findings }: FitFacts["result"]): Pick<Story, "statistics"> {
  if (findings === undefined || findings.kept.terms.batchNorm === 0) return {};
  const { honest, terms } = findings.kept;
  return { statistics: { running: honest.train, batch: honest.train + terms.batchNorm } };
}

/** What the fit found of labels that look wrong. */
function labelsOf({ findings }: FitFacts["result"]): Pick<Story, "labels"> {
  if (findings?.labels === undefined) return {};
  const { suspects, looked, noise, claimed, file } = findings.labels;
  return { labels: { suspects, rows: looked, ...(file === undefined ? {} : { file }), noise: { ...noise, claimed } } };
}
