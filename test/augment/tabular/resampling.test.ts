import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/core/index.ts";
import {
  adasyn,
  borderlineSmote,
  randomOverSampler,
  randomUnderSampler,
  type Resampled,
  smote,
  smotenc,
  type TrainingFold,
  trainingFold,
} from "../../../src/augment/tabular/index.ts";
import { type Augmentation, augmented } from "../../../src/augment/index.ts";
import { roundEven } from "../../../src/augment/tabular/balance.ts";
import { cloud, errorOf, foldOf, labelled } from "./support.ts";

const sizesOf = ({ labels }: Resampled, classes: number): number[] =>
  Array.from({ length: classes }, (_, label) => labels.filter((l) => l === label).length);

const rowOf = ({ x, width }: { x: Float32Array; width: number }, row: number): Float32Array =>
  x.subarray(row * width, (row + 1) * width);

/** Whether p lies on the segment a–b, but for rounding to float32. */
function onSegment(p: Float32Array, a: Float32Array, b: Float32Array): boolean {
  const side = b.map((v, c) => v - a[c]!);
  const at = p.reduce((sum, v, c) => sum + (v - a[c]!) * side[c]!, 0) / (side.reduce((s, v) => s + v * v, 0) || 1);
  return at >= -1e-4 && at <= 1 + 1e-4 && p.every((v, c) => Math.abs(v - a[c]! - at * side[c]!) < 1e-4);
}

const samplers: Readonly<Record<string, Augmentation<TrainingFold, Resampled>>> = {
  smote: smote(),
  borderlineSmote: borderlineSmote(),
  adasyn: adasyn(),
  randomOverSampler: randomOverSampler(),
};

describe("resamplers", () => {
  const { x, y } = cloud([200, 60, 25], 4, 1);
  const fold = foldOf(x, y);

  it.each(["smote", "borderlineSmote", "randomOverSampler"] as const)("%s balances exactly", (name) => {
    expect(sizesOf(augmented(samplers[name]!, fold, keyOf(1)), 3)).toEqual([200, 200, 200]);
  });

  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4, 2],
    [2.6, 3],
    [0, 0],
  ])("shares of %s are rounded to %s, as NumPy does", (share, rounded) => expect(roundEven(share)).toBe(rounded));

  it("ADASYN balances but for the rounding of each row's share", () => {
    const [most, ...others] = sizesOf(augmented(adasyn(), fold, keyOf(1)), 3);
    expect(most).toBe(200);
    expect(Math.abs(others[0]! - 200)).toBeLessThanOrEqual(30);
    expect(Math.abs(others[1]! - 200)).toBeLessThanOrEqual(13);
  });

  it.each([
    [0.5, [200, 100, 100]],
    [0.2, [200, 60, 40]],
    [0.1, [200, 60, 25]],
  ] as const)("ratio %s brings smaller classes there and leaves larger ones alone", (ratio, sizes) => {
    expect(sizesOf(augmented(smote(ratio), fold, keyOf(1)), 3)).toEqual(sizes);
    expect(sizesOf(augmented(randomOverSampler(ratio), fold, keyOf(1)), 3)).toEqual(sizes);
  });

  it.each([
    [1, [25, 25, 25]],
    [0.5, [50, 50, 25]],
    [0.2, [125, 60, 25]],
  ] as const)("under-sampling at ratio %s keeps at most smallest / ratio, each row once", (ratio, sizes) => {
    const made = augmented(randomUnderSampler(ratio), fold, keyOf(2));
    expect(sizesOf(made, 3)).toEqual(sizes);
    const sources = made.parents.filter((_, i) => i % 2 === 0);
    expect(new Set(sources).size).toBe(made.rows);
    expect(sources.toSorted()).toEqual(sources);
    for (const [row, source] of sources.entries()) expect(Array.from(rowOf(made, row))).toEqual(x[source]);
  });

  it.each(["smote", "borderlineSmote", "adasyn"] as const)(
    "%s keeps the fold and lies on segments between rows of one class",
    (name) => {
      const made = augmented(samplers[name]!, fold, keyOf(3));
      expect(made.x.subarray(0, fold.x.length)).toEqual(fold.x);
      for (let row = made.kept; row < made.rows; row++) {
        const [a, b] = [made.parents[row * 2]!, made.parents[row * 2 + 1]!];
        expect([y[a], y[b]]).toEqual([made.labels[row], made.labels[row]]);
        expect(a).not.toBe(b);
        expect(onSegment(rowOf(made, row), rowOf(fold, a), rowOf(fold, b))).toBe(true);
      }
    },
  );

  it.each(Object.entries({ ...samplers, randomUnderSampler: randomUnderSampler() }))(
    "%s: the same key gives the same rows, another key others; drawn values are plain data",
    (_, sampler) => {
      const of = (seed: number): Resampled => {
        return sampler.apply(fold, structuredClone(sampler.sample(keyOf(seed), fold)));
      };
      expect(of(5)).toEqual(of(5));
      expect(of(6).x).not.toEqual(of(5).x);
    },
  );

  it("steps are uniform and neighbours equally likely", () => {
    const { step, base, neighbour } = smote().sample(keyOf(7), foldOf(...pair(cloud([6000, 20], 3, 2))));
    const sorted = step.toSorted();
    const distance = Math.max(...sorted.map((u, i) => Math.abs(u - (i + 0.5) / sorted.length)));
    expect(distance, "Kolmogorov–Smirnov at 0.1 %").toBeLessThan(1.95 / Math.sqrt(step.length));
    const pairs = new Map<string, number>();
    for (const [i, row] of base.entries()) {
      const name = `${row} ${neighbour[i]}`;
      pairs.set(name, (pairs.get(name) ?? 0) + 1);
    }
    expect(pairs.size).toBe(20 * 5);
    const expected = step.length / 100;
    const chi = [...pairs.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi, "χ² of 99 degrees at 0.1 %").toBeLessThan(148.3);
  });

  it("no row of validation is ever a parent, nor does it move a new row", () => {
    const split = fc.record({ seed: fc.nat(), share: fc.double({ min: 0.3, max: 0.8, noNaN: true }) });
    fc.assert(
      fc.property(split, ({ seed, share }) => {
        const { x, y } = cloud([90, 30], 3, seed);
        const data = labelled(x, y);
        const training = Int32Array.from(y.keys()).filter((row) => (row * 0.618034 + seed * 0.1) % 1 < share);
        const inTraining = new Set(training);
        const changed = { ...data, x: data.x.map((v, i) => (inTraining.has(Math.floor(i / 3)) ? v : v + 100)) };
        const each: Augmentation<TrainingFold, Resampled>[] = [
          smote({ k: 2 }),
          adasyn({ k: 3 }),
          randomOverSampler(),
          randomUnderSampler(),
        ];
        for (const sampler of each) {
          const run = (from: typeof data): Resampled => {
            const fold = trainingFold(from, training);
            return augmented(sampler, fold, keyOf(seed));
          };
          const made = run(data);
          expect(made.parents.every((row) => inTraining.has(row))).toBe(true);
          expect(run(changed).x).toEqual(made.x);
        }
      }),
      { numRuns: 30 },
    );
  });
});

const pair = ({ x, y }: { x: number[][]; y: number[] }): [number[][], number[]] => [x, y];

describe("what resamplers refuse", () => {
  const { x, y } = cloud([40, 4], 3, 5);

  it("fewer rows than k + 1, naming the k that works, which then does", () => {
    const fold = foldOf(x, y);
    const error = errorOf(() => smote().sample(keyOf(1), fold));
    expect(error).toMatchObject({ code: "E235", where: "smote.k", received: "4", todo: "k: 3 works" });
    expect(error.expected).toBe("at least 6 rows in class c1");
    expect(sizesOf(augmented(smote({ k: 3 }), fold, keyOf(1)), 2)).toEqual([40, 40]);
    expect(errorOf(() => adasyn().sample(keyOf(1), fold)).code).toBe("E235");
    expect(errorOf(() => smotenc().sample(keyOf(1), foldOf(x, y, [0]))).code).toBe("E235");
    const tiny = foldOf(x.slice(0, 8), [0, 0, 0, 0, 0, 0, 0, 1]);
    expect(errorOf(() => smote().sample(keyOf(1), tiny)).todo).toContain("randomOverSampler");
    expect(
      errorOf(() => borderlineSmote({ k: 1 }).sample(keyOf(1), foldOf(x.slice(0, 8), [0, 0, 0, 0, 0, 1, 1, 0]))).where,
    ).toBe("borderlineSmote.m");
  });

  it("NaN and infinities, with the place; copies do not mind", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const holed = x.map((row, i) => (i === 2 ? [row[0]!, bad, row[2]!] : row));
      const fold = foldOf(holed, y);
      for (const sampler of [
        smote({ k: 2 }),
        borderlineSmote({ k: 2 }),
        adasyn({ k: 2 }),
        randomOverSampler({ shrinkage: 1 }),
      ])
        expect(errorOf(() => sampler.sample(keyOf(1), fold))).toMatchObject({
          code: "E233",
          where: "training row 3, column 2",
        });
      expect(sizesOf(augmented(randomOverSampler(), fold, keyOf(1)), 2)).toEqual([40, 40]);
    }
  });

  it("categories in what interpolates, and SMOTENC without both kinds", () => {
    const fold = foldOf(x, y, [1]);
    for (const sampler of [
      smote({ k: 2 }),
      borderlineSmote({ k: 2 }),
      adasyn({ k: 2 }),
      randomOverSampler({ shrinkage: 1 }),
    ]) {
      const error = errorOf(() => sampler.sample(keyOf(1), fold));
      expect(error).toMatchObject({ code: "E234", received: "categories in column 2" });
      expect(error.todo).toContain("smotenc");
    }
    expect(errorOf(() => smotenc({ k: 2 }).sample(keyOf(1), foldOf(x, y))).todo).toContain("use smote");
    expect(errorOf(() => smotenc({ k: 2 }).sample(keyOf(1), foldOf(x, y, [0, 1, 2]))).todo).toContain(
      "randomOverSampler",
    );
  });

  it("regression, rows without a class, rows that are not there", () => {
    const data = labelled(x, y);
    const rows = Int32Array.from([0, 1, 2]);
    expect(errorOf(() => trainingFold({ ...data, task: { kind: "regression" } }, rows)).code).toBe("E231");
    const missing = { ...data, targets: data.targets.map((v, i) => (i === 1 ? Number.NaN : v)) };
    expect(errorOf(() => trainingFold(missing, rows))).toMatchObject({ code: "E232", where: "training row 2" });
    expect(errorOf(() => trainingFold(data, Int32Array.from([99]))).message).toContain("no such row");
  });

  it("one class, and no rows", () => {
    const same = x.map(() => 1);
    const one = foldOf(x, same);
    const none = trainingFold(labelled(x, y), new Int32Array(0));
    for (const sampler of [...Object.values(samplers), randomUnderSampler()]) {
      const error = errorOf(() => sampler.sample(keyOf(1), one));
      expect(error).toMatchObject({ code: "E239", received: `${x.length} rows, all of class c1` });
      expect(error.todo).toContain("stratified");
      expect(errorOf(() => sampler.sample(keyOf(1), none))).toMatchObject({ code: "E239", received: "no rows" });
    }
    expect(errorOf(() => smotenc().sample(keyOf(1), foldOf(x, same, [0]))).code).toBe("E239");
  });

  it("k of as many rows as there are or more, and k that is no number of rows", () => {
    const fold = foldOf(x, y);
    for (const k of [4, 40, 100])
      for (const sampler of [smote({ k }), adasyn({ k })])
        expect(errorOf(() => sampler.sample(keyOf(1), fold))).toMatchObject({ code: "E235", todo: "k: 3 works" });
    for (const k of [0, 101, 2.5, Number.NaN]) expect(() => smote({ k })).toThrow(/smote\.k/u);
  });

  it("borders and hardness that do not exist", () => {
    const far = [
      ...x.slice(0, 40).map((row) => row.map((v) => v / 10)),
      ...x.slice(0, 12).map((row) => row.map((v) => v / 10 + 1000)),
    ];
    const fold = foldOf(
      far,
      far.map((_, i) => (i < 40 ? 0 : 1)),
    );
    expect(errorOf(() => borderlineSmote().sample(keyOf(1), fold))).toMatchObject({ code: "E236", todo: "use smote" });
    expect(errorOf(() => adasyn().sample(keyOf(1), fold))).toMatchObject({ code: "E236", todo: "use smote" });
  });

  it("labelled data in place of a fold, by type", () => {
    const data = labelled(x, y);
    // @ts-expect-error: only trainingFold makes a fold
    expect(() => smote().sample(keyOf(1), data)).toThrow();
  });
});
