import { RegularizeError } from "../../src/core/index.ts";
import { foldOf, prepare, type Prepared } from "../../src/job/prepare.ts";
import type { Answer, Order } from "../../src/job/queue/protocol.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { runTrial } from "../../src/job/trial.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";

export class Killed extends Error {}

export interface Behaviour {
  /** Dies, with everything that is under way, instead of giving this answer (from 0). */
  readonly diesAt?: number;
  /** The answer to an order, in place of training; undefined trains. */
  readonly instead?: (order: Extract<Order, { type: "trial" }>) => Answer | undefined;
}

/**
 * A queue in this process that knows each answer by its order: what was trained once is not trained again, as it would come out the same. Answers
 * come in another order than orders were given, as from processes.
 */
export function rememberingQueue(): {
  queue: (behaviour?: Behaviour) => Queue;
  trained: () => number;
  close: () => Promise<void>;
} {
  const known = new Map<string, Answer>();
  let opened: { prepared: Prepared; runtime: Runtime } | undefined;
  const answerTo = async (order: Extract<Order, { type: "trial" }>): Promise<Answer> => {
    const key = JSON.stringify([order.recipe, order.repeat, order.folds]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const { prepared, runtime } = opened!;
    const part = foldOf(prepared, order.repeat, order.recipe, order.share, order.folds);
    const trial = await runTrial(order.recipe, part, { seed: part.seed, metric: order.metric, runtime });
    const answer: Answer = { type: "trial", trial, seconds: 0.1 };
    known.set(key, answer);
    return answer;
  };
  const queue =
    ({ diesAt, instead }: Behaviour = {}): Queue =>
    async (orders, { open, size, goesOn, onAnswer, signal }) => {
      if (open.type === "open")
        opened ??= { prepared: await prepare(open.data, open.seed), runtime: await createRuntime({ threads: 1 }) };
      const list = "next" in orders ? [] : [...orders];
      const next = async () => ("next" in orders ? orders.next() : list.shift());
      let died = false;
      // The runtime takes one at a time.
      let turn: Promise<unknown> = Promise.resolve();
      const serve = async (): Promise<void> => {
        while (goesOn() && !died && signal?.aborted !== true) {
          const order = await next();
          if (order === undefined) return;
          if (order.type !== "trial") throw new Error("a trial was to be expected");
          const turned = turn.then(() => instead?.(order) ?? answerTo(order));
          turn = turned.catch(() => undefined);
          const answer = await turned;
          if (died) return;
          if (diesAt === answered++) {
            died = true;
            throw new Killed("killed");
          }
          await onAnswer(order, answer);
        }
      };
      await Promise.all(Array.from({ length: size }, serve));
      if (signal?.aborted === true) throw new RegularizeError({ code: "E107", message: "Interrupted" });
    };
  let answered = 0;
  return {
    queue: (behaviour) => {
      answered = 0;
      return queue(behaviour);
    },
    trained: () => known.size,
    close: async () => opened?.runtime.dispose(),
  };
}
