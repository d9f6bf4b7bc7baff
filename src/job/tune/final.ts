import { invariant, RegularizeError } from "../../core/index.ts";
import type { Answer, Order } from "../protocol.ts";
import type { Queue, QueueOptions } from "../queue.ts";
import type { Recipe } from "../recipe.ts";
import type { Outcome } from "../summarize.ts";
import type { Trial } from "../trial.ts";
import type { Finalists, Rerun, StudyJournal } from "./journal.ts";
import { type FoldDone, foldsOf } from "./search.ts";

type TrialOrder = Extract<Order, { type: "trial" }>;
type FinalOrder = TrialOrder & { readonly id: number };

export interface Final {
  readonly finalists: Finalists;
  readonly recipeOf: (id: number) => Recipe;
  readonly journal: StudyJournal;
  readonly queue: Queue;
  readonly with: Pick<QueueOptions<FinalOrder>, "open" | "size" | "signal">;
  readonly metric: string;
  readonly crossFolds?: number | undefined;
  readonly onRerun: (done: FoldDone) => void;
}

/** Of a trial that was read from the journal: its weights are not there. */
const NO_STATE = new Float32Array();

const keyOf = (id: number, repeat: number): string => `${id} ${repeat}`;

/** Runs the finalists on repeats that took no part in the search, but for those that the journal has; one outcome each, in their order. */
export async function rerunAll(given: Final, known: readonly Rerun[]): Promise<Outcome[]> {
  const { ids, repeats } = given.finalists;
  const found = new Map(known.map((rerun) => [keyOf(rerun.id, rerun.repeat), rerun]));
  const states = new Map<string, Trial>();
  const orders = repeats
    .flatMap((repeat) => ids.map((id) => orderOf(given, id, repeat)))
    .filter(({ id, repeat }) => !found.has(keyOf(id, repeat)));
  await train(given, orders, async ({ id, recipe, repeat }, answer) => {
    const { state: _, ...scored } = answer.type === "trial" ? answer.trial : { state: undefined };
    const rerun: Rerun = {
      ...{ type: "rerun", id, repeat },
      ...(answer.type === "trial" ? { trial: scored as Omit<Trial, "state"> } : { error: answer.error }),
    };
    found.set(keyOf(id, repeat), rerun);
    if (answer.type === "trial") states.set(keyOf(id, repeat), answer.trial);
    await given.journal.note(rerun);
    given.onRerun({ recipe, fold: repeat, answer });
  });
  return ids.map((id) => {
    const own = repeats.map((repeat) => found.get(keyOf(id, repeat))!);
    const error = own.find((rerun) => rerun.error !== undefined)?.error;
    const trials = own.flatMap(({ repeat, trial }) =>
      trial === undefined ? [] : [[repeat, states.get(keyOf(id, repeat)) ?? { ...trial, state: NO_STATE }] as const],
    );
    return { name: given.recipeOf(id).name, trials: new Map(trials), ...(error === undefined ? {} : { error }) };
  });
}

/** The outcomes with weights where the journal has none, for those of `names`: training again gives the same. */
export async function withStates(
  given: Final,
  outcomes: readonly Outcome[],
  names: ReadonlySet<string>,
): Promise<Outcome[]> {
  const trained = new Map<string, Trial>();
  const orders = outcomes.flatMap(({ name, trials }, i) =>
    [...trials].flatMap(([repeat, { state }]) =>
      names.has(name) && state.length === 0 ? [orderOf(given, given.finalists.ids[i]!, repeat)] : [],
    ),
  );
  await train(given, orders, async ({ id, repeat }, answer) => {
    if (answer.type === "error") throw new RegularizeError(answer.error);
    trained.set(keyOf(id, repeat), answer.trial);
  });
  return outcomes.map((outcome, i) => ({
    ...outcome,
    trials: new Map(
      [...outcome.trials].map(([repeat, trial]) => {
        const again = trained.get(keyOf(given.finalists.ids[i]!, repeat));
        return [repeat, again === undefined ? trial : { ...trial, state: again.state }];
      }),
    ),
  }));
}

const orderOf = ({ recipeOf, metric, crossFolds }: Final, id: number, repeat: number): FinalOrder => ({
  ...{ type: "trial", id, recipe: recipeOf(id), repeat, metric, ...foldsOf(crossFolds) },
});

async function train(
  { queue, with: options }: Final,
  orders: readonly FinalOrder[],
  onAnswer: (order: FinalOrder, answer: Extract<Answer, { type: "trial" | "error" }>) => Promise<void>,
): Promise<void> {
  if (orders.length === 0) return;
  await queue(orders, {
    ...options,
    goesOn: () => true,
    onAnswer: (order, answer) => {
      invariant(answer.type === "trial" || answer.type === "error", "a trial was answered as something else");
      return onAnswer(order, answer);
    },
  });
}
