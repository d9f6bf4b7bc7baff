import type { Outcome, Study } from "../../../decide/index.ts";
import { trialAnswer } from "../../queue/answered.ts";
import type { Answer, Order, TrialAnswer, TrialOrder } from "../../queue/protocol.ts";
import type { Queue } from "../../queue/queue.ts";
import type { Recipe } from "../../recipe.ts";
import type { StudyJournal } from "../journal.ts";
import type { SearchEnd } from "../types.ts";

type SearchOrder = TrialOrder & { readonly id: number };

/** What a fold came to, for whoever shows how far the work is. */
export interface FoldDone {
  readonly id: number;
  readonly recipe: Recipe;
  readonly fold: number;
  readonly answer: TrialAnswer;
}

export interface Search {
  readonly study: Study;
  readonly journal: StudyJournal;
  readonly queue: Queue;
  readonly open: Order;
  readonly size: number;
  readonly metric: string;
  readonly crossFolds?: number | undefined;
  /** Whether a trial is as good as was asked for. */
  readonly isReached: () => boolean;
  readonly recipeOf: (id: number) => Recipe;
  /** Seconds that the study has worked. */
  readonly clock: () => number;
  /** Whether there is time for another fold. */
  readonly hasTime: () => boolean;
  /** Whether what is under way is to be given up, and what does that. */
  readonly overdue?: { readonly isSo: () => boolean; readonly stop: () => void };
  readonly onFold: (done: FoldDone) => void;
  readonly signal?: AbortSignal | undefined;
}

export const foldsOf = (crossFolds: number | undefined): Pick<TrialOrder, "folds"> =>
  crossFolds === undefined ? {} : { folds: crossFolds };

/** Milliseconds between two looks at the time. */
const LOOK = 250;

/** The outcome of a fold: an error of any kind is a failure with its cause. */
const outcomeOf = (answer: FoldDone["answer"]): Outcome =>
  answer.type === "trial"
    ? { score: answer.trial.validation }
    : { failed: `${answer.error.code} ${answer.error.message}` };

/**
 * Asks the study and tells it, until the trials or the time are spent. Asking and noting happen in one turn of the event loop, so that the
 * journal has questions and answers in the order in which the study saw them; a question is on the disk before anybody works on it.
 *
 * The table is the same whatever the number of workers: trial n is suggested from the trials before n − lag + 1 alone and waits until they are
 * finished (`lag` of the study), it is pruned against the best of those, and scores of a fold depend on its recipe and repeat only. Order of
 * arrival has no say. Trials in between count as running (the sampler takes them for bad ones: a constant liar).
 */
export async function search(given: Search): Promise<SearchEnd> {
  const { study, journal, queue, open, size, metric, crossFolds, clock, hasTime, onFold, signal } = given;
  let ended: SearchEnd = "time";
  let isStopped = false;
  let wake: (() => void)[] = [];
  const awaken = (): void => {
    const waiting = wake;
    wake = [];
    for (const go of waiting) go();
  };
  const next = async (): Promise<SearchOrder | undefined> => {
    while (!isStopped && hasTime()) {
      if (given.isReached()) {
        ended = "goal";
        return undefined;
      }
      const asked = study.ask();
      if (asked.status === "done") {
        ended = asked.reason === "budget" ? "trials" : "exhausted";
        return undefined;
      }
      if (asked.status === "run") {
        const { id, fold, values, source } = asked;
        await journal.note({ type: "asked", id, fold, values, source });
        return { type: "trial", id, recipe: given.recipeOf(id), repeat: fold, metric, ...foldsOf(crossFolds) };
      }
      await new Promise<void>((resolve) => wake.push(resolve));
    }
    return undefined;
  };
  const onAnswer = async ({ id, recipe, repeat }: SearchOrder, given: Answer): Promise<void> => {
    const answer = trialAnswer(given);
    const outcome = outcomeOf(answer);
    study.tell(id, repeat, outcome);
    const seconds = answer.type === "trial" ? answer.seconds : 0;
    const noted = journal.note({ type: "told", id, fold: repeat, outcome, seconds, at: clock() });
    awaken();
    onFold({ id, recipe, fold: repeat, answer });
    await noted;
  };
  const watch = setInterval(() => {
    if (given.overdue?.isSo() !== true) return;
    isStopped = true;
    awaken();
    given.overdue.stop();
  }, LOOK);
  try {
    await queue<SearchOrder>({ next }, { open, size, goesOn: () => true, onAnswer, signal });
  } finally {
    clearInterval(watch);
  }
  return ended;
}
