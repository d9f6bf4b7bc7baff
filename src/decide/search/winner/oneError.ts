import { RegularizeError } from "../../../core/index.ts";
import type { Better } from "../../../train/best.ts";
import { meanAndError } from "../../statistics/index.ts";
import { signed } from "../study/settle.ts";

export interface OneErrorOptions {
  readonly better: Better;
  /** Rows scored ÷ rows trained on of one fold, where folds share training rows (default 0: the textbook's s/√n). */
  readonly testFraction?: number;
}

export interface OneError {
  /** Index of the best mean. */
  readonly best: number;
  /** Index of the first candidate whose mean is within one standard error of the best's. */
  readonly chosen: number;
  /** All that are within, in the order given. */
  readonly within: readonly number[];
  /** The standard error of the best. */
  readonly se: number;
}

/**
 * The one-standard-error rule: of scores by fold, candidates in the order of preference (the strongest regularization or the smallest model first),
 * the first that is no more than one standard error of the best behind it. Without an error (one fold) it is the best.
 * Breiman et al. 1984, Classification and Regression Trees, §3.4.3.
 */
export function oneStandardError(
  candidates: readonly (readonly number[])[],
  { better, testFraction = 0 }: OneErrorOptions,
): OneError {
  if (candidates.length === 0 || candidates.some((scores) => scores.length === 0))
    throw new RegularizeError({
      code: "E311",
      where: "oneStandardError",
      message: "oneStandardError needs candidates with scores",
      todo: "pass the scores of finished trials alone",
    });
  const summaries = candidates.map((scores) => meanAndError(scores, { testFraction }));
  const losses = summaries.map(({ mean }) => signed(better, mean));
  const best = losses.indexOf(Math.min(...losses));
  const { se } = summaries[best]!;
  const limit = losses[best]! + (Number.isFinite(se) ? se : 0);
  const within = losses.flatMap((loss, i) => (loss <= limit ? [i] : []));
  return { best, chosen: within[0] ?? best, within, se };
}
