import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import type { Answer, Order } from "../../src/job/queue/protocol.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { openWorkers } from "../../src/job/queue/workers.ts";
import { secondsOfAll } from "../../src/job/tune/search/seconds.ts";

type Trial = Extract<Order, { type: "trial" }>;
const order = (repeat: number): Trial => ({
  ...{ type: "trial", recipe: resolveRecipe({ name: "r" }), repeat, metric: "auc" },
});
const open: Order = { type: "open", data: { data: "d", target: "t" }, seed: 1, sha256: "0" };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A queue that counts how often it was begun, and whose workers take some turns of the event loop for an order. */
function counting(): { queue: Queue; begun: () => number; most: () => number } {
  let [begun, now, most] = [0, 0, 0];
  const queue: Queue = async (orders, { size, goesOn, onAnswer, signal }) => {
    begun++;
    const isOver = (): boolean => signal?.aborted === true;
    if (!("next" in orders)) throw new Error("a source was to be expected");
    const serve = async (): Promise<void> => {
      while (goesOn() && !isOver()) {
        const next = await orders.next();
        if (next === undefined) return;
        most = Math.max(most, ++now);
        for (let i = 0; i < 3 + ((next as Trial).repeat % 3); i++) await turn();
        now--;
        if (isOver()) break;
        await onAnswer(next, { type: "ready" } as Answer);
      }
    };
    const aborted = new Promise<never>((_, reject) => {
      const end = (): void => reject(new RegularizeError({ code: "E107", message: "Interrupted" }));
      if (isOver()) end();
      signal?.addEventListener("abort", end);
    });
    await Promise.race([Promise.all(Array.from({ length: size }, serve)), aborted]);
  };
  return { queue, begun: () => begun, most: () => most };
}

const common = { open, size: 3, goesOn: () => true };

describe("workers of a study", () => {
  it("stay from phase to phase, and answer every order once, to the phase that it is of", async () => {
    const { queue, begun, most } = counting();
    const workers = openWorkers(queue, { open, size: 3 });
    for (const phase of [0, 1, 2, 3]) {
      const orders = Array.from({ length: phase === 2 ? 0 : 7 }, (_, i) => order(10 * phase + i));
      const answered: number[] = [];
      await workers.queue(orders, { ...common, onAnswer: ({ repeat }) => void answered.push(repeat) });
      expect(answered.toSorted((a, b) => a - b)).toEqual(orders.map(({ repeat }) => repeat));
    }
    await workers.close();
    expect([begun(), most()]).toEqual([1, 3]);
  });

  it("a phase that does not go on ends with what is under way; the next has them all again", async () => {
    const { queue } = counting();
    const workers = openWorkers(queue, { open, size: 3 });
    const answered: number[] = [];
    const onAnswer = ({ repeat }: Trial): void => void answered.push(repeat);
    await workers.queue([0, 1, 2, 3, 4, 5, 6, 7].map(order), {
      ...common,
      goesOn: () => answered.length < 2,
      onAnswer,
    });
    expect(answered.length).toBeGreaterThanOrEqual(2);
    expect(answered.length).toBeLessThan(8);
    await workers.queue([20, 21].map(order), { ...common, onAnswer });
    expect(answered.slice(-2).toSorted((a, b) => a - b)).toEqual([20, 21]);
    await workers.close();
  });

  it("stopped, a phase is over without the answers that were to come, and the next begins anew with its own orders", async () => {
    const { queue, begun } = counting();
    const workers = openWorkers(queue, { open, size: 3 });
    const answered: number[] = [];
    await workers.queue([0, 1, 2, 3, 4, 5, 6, 7].map(order), {
      ...common,
      onAnswer: ({ repeat }) => {
        answered.push(repeat);
        workers.stop();
      },
    });
    const before = answered.length;
    expect(before).toBeLessThan(8);
    await workers.queue([30, 31, 32, 33].map(order), {
      ...common,
      onAnswer: ({ repeat }) => void answered.push(repeat),
    });
    expect(answered.slice(before).toSorted((a, b) => a - b)).toEqual([30, 31, 32, 33]);
    expect(begun()).toBe(2);
    await workers.close();
  });

  it("an interrupt and a failed answer end the phase with their error", async () => {
    const controller = new AbortController();
    const workers = openWorkers(counting().queue, { open, size: 2, signal: controller.signal });
    const run = workers.queue([0, 1, 2, 3].map(order), { ...common, onAnswer: () => controller.abort() });
    await expect(run).rejects.toMatchObject({ code: "E107" });
    await expect(workers.queue([order(9)], { ...common, onAnswer: () => {} })).rejects.toMatchObject({ code: "E107" });
    await workers.close();
    const others = openWorkers(counting().queue, { open, size: 2 });
    const failing = others.queue([order(0)], {
      ...common,
      onAnswer: () => {
        throw new Error("disk full");
      },
    });
    await expect(failing).rejects.toThrow("disk full");
    await others.close();
  });

  it("take at most as long as they are said to, in whatever order", () => {
    expect(secondsOfAll([4, 4, 4], 1)).toBe(12);
    expect(secondsOfAll([], 4)).toBe(0);
    // The longest last: 1 + 1 + … on two, then 6 alone.
    expect(secondsOfAll([1, 1, 1, 1, 6], 2)).toBeGreaterThanOrEqual(2 + 6);
  });
});
