import { RegularizeError } from "../../../core/index.ts";
import { trialAnswer } from "../../queue/answered.ts";
import type { TrialAnswer, TrialOrder } from "../../queue/protocol.ts";
import type { OrderSource, Queue, QueueOptions } from "../../queue/queue.ts";
import type { Recipe } from "../../recipe.ts";
import type { Outcome } from "../../summarize.ts";
import type { Trial } from "../../trial.ts";
import { type Finalists, type Rerun, scoredOf, type StudyJournal, trainingKey, withoutWeights } from "../journal.ts";
import type { Kept } from "../search/kept.ts";
import { type FoldDone, foldsOf } from "../search/search.ts";

type FinalOrder = TrialOrder & { readonly id: number };

export interface Final {
  readonly finalists: Finalists;
  readonly recipeOf: (id: number) => Recipe;
  readonly journal: StudyJournal;
  readonly queue: Queue;
  readonly with: Pick<QueueOptions<FinalOrder>, "open" | "size" | "signal">;
  readonly metric: string;
  readonly crossFolds?: number | undefined;
  /** What the search has trained. */
  readonly kept: Kept;
  readonly onRerun: (done: FoldDone) => void;
}

/** Runs the finalists on their repeats, but for those that the journal or the search has; one outcome each, in their order. */
export async function rerunAll(given: Final, known: readonly Rerun[]): Promise<Outcome[]> {
  const { ids, repeats } = given.finalists;
  const found = new Map(known.map((rerun) => [trainingKey(rerun.id, rerun.repeat), rerun]));
  const states = new Map<string, Trial>();
  const asked = repeats
    .flatMap((repeat) => ids.map((id) => orderOf(given, id, repeat)))
    .filter(({ id, repeat }) => !found.has(trainingKey(id, repeat)));
  const orders = asked.filter(({ id, repeat }) => given.kept.of(id, repeat) === undefined);
  for (const { id, repeat } of asked) {
    const trial = given.kept.of(id, repeat);
    if (trial === undefined) continue;
    const rerun: Rerun = { type: "rerun", id, repeat, trial: scoredOf(trial) };
    found.set(trainingKey(id, repeat), rerun);
    states.set(trainingKey(id, repeat), trial);
    await given.journal.note(rerun);
  }
  await train(given, orders, async ({ id, recipe, repeat }, answer) => {
    const rerun: Rerun = {
      ...{ type: "rerun", id, repeat },
      ...(answer.type === "trial" ? { trial: scoredOf(answer.trial) } : { error: answer.error }),
    };
    found.set(trainingKey(id, repeat), rerun);
    if (answer.type === "trial") states.set(trainingKey(id, repeat), answer.trial);
    await given.journal.note(rerun);
    given.onRerun({ id, recipe, fold: repeat, answer });
  });
  return ids.map((id) => {
    const own = repeats.map((repeat) => found.get(trainingKey(id, repeat))!);
    const error = own.find((rerun) => rerun.error !== undefined)?.error;
    const trials = own.flatMap(({ repeat, trial }) =>
      trial === undefined ? [] : [[repeat, states.get(trainingKey(id, repeat)) ?? withoutWeights(trial)] as const],
    );
    return { name: given.recipeOf(id).name, trials: new Map(trials), ...(error === undefined ? {} : { error }) };
  });
}

/** A network of the final or of the search. */
export interface Network {
  readonly id: number;
  readonly repeat: number;
}

/** Trials with their weights: those that are kept nowhere are trained again, to the same. */
export async function networksOf(
  given: Final,
  outcomes: readonly Outcome[],
  wanted: readonly Network[],
): Promise<Trial[]> {
  const { ids } = given.finalists;
  const known = ({ id, repeat }: Network): Trial | undefined => {
    const trial = outcomes[ids.indexOf(id)]?.trials.get(repeat);
    return trial !== undefined && trial.state.length > 0 ? trial : given.kept.of(id, repeat);
  };
  const trained = new Map<string, Trial>();
  const orders = wanted.filter((one) => known(one) === undefined).map(({ id, repeat }) => orderOf(given, id, repeat));
  await train(given, orders, async ({ id, repeat }, answer) => {
    if (answer.type === "error") throw new RegularizeError(answer.error);
    trained.set(trainingKey(id, repeat), answer.trial);
  });
  return wanted.map((one) => known(one) ?? trained.get(trainingKey(one.id, one.repeat))!);
}

/**
 * Trains networks as long as there is time for the next, and keeps them: those that came to something. What fails is only left out, as nothing depends
 * on it.
 */
export async function trainFurther(
  given: Final,
  networks: readonly Network[],
  hasTime: (next: Network) => boolean,
): Promise<Network[]> {
  const trained: Network[] = [];
  const waiting = networks.map(({ id, repeat }) => orderOf(given, id, repeat));
  const next = async (): Promise<FinalOrder | undefined> =>
    waiting.length > 0 && hasTime(waiting[0]!) ? waiting.shift() : undefined;
  await train(given, { next }, async ({ id, recipe, repeat }, answer) => {
    given.onRerun({ id, recipe, fold: repeat, answer });
    if (answer.type === "error" || answer.trial.state.length === 0) return;
    given.kept.add(id, repeat, answer.trial);
    trained.push({ id, repeat });
  });
  return trained;
}

const orderOf = ({ recipeOf, metric, crossFolds }: Final, id: number, repeat: number): FinalOrder => ({
  ...{ type: "trial", id, recipe: recipeOf(id), repeat, metric, ...foldsOf(crossFolds) },
});

async function train(
  { queue, with: options }: Final,
  orders: readonly FinalOrder[] | OrderSource<FinalOrder>,
  onAnswer: (order: FinalOrder, answer: TrialAnswer) => Promise<void>,
): Promise<void> {
  if ("length" in orders && orders.length === 0) return;
  await queue(orders, {
    ...options,
    goesOn: () => true,
    onAnswer: (order, answer) => onAnswer(order, trialAnswer(answer)),
  });
}
