import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, Order } from "../../src/job/queue/protocol.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import type { Trial } from "../../src/job/trial.ts";
import type { StudyJob } from "../../src/job/tune/types.ts";
import type { Final } from "../../src/job/tune/final/final.ts";
import { countsWith, withFurther } from "../../src/job/tune/model/further.ts";
import { keep } from "../../src/job/tune/search/kept.ts";
import type { Progress } from "../../src/job/tune/search/progress.ts";
import { lastSeconds, secondsOfAll } from "../../src/job/tune/search/seconds.ts";
import { mostOf } from "../../src/job/tune/model/model.ts";
import { networksFor } from "../../src/job/tune/model/shares.ts";

const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);

describe("how many networks the time that is left makes", () => {
  const of = { shares: [0.6, 0.4], has: [3, 3], seconds: [2, 1], most: 16, size: 1 };

  it("none without time, all with enough", () => {
    expect(countsWith({ ...of, left: 0 })).toEqual([3, 2]);
    expect(countsWith({ ...of, left: -1 })).toEqual([3, 2]);
    expect(countsWith({ ...of, left: 1e6 })).toEqual([10, 6]);
    // The third of the second is there already; each of the first takes 2.2 seconds.
    expect(countsWith({ ...of, left: 2.3 })).toEqual([4, 3]);
    expect(countsWith({ ...of, left: 2.3, seconds: [Number.NaN, 1] })).toEqual([3, 2]);
  });

  it("twice as many of few rows, which are predicted with and exported within the budget too", () => {
    const of = (crossFolds?: number) => mostOf({ job: { crossFolds } as unknown as StudyJob });
    expect([of(5), of()]).toEqual([32, 16]);
    expect(lastSeconds(300, of())).toBeCloseTo(2.4, 10);
    expect(lastSeconds(300, of(5))).toBeCloseTo(3.2, 10);
    expect(lastSeconds(300, 4)).toBe(lastSeconds(300, 16));
    expect(
      countsWith({ ...{ shares: [0.6, 0.4], has: [3, 3], seconds: [2, 1], size: 1 }, most: of(5), left: 1e6 }),
    ).toEqual([19, 13]);
  });

  it("are trained in time, by the shares, and never fewer than without", () => {
    const candidate = fc.record({
      share: fc.integer({ min: 0, max: 20 }),
      has: fc.integer({ min: 1, max: 8 }),
      seconds: fc.double({ min: 0.1, max: 5, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(candidate, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.integer({ min: 1, max: 3 }),
        (all, left, size) => {
          const total = sum(all.map(({ share }) => share));
          fc.pre(total > 0);
          const shares = all.map(({ share }) => share / total);
          const [has, seconds] = [all.map((one) => one.has), all.map((one) => one.seconds)];
          const counts = countsWith({ shares, has, seconds, most: 16, left, size });
          const without = networksFor(shares, has, 16);
          expect(sum(counts)).toBeGreaterThanOrEqual(sum(without));
          expect(sum(counts)).toBeLessThanOrEqual(16);
          const further = counts.flatMap((n, c) => Array<number>(Math.max(0, n - has[c]!)).fill(seconds[c]!));
          expect(secondsOfAll(further, size)).toBeLessThanOrEqual(left);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("further networks", () => {
  const names = ["first", "second"];
  const state = (id: number, repeat: number): Float32Array => Float32Array.of(id, repeat);

  /** A queue that takes `seconds` for each training and in which one repeat fails. */
  function world(left: number, failing?: string) {
    const clock = { left };
    const asked: string[] = [];
    const queue: Queue = async (orders, { goesOn, onAnswer }) => {
      const source = "next" in orders ? orders : { next: async () => undefined };
      for (;;) {
        const order = goesOn() ? await source.next() : undefined;
        if (order === undefined) return;
        const { id, repeat } = order as unknown as { id: number; repeat: number };
        asked.push(`${id} ${repeat}`);
        clock.left -= 2;
        const answer =
          failing === `${id} ${repeat}`
            ? { type: "error", error: { code: "E403", message: "diverged" } }
            : { type: "trial", trial: { state: state(id, repeat) } as unknown as Trial, seconds: 2 };
        await onAnswer(order, answer as Answer);
      }
    };
    const kept = keep(() => new Set([0, 1]));
    const told: number[] = [];
    const final = {
      ...{ queue, kept, metric: "rmse", with: { open: {} as Order, size: 1 } },
      recipeOf: (id: number) => resolveRecipe({ name: names[id] }),
      onRerun: ({ fold }: { fold: number }) => told.push(fold),
    } as unknown as Final;
    const progress = { secondsOf: () => 2, toFinal: () => {} } as unknown as Progress;
    const given = { first: 10, left: () => clock.left, progress };
    return { final, given, asked, kept, told };
  }
  const wanting = [
    { id: 0, repeats: [0, 1], count: 4 },
    { id: 1, repeats: [0, 1, 2], count: 2 },
  ];

  it("are on repeats of their own, are kept, and stand behind those that were there", async () => {
    const { final, given, asked, kept, told } = world(100);
    expect(await withFurther(final, wanting, given)).toEqual([
      [0, 1, 10, 11],
      [0, 1],
    ]);
    expect(asked).toEqual(["0 10", "0 11"]);
    expect(kept.of(0, 11)?.state).toEqual(state(0, 11));
    expect(told).toEqual([10, 11]);
  });

  it("end with the time, and what fails is left out", async () => {
    const more = [wanting[0]!, { ...wanting[1]!, count: 5 }];
    const short = world(5);
    expect(await withFurther(short.final, more, short.given)).toEqual([
      [0, 1, 10],
      [0, 1, 2, 10],
    ]);
    const bad = world(100, "0 10");
    expect(await withFurther(bad.final, wanting, bad.given)).toEqual([
      [0, 1, 11],
      [0, 1],
    ]);
  });
});
