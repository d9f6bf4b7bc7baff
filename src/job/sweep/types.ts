import type { StrengthResult, SweepSummary } from "../../decide/sweep/index.ts";
import type { Interval } from "../../decide/statistics/index.ts";
import type { Kind } from "../../train/metrics/index.ts";
import type { CompareOptions, CompareResult, Next, NoticeEvent, TrialEvent } from "../types.ts";

/** What to vary, and from where to where; its usual range when absent. */
export interface GivenStrength {
  /** A numeric key of recipes: `dropout`. */
  readonly key: string;
  readonly range?: readonly [from: number, to: number];
}

export interface SweepOptions extends Omit<CompareOptions, "recipes" | "augment"> {
  readonly strength: string | GivenStrength;
  /** Strengths to try, 0 among them; default 8. */
  readonly points?: number;
}

/** One strength of the table. Scores are means over the repeats, in natural units. */
export interface SweptStrength extends StrengthResult {
  /** The recipe's name in `metrics.jsonl` and in trial events. */
  readonly name: string;
  /** Per repeat, in order. */
  readonly scores: readonly { readonly seed: number; readonly train: number; readonly validation: number }[];
  /** Why it has no numbers. */
  readonly failed?: string;
}

type Ends = Pick<Interval, "value" | "low" | "high">;

export interface SweepResult {
  readonly v: 1;
  readonly type: "result";
  readonly task: Kind;
  readonly metric: CompareResult["metric"];
  /** What was varied, and on which scale. */
  readonly strength: { readonly key: string; readonly scale: "linear" | "log" };
  /** From the weakest to the strongest. */
  readonly strengths: readonly SweptStrength[];
  /** The value that effects are measured against: 0, or a learning rate as it was. */
  readonly reference: number;
  /** The value with the best mean validation score. */
  readonly best: number;
  /** The strongest value that is no more than one standard error behind the best. */
  readonly strongest: number;
  /** The value to use, whose model is saved: the strongest such one where some strength helps, else the reference. */
  readonly chosen: number;
  readonly kind: SweepSummary["kind"];
  /** The best is at an end of the grid. */
  readonly edge?: "weakest" | "strongest";
  /** The most that some strength can be worth by its 95 % interval. */
  readonly most: number;
  readonly baseline: number;
  /** One sentence. */
  readonly conclusion: string;
  /** The one thing to do next; absent in results of earlier versions. */
  readonly next?: Next;
  /** Scores on the sealed rows, opened once for the chosen value and for the reference. */
  readonly test: {
    readonly rows: number;
    readonly chosen: Ends;
    readonly reference: Ends;
    readonly difference: Ends;
    readonly exported: { readonly seed: number; readonly value: number };
  };
  readonly rows: CompareResult["rows"];
  readonly repeats: number;
  readonly run: string;
  readonly seconds: number;
}

export type SweepEvent = NoticeEvent | TrialEvent | SweepResult;
