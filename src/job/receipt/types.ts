import type { PairLine, PartLine, PruningStep } from "../../decide/receipt/index.ts";
import type { Kind, Metric } from "../../train/metrics/index.ts";
import type { Prepared } from "../prepare.ts";
import type { TrialAnswer, TrialOrder } from "../queue/protocol.ts";
import type { Queue, QueueOptions } from "../queue/queue.ts";
import type { Recipe } from "../recipe.ts";
import type { CompareOptions, CompareResult, Next, NoticeEvent, TrialEvent } from "../types.ts";

/** How much work a receipt is. */
export interface ReceiptSize {
  /** Paired repeats of every variant; whole rounds of folds, about 12, when absent. */
  readonly repeats?: number;
  /** Fresh repeats of the full and of pruned recipes; as many as `repeats` when absent, 0 for no verification. */
  readonly verify?: number;
  /** Pairs that are looked at, at most; default 6. */
  readonly pairs?: number;
  /** Number of the first repeat (default 0): repeats that a search used before are not fresh. */
  readonly first?: number;
  /** What is not worth having, as a share of the full recipe's lead over guessing; default .05. */
  readonly margin?: number;
}

export interface AblateOptions extends Omit<CompareOptions, "recipes" | "augment" | "base" | "seeds">, ReceiptSize {
  /** The recipe whose parts are judged. */
  readonly recipe: Recipe;
  /** Of the data; another is refused (E846). */
  readonly sha256?: string;
}

/** A receipt as a part of another job: its data, its pool of workers, its clock. */
export interface ReceiptWork extends ReceiptSize {
  readonly recipe: Recipe;
  readonly prepared: Prepared;
  readonly metric: Metric;
  /** Where trials run: `runOrders`, or the queue of a search. */
  readonly queue: Queue;
  readonly with: Pick<QueueOptions<TrialOrder>, "open" | "size" | "signal">;
  /** Seconds after which no further trial begins; parts, pairs and fresh repeats have their shares of them. */
  readonly budgetSeconds?: number;
  /** Seconds of the budget that are spent already. */
  readonly spent?: number;
  /** The clock of the budget, in seconds. */
  readonly now?: () => number;
  /** Folds of a round, where a search has cut its repeats already: 1 for splits at random. By the split when absent. */
  readonly folds?: number;
  /** Called as each trial is answered, and awaited: a journal notes it. */
  readonly onTrial?: (done: ReceiptTrial) => void | Promise<void>;
}

export interface ReceiptTrial {
  readonly order: TrialOrder;
  readonly answer: TrialAnswer;
  readonly done: number;
  /** As far as is known: pairs and the verification follow from what the parts are found to do. */
  readonly total: number;
}

/** One line of the receipt. */
export interface ReceiptPart extends PartLine {
  /** Key of the recipe that it stands in: `dropout`, `augment`. */
  readonly key: string;
  /** As a person writes it: `dropout .3`. */
  readonly label: string;
  /** The recipe's validation score without it; NaN where it was not trained. */
  readonly without: { readonly mean: number; readonly se: number };
}

export interface Receipt {
  /** The full recipe, its validation score, and the seconds of a repeat. */
  readonly recipe: Recipe;
  readonly full: { readonly mean: number; readonly se: number; readonly seconds: number };
  readonly parts: readonly ReceiptPart[];
  readonly pairs: readonly PairLine[];
  /** Pairs that there were to look at. */
  readonly candidates: number;
  /** Nested prunings that were tried on fresh repeats, each beside the full recipe, until one did not hold. */
  readonly steps: readonly (PruningStep & { readonly recipe: Recipe })[];
  /** The recipe to use, and the names of the parts that it lacks: those that can do nothing, and the last step that holds. */
  readonly recommended: Recipe;
  readonly dropped: readonly string[];
  /** Paired repeats that every variant finished, and folds of a round; 1: splits by time or at random. */
  readonly repeats: number;
  readonly folds: number;
  /** An effect of at most this much is not worth having, in the metric's units. */
  readonly margin: number;
  readonly baseline: number;
  /** One sentence. */
  readonly conclusion: string;
}

export interface AblateResult extends Receipt {
  readonly v: 1;
  readonly type: "result";
  readonly task: Kind;
  readonly metric: CompareResult["metric"];
  readonly rows: CompareResult["rows"];
  /** The one thing to do next; absent in results of earlier versions. */
  readonly next?: Next;
  /** The sealed test rows took no part. */
  readonly test: "sealed";
  readonly run: string;
  readonly seconds: number;
}

export type AblateEvent = NoticeEvent | TrialEvent | AblateResult;
