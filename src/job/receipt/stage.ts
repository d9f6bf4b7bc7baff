import { meanOf } from "../../core/mean.ts";
import type { ErrorFacts, RegularizeError } from "../../core/index.ts";
import { trialAnswer } from "../queue/answered.ts";
import type { TrialOrder } from "../queue/protocol.ts";
import type { Recipe } from "../recipe.ts";
import { interruptAlone } from "../stop.ts";
import { type Outcome, wholeRepeats } from "../summarize.ts";
import type { Trial } from "../trial.ts";
import type { ReceiptWork } from "./types.ts";

/** Outcomes of some recipes on some repeats, and the repeats that all without a failure finished. */
export interface Staged {
  readonly outcomes: readonly Outcome[];
  readonly finished: readonly number[];
  /** Mean seconds of a repeat, by the recipe's name. */
  readonly seconds: ReadonlyMap<string, number>;
  readonly interruption?: RegularizeError;
}

/** Counts over all stages. */
export interface Counter {
  done: number;
  total: number;
}

/** Weights are not needed: the recommended recipe is trained once more for its model. */
const NO_STATE = new Float32Array();

/** Trains every recipe on every repeat, repeat by repeat; those that are known already are not trained again. */
export async function trainStage(
  work: ReceiptWork,
  recipes: readonly Recipe[],
  repeats: readonly number[],
  { counter, folds, hasTime }: { readonly counter: Counter; readonly folds: number; readonly hasTime: () => boolean },
): Promise<Staged> {
  const { metric } = work;
  const round = folds > 1 ? { folds } : {};
  const orders = repeats.flatMap((repeat) =>
    recipes.map((recipe): TrialOrder => ({ type: "trial", recipe, repeat, metric: metric.name, ...round })),
  );
  const trials = new Map(recipes.map(({ name }) => [name, new Map<number, Trial>()]));
  const times = new Map(recipes.map(({ name }) => [name, [] as number[]]));
  const failures = new Map<string, ErrorFacts>();
  counter.total += orders.length;
  const interruption = await work
    .queue(orders, {
      ...work.with,
      goesOn: hasTime,
      onAnswer: async (order, given) => {
        const answer = trialAnswer(given);
        const { name } = order.recipe;
        if (answer.type === "error") failures.set(name, answer.error);
        else {
          trials.get(name)!.set(order.repeat, { ...answer.trial, state: NO_STATE });
          times.get(name)!.push(answer.seconds);
        }
        counter.done++;
        await work.onTrial?.({ order, answer, ...counter });
      },
    })
    .catch(interruptAlone);
  const outcomes = recipes.map(({ name }): Outcome => {
    const error = failures.get(name);
    return { name, trials: trials.get(name)!, ...(error === undefined ? {} : { error }) };
  });
  const finished = wholeRepeats(repeats, outcomes);
  const seconds = new Map([...times].map(([name, list]) => [name, meanOf(list)]));
  return { outcomes, finished, seconds, ...(interruption === undefined ? {} : { interruption }) };
}

/** The validation scores of an outcome on some repeats; NaN where there is none. */
export const scoresOf = ({ trials }: Outcome, repeats: readonly number[]): number[] =>
  repeats.map((repeat) => trials.get(repeat)?.validation ?? Number.NaN);

/** Why an outcome has no scores. */
export const failureOf = ({ error }: Outcome): { readonly failed?: string } =>
  error === undefined ? {} : { failed: `${error.code} ${error.message}` };
