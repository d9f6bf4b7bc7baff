import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCpuClock } from "../../bench/search/cpuClock.ts";
import { makeTable, tuneRate } from "../../bench/search/trialRate.ts";
import { type Line, normalizedOf, printed, ranksOf, standingOf } from "../../bench/search/standing.ts";
import { scratch } from "../job/make.ts";
import { rememberingQueue } from "../job/tuneQueue.ts";

const run = promisify(execFile);

describe("bench of the search, without its peers", () => {
  const { at } = scratch();
  it("efficiency counts the trials that were sampled, and nothing before them", async () => {
    const { queue, close, trained } = rememberingQueue();
    const data = at("table.csv");
    makeTable(data, 100);
    let [calls, atFirst] = [0, 0];
    const cpu = (): number => {
      atFirst ||= trained();
      return ++calls;
    };
    const round = await tuneRate(
      { data, seed: 1, cpu, queue: queue() },
      { trials: 2, epochs: 1, batch: 16, hidden: [4] },
    );
    await close();
    expect(round.cpu).toBe(2000);
    expect(round.best).toBeGreaterThan(0);
    expect(trained()).toBeGreaterThanOrEqual(atFirst + 2);
  });

  it.runIf(process.platform === "linux")("its clock counts the work of children, and no sleep", async () => {
    const clock = createCpuClock();
    const start = clock();
    await run(process.execPath, ["-e", "const t = process.hrtime(); while (process.hrtime(t)[1] < 1e8);"]);
    const [worked, { user, system }] = [clock() - start, process.cpuUsage()];
    expect(worked).toBeGreaterThan(50);
    expect(clock()).toBeGreaterThanOrEqual((user + system) / 1000 - 50);
  });
});

describe("standing of contestants", () => {
  it("places sum up to n(n + 1)/2, the order of losses is theirs, and equal losses share", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 9 }), (losses) => {
        const ranks = ranksOf(losses);
        expect(ranks.reduce((a, b) => a + b, 0)).toBeCloseTo((losses.length * (losses.length + 1)) / 2);
        for (const [i, a] of losses.entries())
          for (const [j, b] of losses.entries()) expect(Math.sign(ranks[i]! - ranks[j]!)).toBe(Math.sign(a - b));
      }),
    );
  });

  it("normalized scores run from 1 for the least loss to 0, which failures have as well", () => {
    expect(normalizedOf([2, 1, 3, Number.POSITIVE_INFINITY])).toEqual([0.5, 1, 0, 0]);
    expect(normalizedOf([4, 4])).toEqual([1, 1]);
  });

  const line = (dataset: string, split: number, contestant: string, about: object): Line => ({
    ...{ dataset, split, contestant },
    ...about,
  });
  const lines = [
    line("a", 0, "x", { accuracy: 0.9 }),
    line("a", 0, "y", { failed: "once" }),
    line("a", 0, "y", { accuracy: 0.8 }),
    line("b", 0, "x", { rmse: 2, cpu: 3 }),
    line("b", 0, "y", { failed: "again" }),
    line("b", 1, "x", { rmse: 9 }),
  ];

  it("higher accuracy and lower rmse win; the last line counts; splits that not all were tried on do not", () => {
    const { datasets, contenders } = standingOf(lines);
    expect(datasets).toEqual([
      { name: "a", metric: "accuracy", splits: 1 },
      { name: "b", metric: "rmse", splits: 1 },
    ]);
    expect(contenders.map(({ contestant, rank, failures }) => [contestant, rank.value, failures])).toEqual([
      ["x", 1, 0],
      ["y", 2, 1],
    ]);
    expect(contenders[0]!.scores).toEqual({ a: 0.9, b: 2 });
    expect(printed(standingOf(lines))).toContain("| y | 2.00 [2.00, 2.00] | 0.00 [0.00, 0.00] | .800 | failed |");
  });
});
