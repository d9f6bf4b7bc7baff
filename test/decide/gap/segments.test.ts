import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import { type SegmentRows, segmentGaps } from "../../../src/decide/gap/index.ts";

const ROWS = { train: 300, validation: 160 };
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Segments by `cuts` columns of four values each, at random. */
function segmentsOf(random: Random, cuts: number): SegmentRows[] {
  return range(cuts).flatMap((cut) => {
    const value = {
      train: range(ROWS.train).map(() => random.below(4)),
      validation: range(ROWS.validation).map(() => random.below(4)),
    };
    return range(4).map((of) => ({
      ...{ name: String(of), by: `c${cut}` },
      train: range(ROWS.train).filter((row) => value.train[row] === of),
      validation: range(ROWS.validation).filter((row) => value.validation[row] === of),
    }));
  });
}

const wrongs = (random: Random, n: number, share: (row: number) => number): number[] =>
  range(n).map((row) => Number(random.uniform() < share(row)));

describe("segments", () => {
  it("of data where all overfit alike are called worse in at most 5 % of repetitions", () => {
    let [claims, claimsOfValues] = [0, 0];
    for (let repeat = 0; repeat < 200; repeat++) {
      const random = randomOf(fold(keyOf(7), repeat));
      const segments = segmentsOf(random, 3);
      const counts = {
        train: wrongs(random, ROWS.train, () => 0.02),
        validation: wrongs(random, ROWS.validation, () => 0.15),
      };
      const far = (n: number, scale: number): number[] => range(n).map(() => scale * Math.abs(random.normal()));
      const values = { train: far(ROWS.train, 1), validation: far(ROWS.validation, 2) };
      claims += Number(segmentGaps(segments, { ...counts, areCounts: true }).worse.length > 0);
      claimsOfValues += Number(segmentGaps(segments, { ...values, areCounts: false }).worse.length > 0);
    }
    // 5 % of 200, and two standard errors.
    expect(claims).toBeLessThanOrEqual(16);
    expect(claimsOfValues).toBeLessThanOrEqual(16);
  });

  it("find the one that overfits, with its gap inside the interval", () => {
    const random = randomOf(keyOf(3));
    const segments = segmentsOf(random, 3);
    const planted = new Set(Array.from(segments[2]!.validation));
    const { worse, looked } = segmentGaps(segments, {
      train: wrongs(random, ROWS.train, () => 0.02),
      validation: wrongs(random, ROWS.validation, (row) => (planted.has(row) ? 0.5 : 0.05)),
      areCounts: true,
    });
    expect(looked).toBe(12);
    expect(worse[0]).toMatchObject({ by: "c0", name: "2" });
    expect(worse[0]!.low).toBeLessThan(0.45);
    expect(worse[0]!.high).toBeGreaterThan(0.45);
  });

  it("that are too small are not looked at, and errors that never vary claim nothing", () => {
    const small = [{ name: "a", by: "c", train: range(19), validation: range(30) }];
    const still = {
      train: new Array<number>(100).fill(0),
      validation: new Array<number>(100).fill(0),
      areCounts: false,
    };
    expect(segmentGaps(small, still).looked).toBe(0);
    const large = [{ name: "a", by: "c", train: range(30), validation: range(30) }];
    expect(segmentGaps(large, still).segments[0]).toMatchObject({ excess: 0, p: 1 });
  });

  it("do not depend on the order of segments", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const random = randomOf(keyOf(seed));
        const segments = segmentsOf(random, 2);
        const errors = {
          train: wrongs(random, ROWS.train, () => 0.1),
          validation: wrongs(random, ROWS.validation, () => 0.3),
          areCounts: true,
        };
        const key = (of: ReturnType<typeof segmentGaps>): string[] =>
          of.segments.map(({ by, name, p }) => `${by} ${name} ${p.toFixed(9)}`).sort();
        expect(key(segmentGaps(segments.toReversed(), errors))).toEqual(key(segmentGaps(segments, errors)));
      }),
      { numRuns: 20 },
    );
  });
});
