import * as metrics from "../train/metrics/index.ts";
import type { Better } from "../train/best.ts";
import type { Metric } from "../train/metrics/index.ts";
import type { Fold, Prepared } from "./prepare.ts";
import type { CompareResult } from "./types.ts";

/** What a result tells of its metric. */
export const shownMetric = ({ name, title, better }: Metric): CompareResult["metric"] => ({ name, title, better });

/** The metric of a run that was written down, where this version knows it. */
export const knownMetric = (name: string): Metric | undefined =>
  Object.values(metrics).find((metric) => metric.name === name);

/** The best that the metric can be. */
export const perfectOf = ({ range, better }: Pick<Metric, "range" | "better">): number =>
  range[better === "higher" ? 1 : 0];

/** Whether all of an effect's interval is on the better side of none. */
export const isSurelyBetter = ({ low, high }: { readonly low: number; readonly high: number }, better: Better) =>
  better === "higher" ? low > 0 : high < 0;

/** Rows of each part. */
export const rowCounts = (
  { train, validation }: Pick<Fold, "train" | "validation">,
  { test }: Pick<Prepared, "test">,
): CompareResult["rows"] => ({ train: train.rows, validation: validation.rows, test: test.length });

/** Validation rows ÷ training rows, for the corrected resampled t. */
export const testFractionOf = ({ train, validation }: Pick<Fold, "train" | "validation">): number =>
  validation.rows / train.rows;

/** `result.json`: the run by its name alone. */
export const resultText = (result: object, { name }: { readonly name: string }): string =>
  `${JSON.stringify({ ...result, run: name }, null, 2)}\n`;
