import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, type Key, keyOf, randomOf } from "../../../src/core/index.ts";
import type { Known, Sampler } from "../../../src/decide/search/sampler/define.ts";
import { haltonPoint, primes } from "../../../src/decide/search/sampler/halton.ts";
import * as samplers from "../../../src/decide/search/sampler/index.ts";
import { grid, halton, random, tpe } from "../../../src/decide/search/sampler/index.ts";
import { type Ask, createStudy } from "../../../src/decide/search/study/index.ts";
import { mixtureOf, recency } from "../../../src/decide/search/sampler/parzen.ts";
import { goodCount, split } from "../../../src/decide/search/sampler/tpe.ts";
import {
  type Assignment,
  canonical,
  enumerate,
  isInside,
  parseSpace,
  type Space,
} from "../../../src/decide/search/space/index.ts";
import { functions } from "./functions.ts";
import { spaces } from "./spaces.ts";

/** Every sampler that there is: one that is added has to be made here, or the first test fails. */
const made: Readonly<Record<string, Sampler>> = {
  random: random(),
  halton: halton(),
  tpe: tpe({ startUps: 4 }),
  grid: grid(3),
};
const all = Object.values(made);

it("every sampler is held to the contract", () => {
  expect(Object.keys(made).toSorted()).toEqual(Object.keys(samplers).toSorted());
});

/** A search of n trials, every seventh failed and every fifth never told. */
function search(sampler: Sampler, space: Space, n: number, key: Key, loss: (values: Assignment) => number): Known[] {
  const trials: Known[] = [];
  for (let i = 0; i < n; i++) {
    const values = sampler.suggest(space, trials, key);
    if (values === undefined) break;
    const state = i % 7 === 6 ? "failed" : i % 5 === 4 ? "running" : "done";
    trials.push({ values, state, loss: state === "done" ? loss(values) : Number.NaN });
  }
  return trials;
}

const arbitraryLoss = (values: Assignment): number => randomOf(fold(keyOf(7), canonical(values))).uniform();

describe.each(all.map((sampler) => [sampler.name, sampler] as const))("%s", (_, sampler) => {
  it("stays inside the space and its gates, never repeats a listed point, and is a function of what it is given", () => {
    fc.assert(
      fc.property(spaces, fc.nat(1000), (space, seed) => {
        const trials = search(sampler, space, 20, keyOf(seed), arbitraryLoss);
        for (const { values } of trials) expect(isInside(space, values), canonical(values)).toBe(true);
        const before = trials.slice(0, 15);
        expect(sampler.suggest(space, before, keyOf(seed))).toEqual(sampler.suggest(space, before, keyOf(seed)));
        const points = enumerate(space, sampler.name === "grid" ? 3 : undefined);
        if (points === undefined) return;
        expect(new Set(trials.map(({ values }) => canonical(values))).size).toBe(trials.length);
        expect(trials.length).toBe(Math.min(20, points.length));
      }),
      { numRuns: 25 },
    );
  });

  it("of a study suggests the same whatever the order in which answers came, failures and NaN among them", () => {
    const space = parseSpace({ a: ["p", "q"], x: { low: 0, high: 9, when: { a: "p" } }, n: [1, 64, "log", "integer"] });
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), fc.nat(50), (order, seed) => {
        const outcome = (told: readonly number[]): unknown => {
          const study = createStudy({ space, sampler, key: keyOf(seed), better: "lower", lag: 8 });
          const asked = told.map(() => study.ask());
          for (const i of told) {
            const { id, fold: at, values } = asked[i] as Extract<Ask, { status: "run" }>;
            const score = i % 4 === 3 ? Number.NaN : arbitraryLoss(values as Assignment);
            study.tell(id, at, i % 4 === 2 ? { failed: "out of memory" } : score);
          }
          const next = study.ask();
          const rows = study.rows().map(({ values, state }) => [values, state]);
          for (const { values } of study.rows()) expect("x" in values).toBe(values["a"] === "p");
          expect(study.rows().filter(({ state }) => state === "failed")).toHaveLength(4);
          return [next, rows];
        };
        expect(outcome(order)).toEqual(outcome(order.toSorted((a, b) => a - b)));
      }),
      { numRuns: 10 },
    );
  });

  it("visits all of a small space and then says that nothing is left, constraints obeyed", () => {
    const space = parseSpace({
      parameters: { a: ["x", "y", "z"], n: { low: 1, high: 4, integer: true, when: { a: ["y", "z"] } }, b: "flag" },
      constraints: [{ forbid: { a: "x", b: true } }],
    });
    const trials = search(sampler, space, 100, keyOf(3), arbitraryLoss);
    expect(trials.map(({ values }) => canonical(values)).sort()).toEqual(
      enumerate(space, sampler.name === "grid" ? 3 : undefined)!
        .map(canonical)
        .sort(),
    );
  });
});

describe("Halton's sequence", () => {
  it("puts one of every b consecutive points into each b-th of an axis", () => {
    for (const [axis, base] of primes(5).entries()) {
      const cells = Array.from({ length: base * base }, (_, n) =>
        Math.floor(haltonPoint(n, axis, base, keyOf(1)) * base * base),
      );
      expect(new Set(cells).size).toBe(base * base);
    }
  });
});

describe("TPE", () => {
  it("counts a tenth as good, at most 25", () => {
    expect([0, 1, 10, 11, 100, 250, 999].map(goodCount)).toEqual([0, 1, 1, 2, 10, 25, 25]);
  });

  it("ranks pruned trials by their estimates; failed and running ones are never good", () => {
    const known = (state: Known["state"], loss: number, id: number): Known => ({ values: { id }, state, loss });
    const trials = [
      known("failed", Number.NaN, 0),
      known("pruned", 0.1, 1),
      known("done", 0.9, 2),
      known("running", Number.NaN, 3),
      ...Array.from({ length: 18 }, (_, i) => known("failed", Number.NaN, 4 + i)),
    ];
    const { good, others } = split(trials);
    expect(good.map(({ values }) => values["id"])).toEqual([1, 2]);
    expect(others).toHaveLength(20);
    const one = split(trials.slice(0, 4)).good;
    expect(one.map(({ values }) => values["id"])).toEqual([1]);
  });

  it("weighs trials by age as Optuna does", () => {
    expect([...recency(3)]).toEqual([1, 1, 1]);
    const weights = [...recency(28)];
    expect(weights.slice(0, 3)).toEqual([1 / 28, 1 / 28 + (1 - 1 / 28) / 2, 1]);
    expect(weights.slice(3)).toEqual(Array(25).fill(1));
  });

  it("has mixtures that integrate to 1 over numbers, whole numbers, choices and gates", () => {
    const space = parseSpace({
      a: ["p", "q"],
      x: { low: 1, high: 50, scale: "log", when: { a: "p" } },
      n: { low: 1, high: 9, scale: "log", integer: true },
    });
    const seen = [
      { a: "p", x: 3, n: 2 },
      { a: "q", n: 9 },
      { a: "p", x: 40, n: 1 },
    ];
    const mixture = mixtureOf(space, seen);
    const cells = 400;
    const step = Math.log(50) / cells;
    let total = 0;
    for (let n = 1; n <= 9; n++) {
      total += Math.exp(mixture.logDensity({ a: "q", n }));
      for (let i = 0; i < cells; i++)
        total += step * Math.exp(mixture.logDensity({ a: "p", x: Math.exp((i + 0.5) * step), n }));
    }
    expect(total).toBeCloseTo(1, 4);
  });

  it("draws from the density that it states", () => {
    const space = parseSpace({ a: ["p", "q", "r"], n: { low: 1, high: 4, integer: true } });
    const mixture = mixtureOf(space, [
      { a: "p", n: 4 },
      { a: "q", n: 4 },
      { a: "p", n: 3 },
    ]);
    const stream = randomOf(keyOf(5));
    const counts = new Map<string, number>();
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const drawn = canonical(mixture.sample(stream));
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    for (const values of enumerate(space)!) {
      const p = Math.exp(mixture.logDensity(values));
      const deviation = Math.sqrt((p * (1 - p)) / draws);
      expect(Math.abs((counts.get(canonical(values)) ?? 0) / draws - p)).toBeLessThan(4.5 * deviation);
    }
  });
});

interface Quartiles {
  readonly "50": readonly number[];
  readonly "100": readonly number[];
}
const optuna = JSON.parse(readFileSync(new URL("../../fixtures/search/optuna.json", import.meta.url), "utf8")) as {
  functions: Record<string, { tpe: Quartiles; random: Quartiles }>;
};

describe("TPE beside Optuna's multivariate TPE", () => {
  const SEEDS = 13;
  const medianAfter50 = (name: string): number => {
    const { space, loss } = functions[name]!;
    const found = Array.from({ length: SEEDS }, (_, seed) => {
      const noise = randomOf(fold(keyOf(seed), "noise"));
      const sampler = tpe();
      const trials: Known[] = [];
      let best = { seen: Number.POSITIVE_INFINITY, truth: 0 };
      for (let i = 0; i < 50; i++) {
        const values = sampler.suggest(space, trials, keyOf(seed))!;
        const { truth, noise: deviation } = loss(values);
        const seen = truth + deviation * noise.normal();
        trials.push({ values, state: "done", loss: seen });
        if (seen < best.seen) best = { seen, truth };
      }
      return best.truth;
    });
    return found.sort((a, b) => a - b)[Math.floor(SEEDS / 2)]!;
  };

  it.each(Object.keys(optuna.functions))(
    "%s: the median best of 50 trials lies within its quartiles or below",
    (name) => {
      const reference = optuna.functions[name]!;
      const median = medianAfter50(name);
      expect(median).toBeLessThan(reference.tpe["50"][2]!);
      if (name !== "rosenbrock2" && name !== "noisy") expect(median).toBeLessThan(reference.random["50"][0]!);
    },
  );
});
