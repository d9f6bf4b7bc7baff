import { trialEvent } from "../../queue/answered.ts";
import type { FoldDone } from "./search.ts";
import type { StudyJob, TuneEvent } from "../types.ts";

/** How far a study is, and whether there is time to go on. */
export interface Progress {
  /** Seconds that the study has worked, those before a stop included. */
  readonly clock: () => number;
  /** Whether the budget has room for another fold, with enough left for the final. */
  readonly hasTime: () => boolean;
  /** Whether what is under way is to be ended: it takes longer than was foretold, and there is something to go on with. */
  readonly isOverdue: () => boolean;
  /** Seconds that one repeat of a trial takes, by what was trained. */
  readonly secondsOf: (name: string) => number;
  /** Seconds that one trial of the search takes, by what was trained; NaN before that. */
  readonly secondsOfTrial: () => number;
  /** Seconds of the budget that are left. */
  readonly secondsLeft: () => number;
  readonly toFinal: (orders: number) => void;
  readonly onFold: (done: FoldDone) => void;
}

interface Given {
  readonly job: StudyJob;
  /** Seconds that the study had worked before. */
  readonly at: number;
  /** Seconds of each fold that was trained before, and of which trial. */
  readonly told: readonly { readonly name: string; readonly seconds: number }[];
  /** Seconds of the budget that are kept for what follows the search, were it over. */
  readonly reserve: () => number;
  /** When the clock was begun, as `now` counts. */
  readonly began?: number | undefined;
  readonly size: number;
  readonly now?: (() => number) | undefined;
}

/** Of the budget, so much more may be taken by trainings of the search that have begun. */
const GRACE = 0.05;

/** Seconds of repeats: of each trial, and of all. */
class Costs {
  readonly #each = new Map<string, { readonly seconds: number; readonly folds: number }>();
  #whole = { seconds: 0, folds: 0 };

  add(name: string, seconds: number): void {
    const { seconds: sum, folds } = this.#each.get(name) ?? { seconds: 0, folds: 0 };
    this.#each.set(name, { seconds: sum + seconds, folds: folds + 1 });
    this.#whole = { seconds: this.#whole.seconds + seconds, folds: this.#whole.folds + 1 };
  }

  /** NaN before there is one. */
  mean(): number {
    return this.#whole.seconds / this.#whole.folds;
  }

  of(name: string): number {
    const known = this.#each.get(name);
    return known === undefined ? this.mean() : known.seconds / known.folds;
  }
}

/** Counts folds and their seconds, and tells each as an event. */
export function createProgress(
  { job, at, told, size, reserve, began, now = () => performance.now() }: Given,
  onEvent: (event: TuneEvent) => void,
): Progress {
  const { folds } = job;
  const { budgetSeconds = Number.POSITIVE_INFINITY, trials } = job.options;
  const start = began ?? now();
  const costs = new Costs();
  for (const { name, seconds } of told) costs.add(name, seconds);
  let done = told.length;
  let final: number | undefined;
  let planned = { next: 0, seconds: 0 };
  const clock = (): number => at + (now() - start) / 1000;
  const perFold = (): number => costs.mean();
  const kept = (): number => {
    // Nothing changes while nothing is told, and little while little is: not each of many trials looks at all of them.
    if (done >= planned.next) planned = { next: done + Math.max(1, Math.floor(done / 100)), seconds: reserve() };
    return planned.seconds;
  };
  const total = (): number => {
    if (final !== undefined) return final;
    if (trials !== undefined) return Math.max(done, trials * folds);
    const left = Math.max(0, budgetSeconds - kept() - clock());
    return done + Math.max(1, Math.round((left * size) / Math.max(1e-3, perFold())));
  };
  return {
    clock,
    secondsOf: (name) => costs.of(name),
    secondsLeft: () => budgetSeconds - clock(),
    // Of a fold that is begun half is in time on the average.
    hasTime: () => clock() + kept() + 0.5 * (perFold() || 0) < budgetSeconds,
    isOverdue: () => costs.mean() > 0 && clock() + kept() > budgetSeconds * (1 + GRACE),
    secondsOfTrial: () => (perFold() * folds) / Math.min(size, folds),
    toFinal: (orders) => {
      final = done + orders;
    },
    onFold: ({ recipe, fold, answer }) => {
      done++;
      if (answer.type === "trial") costs.add(recipe.name, answer.seconds);
      onEvent(trialEvent({ recipe, repeat: fold }, answer, { done, total: total() }));
    },
  };
}
