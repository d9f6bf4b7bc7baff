import type { Forecast, Rival } from "../../decide/learningCurve/index.ts";
import type { Kind } from "../../train/metrics/index.ts";
import type { CompareOptions, CompareResult, Next, NoticeEvent, TrialEvent } from "../types.ts";

export interface LearningCurveOptions extends Omit<CompareOptions, "recipes" | "augment"> {
  /** How many numbers of training rows, each half of the next; default 5, fewer where rows are few. */
  readonly sizes?: number;
  /** The folder of a comparison or a sweep of the same data, whose best regularizer is shown beside. */
  readonly against?: string;
}

/** One number of training rows. Scores are means over the repeats, in natural units. */
export interface CurveSize {
  /** The recipe's name in `metrics.jsonl` and in trial events: `1/16`. */
  readonly name: string;
  readonly rows: number;
  readonly train: { readonly mean: number; readonly se: number };
  readonly validation: { readonly mean: number; readonly se: number };
  readonly gap: number;
  /** The power law's score there; absent where none was fitted. */
  readonly fitted?: number;
  readonly scores: readonly { readonly seed: number; readonly train: number; readonly validation: number }[];
  readonly failed?: string;
}

export interface LearningCurveResult {
  readonly v: 1;
  readonly type: "result";
  readonly task: Kind;
  readonly metric: CompareResult["metric"];
  /** From the fewest rows to the most. */
  readonly sizes: readonly CurveSize[];
  readonly forecast: Pick<Forecast, "kind" | "note" | "fit" | "gain" | "factor">;
  /** The best regularizer of the run that was named. */
  readonly against?: Rival & { readonly run: string };
  readonly baseline: number;
  /** One sentence. */
  readonly conclusion: string;
  /** The one thing to do next; absent in results of earlier versions. */
  readonly next?: Next;
  readonly rows: CompareResult["rows"];
  readonly repeats: number;
  readonly run: string;
  readonly seconds: number;
}

export type LearningCurveEvent = NoticeEvent | TrialEvent | LearningCurveResult;
