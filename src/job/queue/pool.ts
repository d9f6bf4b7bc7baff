import { type ChildProcess, fork } from "node:child_process";
import { RegularizeError } from "../../core/index.ts";
import { builtPath } from "../built.ts";
import type { Answer, Order } from "./protocol.ts";
import type { OrderSource, QueueOptions } from "./queue.ts";

const DIED = "E503";

const died = (how: string): RegularizeError =>
  new RegularizeError({
    code: DIED,
    message: `A training process ended without an answer (${how})`,
    todo: "if memory was short: --threads 1, a smaller --batch-size or --hidden",
  });

/** One worker process and the order it is working on. It is started anew when it dies. */
class Worker {
  readonly #open: Order;
  #process: ChildProcess | undefined;

  constructor(open: Order) {
    this.#open = open;
  }

  async ask(order: Order): Promise<Answer> {
    if (this.#process === undefined) {
      this.#process = fork(builtPath("job/queue/worker.js"), [], {
        serialization: "advanced",
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      const answer = await this.#send(this.#open);
      if (answer.type === "error") {
        this.kill();
        throw new RegularizeError(answer.error);
      }
    }
    return this.#send(order);
  }

  kill(): void {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }

  #send(order: Order): Promise<Answer> {
    const child = this.#process!;
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        child.removeAllListeners("message").removeAllListeners("exit").removeAllListeners("error");
        act();
      };
      const lost = (how: string) => () => {
        this.#process = undefined;
        reject(died(how));
      };
      child.once("message", (answer: Answer) => finish(() => resolve(answer)));
      child.once("error", (error) => finish(lost(error.message)));
      child.once("exit", (code, signal) => finish(lost(signal ?? `exit code ${code}`)));
      child.send(order);
    });
  }
}

/** A list as a source: each order once, in order. */
function inTurn<T extends Order>(orders: readonly T[]): OrderSource<T> {
  const waiting = [...orders];
  return { next: async () => waiting.shift() };
}

/**
 * The queue of this machine: gives orders to `size` processes at a time, in order; `onAnswer` gets each answer as it comes. An order
 * whose process died is given once more, to a new one; dying again is its answer (E503). Stops handing out orders when `goesOn` says so,
 * and kills the processes at the end. Throws what the first order is answered with when that is an error, and E107 when aborted.
 */
export async function runOrders<T extends Order>(
  orders: readonly T[] | OrderSource<T>,
  { open, size, goesOn, onAnswer, signal }: QueueOptions<T>,
): Promise<void> {
  const source = "next" in orders ? orders : inTurn(orders);
  const workers = Array.from(
    { length: "next" in orders ? size : Math.min(size, orders.length) },
    () => new Worker(open),
  );
  let isOver = signal?.aborted === true;
  let end = (): void => {};
  // Who waits for an order that depends on answers would wait for ever once no answer comes.
  const ended = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  const askTwice = (worker: Worker, order: T): Promise<Answer> =>
    worker.ask(order).catch((error: unknown) => {
      const answer = failureOf(error);
      return isOver ? answer : worker.ask(order).catch(failureOf);
    });
  const serve = async (worker: Worker): Promise<void> => {
    while (!isOver && goesOn()) {
      const order = await Promise.race([source.next(), ended]);
      if (order === undefined || isOver) return;
      const answer = await askTwice(worker, order);
      if (!isOver) await onAnswer(order, answer);
    }
  };
  const stop = (): void => {
    isOver = true;
    end();
    for (const worker of workers) worker.kill();
  };
  signal?.addEventListener("abort", stop);
  try {
    await Promise.all(workers.map(serve));
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
  if (signal?.aborted === true) throw new RegularizeError({ code: "E107", message: "Interrupted" });
}

/** The death of a process is the answer to its order; any other error is about all orders. */
function failureOf(error: unknown): Answer {
  if (!(error instanceof RegularizeError) || error.code !== DIED) throw error;
  const { code, message, todo } = error;
  return { type: "error", error: { code, message, ...(todo === undefined ? {} : { todo }) } };
}
