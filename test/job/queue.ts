import { RegularizeError } from "../../src/core/index.ts";
import { createObedient } from "../../src/job/queue/obey.ts";
import type { Queue } from "../../src/job/queue/queue.ts";

/**
 * Carries out orders in this process, one at a time, as the worker processes do, and passes on copies as they do. For tests of what a job
 * makes of the answers: a process takes a second to start and to warm up.
 */
export const inProcess: Queue = async (orders, { open, goesOn, onAnswer, signal }) => {
  const waiting = "next" in orders ? [] : [...orders];
  const next = async () => ("next" in orders ? orders.next() : waiting.shift());
  const isOver = (): boolean => signal?.aborted === true;
  const worker = createObedient();
  let isOpen = false;
  try {
    while (!isOver() && goesOn()) {
      const order = await next();
      if (order === undefined) return;
      const ready = isOpen ? undefined : await worker.obey(structuredClone(open));
      if (ready?.type === "error") throw new RegularizeError(ready.error);
      isOpen = true;
      const answer = structuredClone(await worker.obey(structuredClone(order)));
      if (!isOver()) await onAnswer(order, answer);
    }
  } finally {
    await worker.dispose();
  }
  if (isOver()) throw new RegularizeError({ code: "E107", message: "Interrupted" });
};
