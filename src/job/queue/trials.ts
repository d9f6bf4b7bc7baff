import { availableParallelism } from "node:os";
import { type ErrorFacts, RegularizeError } from "../../core/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { Recorder } from "../watch/events.ts";
import { runOrders } from "./pool.ts";
import { trialAnswer, trialEvent } from "./answered.ts";
import type { TrialAnswer, TrialOrder } from "./protocol.ts";
import type { Queue } from "./queue.ts";
import type { Recipe } from "../recipe.ts";
import { interruptAlone } from "../stop.ts";
import { type Outcome, wholeRepeats } from "../summarize.ts";
import type { Trial } from "../trial.ts";
import type { CompareOptions, DataOptions, TrialEvent } from "../types.ts";

/** What trials are of. */
export interface TrialsOf {
  readonly metric: Metric;
  readonly sha256: string;
  /** The part of the training rows that each recipe gets, by its name; all of them when absent. */
  readonly shares?: ReadonlyMap<string, number>;
  /** Told of every trial that is finished, with its curve. */
  readonly onTrial?: Recorder["trial"];
  /** Where trials run; processes of this machine when absent. */
  readonly queue?: Queue;
  /** Seconds of the budget that are spent already. */
  readonly spent?: number;
}

/** Trains repeat by repeat, so that a spent budget or an interrupt leaves whole repeats. E105 or E107 when it leaves none. */
export async function runTrials(
  recipes: readonly Recipe[],
  repeats: readonly number[],
  { metric, sha256, shares, onTrial, queue = runOrders, spent = 0 }: TrialsOf,
  options: CompareOptions,
  onEvent: (event: TrialEvent) => void,
): Promise<{ outcomes: Outcome[]; finished: number[] }> {
  const orders = repeats.flatMap((repeat) =>
    recipes.map((recipe): TrialOrder => {
      const share = shares?.get(recipe.name);
      return { type: "trial", recipe, repeat, metric: metric.name, ...(share === undefined ? {} : { share }) };
    }),
  );
  const trials = new Map(recipes.map(({ name }) => [name, new Map<number, Trial>()]));
  const failures = new Map<string, Failure>();
  const start = performance.now() - 1000 * spent;
  const deadline = start + (options.budgetSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  let done = 0;
  const onAnswer = (order: TrialOrder, answer: TrialAnswer): void => {
    done++;
    const { recipe, repeat } = order;
    if (answer.type === "trial") {
      trials.get(recipe.name)!.set(repeat, answer.trial);
      onTrial?.(recipe.name, repeat, answer.trial);
    } else if (repeat < (failures.get(recipe.name)?.repeat ?? Number.POSITIVE_INFINITY))
      failures.set(recipe.name, { repeat, error: answer.error });
    onEvent(trialEvent(order, answer, { done, total: orders.length }));
  };
  const interruption = await queue(orders, {
    open: { type: "open", data: dataOptions(options), seed: options.seed ?? 42, sha256 },
    size: options.workers ?? availableParallelism(),
    goesOn: () => performance.now() < deadline,
    onAnswer: (order, answer) => onAnswer(order, trialAnswer(answer)),
    signal: options.signal,
  }).catch(interruptAlone);
  const outcomes = recipes.map(({ name }): Outcome => {
    const failure = failures.get(name);
    const inOrder = [...trials.get(name)!].sort(([a], [b]) => a - b);
    return { name, trials: new Map(inOrder), ...(failure === undefined ? {} : { error: failure.error }) };
  });
  const finished = wholeRepeats(repeats, outcomes);
  if (finished.length === 0 || failures.size === recipes.length) {
    if (interruption !== undefined) throw interruption;
    const seconds = (performance.now() - start) / 1000;
    const counts = { done, total: orders.length, each: recipes.length };
    if (finished.length === 0) throw budgetTooSmall(counts, seconds, options.budgetSeconds ?? 0);
  }
  return { outcomes, finished };
}

/** Of several failures of a recipe the first repeat's is told, whichever process was faster. */
interface Failure {
  readonly repeat: number;
  readonly error: ErrorFacts;
}

interface Counts {
  /** Trials that were answered, all that there are, and those of one repeat. */
  readonly done: number;
  readonly total: number;
  readonly each: number;
}

/** E105 with the time that one whole repeat takes at the rate of the trials that were done in `seconds`. */
export const budgetTooSmall = ({ done, total, each }: Counts, seconds: number, budget: number): RegularizeError =>
  new RegularizeError({
    code: "E105",
    where: "--budget",
    message: `${budget} s were enough for ${done} of ${total} trials, not for one whole repeat`,
    todo: `--budget ${Math.ceil((seconds * each) / Math.max(1, done))}s, or fewer --epochs`,
  });

export const dataOptions = (options: CompareOptions): DataOptions => {
  const { signal: _, ...rest } = options;
  return rest;
};
