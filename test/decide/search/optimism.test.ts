import { describe, expect, it } from "vitest";
import { fold, keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import {
  createStudy,
  importanceOf,
  optimismOf,
  parseSpace,
  type Row,
  samplers,
} from "../../../src/decide/search/index.ts";

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const row = (id: number, scores: readonly number[], source = "tpe"): Row => ({
  id,
  source,
  scores,
  score: mean(scores),
  state: "done",
  values: {},
  assignment: {},
  rival: null,
  outcomes: [],
  asked: [],
});

describe("the optimism of the best", () => {
  /** Trials with these true losses, folds with effects of their own, noise of deviation 1. */
  function simulated(
    truths: readonly number[],
    folds: number,
    random: Random,
  ): { rows: Row[]; truth: (id: number) => number } {
    const effects = Array.from({ length: folds }, () => random.normal());
    const rows = truths.map((t, id) =>
      row(
        id,
        effects.map((effect) => t + effect + random.normal()),
      ),
    );
    return { rows, truth: (id) => truths[id]! + mean(effects) };
  }

  it.each([
    ["all alike", (): number => 0],
    ["spread like the noise", (random: Random): number => Math.abs(random.normal())],
    ["a few good ones, a heavy tail of bad ones", (random: Random): number => 3 * Math.log(1 - random.uniform()) ** 2],
  ])("is what it is in the mean over simulated searches: %s", (name, draw) => {
    const random = randomOf(fold(keyOf(11), name));
    const pairs = Array.from({ length: 300 }, () => {
      const { rows, truth } = simulated(
        Array.from({ length: 40 }, () => draw(random)),
        5,
        random,
      );
      const estimate = optimismOf(rows, "lower");
      const best = rows.reduce((a, b) => (b.score < a.score ? b : a));
      expect(estimate.corrected).toBeCloseTo(best.score + estimate.optimism, 12);
      return { estimate: estimate.optimism, truth: truth(best.id) - best.score };
    });
    const truth = mean(pairs.map((pair) => pair.truth));
    expect(truth).toBeGreaterThan(0.5);
    expect(mean(pairs.map((pair) => pair.estimate)) / truth).toBeGreaterThan(0.85);
    expect(mean(pairs.map((pair) => pair.estimate)) / truth).toBeLessThan(1.15);
  });

  it("says why it cannot tell, and mirrors for scores where higher is better", () => {
    expect(optimismOf([], "lower").note).toMatch(/no trial/u);
    expect(optimismOf([row(0, [1])], "lower")).toMatchObject({ trials: 1, optimism: Number.NaN });
    const rows = [row(0, [1, 5, 3]), row(1, [2, 2, 6]), row(2, [4, 1, 3])];
    const mirrored = rows.map(({ id, scores }) =>
      row(
        id,
        scores.map((s) => -s),
      ),
    );
    expect(optimismOf(mirrored, "higher").optimism).toBe(optimismOf(rows, "lower").optimism);
    expect(optimismOf(mirrored, "higher").corrected).toBe(-optimismOf(rows, "lower").corrected);
    // Best: trial 2, mean 8/3. Without fold 0, 1, 2 the choice is trial 2, 0, 1, which score 4, 5, 6 there.
    expect(optimismOf(rows, "lower").optimism).toBeCloseTo((4 + 5 + 6) / 3 - 8 / 3, 12);
  });
});

describe("importance", () => {
  const space = parseSpace({ a: [0, 1, "linear"], b: [1e-4, 1, "log"], c: ["x", "y"], d: [0, 1, "linear"] });

  it("comes near the shares of variance that a known function has", () => {
    const study = createStudy({ space, key: keyOf(2), better: "lower", sampler: samplers.halton(), budget: 250 });
    for (let next = study.ask(); next.status === "run"; next = study.ask()) {
      const { a, b, c } = next.values as { a: number; b: number; c: string };
      const u = 1 + Math.log10(b) / 4;
      study.tell(next.id, 0, 3 * a + (c === "x" ? 4 * (u - 0.5) : 0));
    }
    // Var(3a) = 9/12; b has 2 (u − ½) of its own, 4/12, and ± 2 (u − ½) with c, 4/12.
    const { own, pairs, trials } = importanceOf(space, study.rows(), { better: "lower", key: keyOf(1) });
    const share = Object.fromEntries(own.map((one) => [one.name, one.share]));
    expect(trials).toBe(250);
    expect(own[0]!.name).toBe("a");
    expect(Math.abs(share["a"]! - 9 / 17)).toBeLessThan(0.08);
    expect(Math.abs(share["b"]! - 4 / 17)).toBeLessThan(0.08);
    expect(Math.max(share["c"]!, share["d"]!)).toBeLessThan(0.03);
    expect(pairs[0]!.names).toEqual(["b", "c"]);
    expect(Math.abs(pairs[0]!.share - 4 / 17)).toBeLessThan(0.1);
  });

  it("is nothing without trials or differences", () => {
    expect(importanceOf(space, [], { better: "lower", key: keyOf(1) }).own.map(({ share }) => share)).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
