import type { Answer, Order } from "./protocol.ts";
import type { OrderSource, Queue, QueueOptions } from "./queue.ts";

/** Orders of one phase of a job, and what becomes of them. */
interface Batch {
  readonly next: () => Promise<Order | undefined>;
  readonly goesOn: () => boolean;
  readonly onAnswer: (order: Order, answer: Answer) => void | Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Orders that are worked on, or asked for. */
  out: number;
  isSpent: boolean;
}

/** Processes that stay from one phase of a job to the next: to begin one takes a second, and it reads the data. */
export interface Workers {
  readonly queue: Queue;
  /** Ends what is under way, without answers; the next phase begins new processes. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

type Common = Pick<QueueOptions<Order>, "open" | "size" | "signal">;

/** Workers of a queue for phases one after the other. What a phase says of `open`, `size` and `signal` is not asked: it is the job's. */
export function openWorkers(queue: Queue, { open, size, signal }: Common): Workers {
  let batch: Batch | undefined;
  let isClosed = false;
  let idle: (() => void)[] = [];
  let life: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  const wake = (): void => {
    const those = idle;
    idle = [];
    for (const go of those) go();
  };
  const settle = (of: Batch): void => {
    if (!of.isSpent || of.out > 0 || batch !== of) return;
    batch = undefined;
    of.resolve();
  };
  const owners = new Map<Order, Batch>();
  const orderOf = async (of: Batch): Promise<Order | undefined> => {
    of.out++;
    const order = of.goesOn() ? await of.next() : undefined;
    if (order !== undefined) {
      owners.set(order, of);
      return order;
    }
    of.isSpent = true;
    of.out--;
    settle(of);
    return undefined;
  };
  // A worker that was stopped while it waited must not take an order of the next phase.
  const sourceUntil = (stopped: AbortSignal): OrderSource<Order> => ({
    next: async () => {
      while (!isClosed && !stopped.aborted) {
        const order = batch === undefined || batch.isSpent ? undefined : await orderOf(batch);
        if (order !== undefined) return order;
        if (!isClosed && (batch === undefined || batch.isSpent))
          await new Promise<void>((resolve) => idle.push(resolve));
      }
      return undefined;
    },
  });
  const onAnswer = async (order: Order, answer: Answer): Promise<void> => {
    const of = owners.get(order)!;
    owners.delete(order);
    await of.onAnswer(order, answer);
    of.out--;
    settle(of);
  };
  const begin = (): void => {
    const stop = new AbortController();
    const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    const source = sourceUntil(either);
    const ended = queue(source, { open, size, goesOn: () => true, onAnswer, signal: either }).catch(
      (error: unknown) => {
        const of = batch;
        batch = undefined;
        // What was stopped on purpose is a phase that is over.
        if (stop.signal.aborted && signal?.aborted !== true) of?.resolve();
        else of?.reject(error);
      },
    );
    const own = { stop, ended };
    life = own;
    void ended.finally(() => {
      if (life === own) life = undefined;
    });
  };
  const end = (): void => {
    const own = life;
    life = undefined;
    own?.stop.abort();
  };
  return {
    queue: (orders, given) =>
      new Promise<void>((resolve, reject) => {
        const list = "next" in orders ? [] : [...orders];
        const next = "next" in orders ? () => orders.next() : async () => list.shift();
        const handler = given.onAnswer as Batch["onAnswer"];
        batch = { next, goesOn: given.goesOn, onAnswer: handler, resolve, reject, out: 0, isSpent: false };
        if (life === undefined) begin();
        else wake();
      }),
    stop: end,
    close: async () => {
      isClosed = true;
      // Nobody waits for what an error has left under way.
      if (batch !== undefined) end();
      wake();
      await life?.ended;
    },
  };
}
