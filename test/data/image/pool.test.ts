import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../../src/data/image/pool.ts";
import { withSharp } from "../../../src/data/image/sharp.ts";

describe("inOrder", () => {
  it("gives results in the order of the tasks, within its limits, whatever finishes first", async () => {
    const task = fc.record({ weight: fc.integer({ min: 0, max: 12 }), turns: fc.nat(6) });
    await fc.assert(
      fc.asyncProperty(fc.array(task, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (tasks, width) => {
        let running = 0;
        let weight = 0;
        const run = async (at: number): Promise<number> => {
          running++;
          weight += tasks[at]!.weight;
          expect(running).toBeLessThanOrEqual(width);
          expect(weight <= 10 || running === 1).toBe(true);
          for (let turn = 0; turn < tasks[at]!.turns; turn++) await Promise.resolve();
          running--;
          weight -= tasks[at]!.weight;
          return at;
        };
        const results: number[] = [];
        const limits = { width, weight: 10 };
        for await (const at of inOrder(tasks.length, limits, (i) => tasks[i]!.weight, run)) results.push(at);
        expect(results).toEqual([...tasks.keys()]);
      }),
    );
  });

  it("rejects when a task does", async () => {
    const run = (at: number): Promise<number> => (at === 2 ? Promise.reject(new Error("two")) : Promise.resolve(at));
    const all = async (): Promise<void> => {
      for await (const at of inOrder(9, { width: 4, weight: 9 }, () => 1, run)) expect(at).toBeLessThan(2);
    };
    await expect(all()).rejects.toThrow("two");
  });
});

describe("withSharp", () => {
  it("leaves sharp as the program had it, also when several use it and one fails", async () => {
    sharp.concurrency(3);
    sharp.cache({ memory: 20, files: 5, items: 30 });
    const state = (): unknown => {
      const { memory, files, items } = sharp.cache();
      return [sharp.concurrency(), memory.max, files.max, items.max];
    };
    const before = state();
    const use = async (fail: boolean): Promise<void> =>
      withSharp(async () => {
        expect(state()).toEqual([1, 0, 0, 0]);
        await Promise.resolve();
        if (fail) throw new Error("no");
      });
    const all = await Promise.allSettled([use(false), use(true), use(false)]);
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(state()).toEqual(before);
  });
});
