import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import {
  choosePruned,
  type Judging,
  judgePairs,
  judgeParts,
  lastThatHolds,
  type PairLine,
  type PartLine,
  pairsThatMatter,
  pruningSteps,
  receiptSentence,
  verifyPruned,
  type WithoutPart,
} from "../../../src/decide/receipt/index.ts";

const TEST_FRACTION = 1 / 3;
const judging: Judging = { metric: { title: "AUC", better: "higher" }, testFraction: TEST_FRACTION, margin: 0.015 };

/**
 * Scores of a variant over J repeats that share rows: √ρ of the noise is that of the rows, the same in every repeat, and ρ = n_test / (n_test +
 * n_train); each repeat also has a difficulty that all variants share.
 */
function scoresWith(random: Random, mean: number, difficulty: readonly number[]): number[] {
  const rho = TEST_FRACTION / (1 + TEST_FRACTION);
  const rows = Math.sqrt(rho) * random.normal();
  return difficulty.map((d) => mean + d + 0.01 * (rows + Math.sqrt(1 - rho) * random.normal()));
}

interface Simulated {
  readonly parts: PartLine[];
  readonly pairs: PairLine[];
}

/** A whole receipt on simulated scores: each part brings `worth`, and pairs what their parts bring together. */
function simulate(seed: number, worth: readonly number[], repeats = 12): Simulated {
  const random = randomOf(keyOf(seed));
  const difficulty = Array.from({ length: repeats }, () => 0.02 * random.normal());
  const full = scoresWith(random, 0.8, difficulty);
  const measured = worth.map(
    (w, i): WithoutPart => ({ name: `p${i}`, scores: scoresWith(random, 0.8 - w, difficulty) }),
  );
  const parts = judgeParts(full, measured, judging);
  const { pairs } = pairsThatMatter(parts, (a, b) => a === "p0" && b === "p1", 6);
  const worthOf = (name: string): number => worth[Number(name.slice(1))]!;
  const found = pairs.map((pair) => ({
    pair,
    scores: scoresWith(random, 0.8 - worthOf(pair[0]) - worthOf(pair[1]), difficulty),
  }));
  return { parts, pairs: judgePairs(full, measured, found, judging) };
}

const claims = ({ parts, pairs }: Simulated): boolean =>
  parts.some(({ kind }) => kind === "helps" || kind === "hurts") || pairs.some(({ kind }) => kind !== "none");

describe("what a receipt claims", () => {
  it("of nothing: one receipt in twenty at most has even one false claim, parts and pairs together", () => {
    const runs = 1000;
    let wrong = 0;
    let looked = 0;
    for (let seed = 0; seed < runs; seed++) {
      const found = simulate(seed, [0, 0, 0, 0, 0, 0]);
      looked += found.pairs.length;
      if (claims(found)) wrong++;
    }
    // Two standard errors above 5 % of 1,000 would be 64: the bound is the promise itself.
    expect(wrong / runs).toBeLessThanOrEqual(0.05);
    expect(looked / runs).toBeGreaterThan(1);
  });

  it("of one part that is worth four times the noise of a score: nearly always, and of no other", () => {
    const runs = 300;
    const found = Array.from({ length: runs }, (_, seed) => simulate(5000 + seed, [0.04, 0, 0, 0, 0]).parts);
    const power = found.filter(([real]) => real!.kind === "helps").length / runs;
    const others = found.filter(([, ...rest]) => rest.some(({ kind }) => kind === "helps" || kind === "hurts")).length;
    expect(power).toBeGreaterThan(0.85);
    expect(others / runs).toBeLessThanOrEqual(0.06);
  });

  it("its 95 % interval of an effect holds the truth in 93 to 97 % of receipts", () => {
    const runs = 1000;
    const hits = Array.from({ length: runs }, (_, seed) => {
      const { low, high } = simulate(9000 + seed, [0.004]).parts[0]!.effect!;
      return low <= 0.004 && high >= 0.004;
    }).filter(Boolean).length;
    expect(hits / runs).toBeGreaterThan(0.93);
    expect(hits / runs).toBeLessThan(0.97);
  });
});

describe("parts", () => {
  const base = [0.8, 0.81, 0.79, 0.82, 0.8, 0.81];
  const less = (by: readonly number[]): number[] => base.map((score, i) => score - by[i % by.length]!);

  it("are told apart: keep, drop, hurts, can't tell, needed, idle", () => {
    const lines = judgeParts(
      base,
      [
        { name: "dropout", scores: less([0.05, 0.052, 0.049]) },
        { name: "l2", scores: less([0.001, -0.001, 0.002]), seconds: 0.4 },
        { name: "noise", scores: less([-0.05, -0.051, -0.049]) },
        { name: "decay", scores: less([0.03, -0.02, 0.05]) },
        { name: "batch norm", scores: [], failed: "E403 loss became NaN" },
        { name: "label smoothing", scores: [], idle: "changes nothing: regression has no classes" },
      ],
      judging,
    );
    expect(lines.map(({ kind }) => kind)).toEqual(["helps", "negligible", "hurts", "cannotTell", "needed", "idle"]);
    expect(lines.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^dropout \+\.050 ± \.\d+ AUC: keep$/u),
      expect.stringMatching(/^l2 \+.* AUC: no effect that 6 repeats can show, drop it$/u),
      expect.stringMatching(/^noise -\.050 ± .* AUC: hurts, drop it$/u),
      expect.stringMatching(/^decay .*: can't tell: /u),
      "batch norm: without it training fails (E403 loss became NaN): keep",
      "label smoothing: changes nothing: regression has no classes: drop it",
    ]);
    expect(lines[1]!.seconds).toBe(0.4);
    expect(choosePruned(lines, [], judging)).toEqual(["noise", "l2"]);
  });

  it("turn with the metric's direction, and with nothing else", () => {
    const parts = fc.array(fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 5, maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, (effects) => {
        const full = [0.5, 0.6, 0.7, 0.6, 0.5];
        const of = (sign: number, better: "higher" | "lower") =>
          judgeParts(
            full.map((score) => sign * score),
            effects.map((effect, i) => ({ name: `p${i}`, scores: full.map((s, r) => sign * (s - effect[r]!)) })),
            { ...judging, metric: { title: "m", better } },
          );
        const [up, down] = [of(1, "higher"), of(-1, "lower")];
        expect(down.map(({ kind }) => kind)).toEqual(up.map(({ kind }) => kind));
        for (const [i, { effect }] of up.entries()) expect(down[i]!.effect!.mean).toBeCloseTo(-effect!.mean, 12);
      }),
      { numRuns: 60 },
    );
  });

  it("without a signal nothing is claimed and nothing is dropped", () => {
    const lines = judgeParts(base, [{ name: "dropout", scores: less([0.05, 0.052, 0.049]) }], judging, {
      signal: false,
    });
    expect(lines[0]!.kind).toBe("cannotTell");
    expect(choosePruned(lines, [], judging)).toEqual([]);
    const words = { name: "mine", repeats: 6, signal: false, baseline: { score: 0.5, title: "AUC" }, steps: [] };
    expect(receiptSentence(lines, words)).toMatch(/^no signal: validation never beats guessing/u);
  });

  it("a tie in every repeat is a tie, one difference alone tells nothing", () => {
    const [same, constant] = judgeParts(
      base,
      [
        { name: "a", scores: base },
        { name: "b", scores: less([0.01]) },
      ],
      judging,
    );
    expect(same).toMatchObject({ kind: "negligible", effect: { mean: 0, low: 0, high: 0, p: 1, adjusted: 1 } });
    expect(constant).toMatchObject({ kind: "cannotTell" });
    expect(judgeParts([0.8], [{ name: "a", scores: [0.7] }], judging)[0]!.kind).toBe("cannotTell");
    const two = [{ name: "a", scores: [0.8, 0.8001] }];
    expect(judgeParts([0.8, 0.8], two, judging)[0]!.kind).toBe("cannotTell");
    expect(verifyPruned([0.8, 0.8], [0.8, 0.8001], judging).holds).toBe(false);
  });
});

describe("pairs", () => {
  const noise = (seed: number, size = 0.001): number[] => {
    const random = randomOf(keyOf(seed));
    return Array.from({ length: 12 }, () => size * random.normal());
  };
  const at = (level: number, seed: number): number[] => noise(seed).map((e) => level + e);
  const pairOf = (full: number, a: number, b: number, neither: number): PairLine =>
    judgePairs(
      at(full, 1),
      [
        { name: "a", scores: at(a, 2) },
        { name: "b", scores: at(b, 3) },
      ],
      [{ pair: ["a", "b"], scores: at(neither, 4) }],
      judging,
    )[0]!;

  it("substitutes, partners, rivals and strangers", () => {
    expect(pairOf(0.8, 0.8, 0.8, 0.74)).toMatchObject({ kind: "substitutes", keepsOne: true });
    expect(pairOf(0.85, 0.8, 0.8, 0.8)).toMatchObject({ kind: "partners", keepsOne: true });
    expect(pairOf(0.75, 0.8, 0.8, 0.75)).toMatchObject({ kind: "rivals", keepsOne: false });
    expect(pairOf(0.8, 0.799, 0.8, 0.8)).toMatchObject({ kind: "none", keepsOne: false });
    expect(pairOf(0.8, 0.8, 0.8, 0.74).interaction!.mean).toBeCloseTo(-0.06, 2);
  });

  it("of substitutes the one that brings more stays", () => {
    const line = (name: string, mean: number): PartLine => ({
      ...{ name, kind: "negligible", sentence: "" },
      effect: { mean, se: 0.001, low: mean - 0.002, high: mean + 0.002, p: 0.5, adjusted: 1 },
    });
    const parts = [line("a", 0.002), line("b", 0.001), line("c", 0)];
    expect(choosePruned(parts, [pairOf(0.8, 0.8, 0.8, 0.74)], judging)).toEqual(["c", "b"]);
    expect(choosePruned(parts, [], judging)).toEqual(["c", "b", "a"]);
  });

  it("those looked at are known ones and those that may both go, never more than allowed", () => {
    const kinds = fc.array(fc.constantFrom("helps", "hurts", "negligible", "cannotTell", "idle"), { maxLength: 8 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 10 }), (list, most) => {
        const effect = { mean: 0, se: 1, low: -1, high: 1, p: 1, adjusted: 1 };
        const parts = list.map(
          (kind, i): PartLine => ({ name: `p${i}`, kind, sentence: "", ...(kind === "idle" ? {} : { effect }) }),
        );
        const known = (a: string, b: string): boolean => a === "p0" && b === "p1";
        const { pairs, candidates } = pairsThatMatter(parts, known, most);
        const measured = list.filter((kind) => kind !== "idle").length;
        expect(2 * candidates).toBe(measured ** 2 - measured);
        expect(pairs.length).toBeLessThanOrEqual(most);
        expect(new Set(pairs.map((pair) => pair.join())).size).toBe(pairs.length);
        for (const [a, b] of pairs) {
          const of = [a, b].map((name) => list[Number(name.slice(1))]);
          expect(known(a, b) || of.every((kind) => kind === "hurts" || kind === "negligible")).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("the pruned recipe", () => {
  it("that is worse by the whole margin is let through in one case of twenty at most", () => {
    const runs = 1000;
    const passed = Array.from({ length: runs }, (_, seed) => {
      const random = randomOf(keyOf(20_000 + seed));
      const difficulty = Array.from({ length: 12 }, () => 0.02 * random.normal());
      const full = scoresWith(random, 0.8, difficulty);
      return verifyPruned(full, scoresWith(random, 0.8 - judging.margin, difficulty), judging).holds;
    }).filter(Boolean).length;
    expect(passed / runs).toBeLessThanOrEqual(0.065);
    expect(passed / runs).toBeGreaterThan(0.02);
  });

  it("says how many repeats, and by how much it may be worse", () => {
    const full = [0.8, 0.82, 0.79, 0.81];
    const good = verifyPruned(full, [0.801, 0.819, 0.791, 0.811], judging);
    expect(good).toMatchObject({ holds: true });
    expect(good.sentence).toMatch(/^no worse on 4 fresh repeats \(.*; at most \.015 AUC was allowed\)$/u);
    const bad = verifyPruned(full, [0.7, 0.75, 0.7, 0.72], judging);
    expect(bad).toMatchObject({ holds: false });
    expect(bad.sentence).toMatch(/^not shown to be as good on 4 fresh repeats/u);
    const rmse = { ...judging, metric: { title: "RMSE", better: "lower" as const } };
    expect(verifyPruned(full, [0.7, 0.75, 0.7, 0.72], rmse).holds).toBe(true);
    expect(verifyPruned([0.8], [0.8], judging).holds).toBe(false);
  });

  it("is tried by nested steps, and the last of those that hold from the first on is used", () => {
    expect(pruningSteps([])).toEqual([]);
    expect(pruningSteps(["a"])).toEqual([["a"]]);
    expect(pruningSteps(["a", "b", "c"])).toEqual([
      ["a", "b"],
      ["a", "b", "c"],
    ]);
    const step = (holds?: boolean) => (holds === undefined ? {} : { verified: { holds } });
    const [yes, no, unknown] = [step(true), step(false), step()];
    expect(lastThatHolds([yes, yes])).toBe(yes);
    expect(lastThatHolds([yes, no])).toBe(yes);
    expect(lastThatHolds([no, yes])).toBeUndefined();
    expect(lastThatHolds([unknown, yes])).toBeUndefined();
    expect(lastThatHolds([])).toBeUndefined();
  });

  it("is told with what stays although it shows no effect alone", () => {
    const line = (name: string, kind: PartLine["kind"]): PartLine => ({ name, kind, sentence: "" });
    const parts = [
      line("dropout", "helps"),
      line("l2", "negligible"),
      line("ema", "negligible"),
      line("sam", "cannotTell"),
    ];
    const words = { name: "mine", repeats: 12, signal: true, baseline: { score: 0.5, title: "AUC" } };
    const verified = (holds: boolean) => ({
      ...{ holds, limit: 0, repeats: 12, effect: { mean: 0, se: 0, low: 0, high: 0, p: 1 } },
      sentence: holds ? "no worse" : "not shown to be as good",
    });
    const [half, all] = pruningSteps(["l2", "ema"]) as [string[], string[]];
    const told = (...steps: readonly boolean[]): string =>
      receiptSentence(parts, {
        ...words,
        steps: steps.map((of, i) => ({ dropped: [half, all][i]!, verified: verified(of) })),
      });
    expect(told(true, true)).toBe("keep dropout; drop l2 and ema: no worse; can't tell with 12 repeats: sam");
    expect(told(true, false)).toBe(
      "keep dropout; drop l2: no worse; no effect shown of ema alone, but also without it not shown to be as good: it stays; can't tell with 12 repeats: sam",
    );
    expect(told(false, true)).toBe(
      "keep dropout; no effect shown of l2 and ema alone, but without them not shown to be as good: they stay; can't tell with 12 repeats: sam",
    );
  });
});
