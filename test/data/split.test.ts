import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, RegularizeError } from "../../src/core/index.ts";
import {
  batchCount,
  batches,
  DEFAULT_FRACTIONS,
  duplicateUnits,
  groupUnits,
  joinUnits,
  quantileStrata,
  sealTest,
  type SplitPlan,
  splitRows,
} from "../../src/data/index.ts";
import { categories, numbers, range, times } from "./make.ts";

interface Parts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

function split(rows: Int32Array, plan: SplitPlan, seed: number, repeat = 0): Parts {
  const { rest, test } = sealTest(rows, plan, DEFAULT_FRACTIONS, keyOf(seed));
  return { test, ...splitRows(rest, plan, DEFAULT_FRACTIONS, keyOf(seed), repeat) };
}

const parts = ({ train, validation, test }: Parts): Int32Array[] => [train, validation, test];
const tally = (rows: Int32Array, codes: Int32Array, n: number): number[] =>
  times(n, (code) => rows.filter((row) => codes[row] === code).length);

const strata = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 8, maxLength: 200 })
  .map((codes) => Int32Array.from(codes));
const units = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 30, maxLength: 200 })
  .map((ids) => Int32Array.from(ids));

describe("splits", () => {
  it("part the rows: none lost, none twice, none empty, each side in order", () => {
    fc.assert(
      fc.property(
        strata,
        units,
        fc.integer(),
        fc.constantFrom("strata", "units", "both", "time"),
        (codes, ids, seed, kind) => {
          const n =
            kind === "strata" ? codes.length : kind === "both" ? Math.min(codes.length, ids.length) : ids.length;
          fc.pre(kind === "strata" || kind === "time" || new Set(ids.subarray(0, n)).size >= 6);
          const plan: SplitPlan = {
            ...(kind === "strata" || kind === "both" ? { strata: codes } : {}),
            ...(kind === "units" || kind === "both" ? { units: ids } : {}),
            ...(kind === "time" ? { time: Float32Array.from(ids) } : {}),
          };
          const sides = parts(split(range(n), plan, seed));
          expect(sides.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual([...range(n)]);
          for (const side of sides) {
            expect(side.length).toBeGreaterThan(0);
            expect([...side]).toEqual([...side].sort((a, b) => a - b));
          }
        },
      ),
    );
  });

  it("keep every class's share within one row, and the size of each part exact", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 5, maxLength: 5 }),
        fc.integer(),
        (sizes, seed) => {
          const codes = Int32Array.from(sizes.flatMap((size, code) => times(size, () => code)));
          const { rest, test } = sealTest(range(codes.length), { strata: codes }, DEFAULT_FRACTIONS, keyOf(seed));
          expect(test.length).toBe(Math.round(codes.length * 0.2));
          for (const [code, n] of tally(test, codes, 5).entries())
            expect(Math.abs(n - 0.2 * sizes[code]!)).toBeLessThanOrEqual(1);
          const { validation } = splitRows(rest, { strata: codes }, DEFAULT_FRACTIONS, keyOf(seed), 3);
          expect(validation.length).toBe(Math.round(rest.length * 0.25));
          const left = tally(rest, codes, 5);
          for (const [code, n] of tally(validation, codes, 5).entries())
            expect(Math.abs(n - 0.25 * left[code]!)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("keep a class with one row in training", () => {
    const codes = Int32Array.from([1, ...times(50, () => 0)]);
    for (let seed = 0; seed < 50; seed++) expect(split(range(51), { strata: codes }, seed).train[0]).toBe(0);
  });

  it("never part a group or twins, whatever else is asked", () => {
    fc.assert(
      fc.property(units, strata, fc.integer(), (ids, codes, seed) => {
        fc.pre(new Set(ids).size >= 6);
        const padded = Int32Array.from(ids, (_, i) => codes[i % codes.length]!);
        for (const plan of [
          { units: ids },
          { units: ids, strata: padded },
          { units: ids, time: Float32Array.from(padded) },
        ]) {
          const sides = parts(split(range(ids.length), plan, seed));
          const seen = sides.map((rows) => new Set(rows.map((row) => ids[row]!)));
          for (const [a, b] of [
            [0, 1],
            [0, 2],
            [1, 2],
          ] as const)
            expect([...seen[a]!].every((id) => !seen[b]!.has(id))).toBe(true);
        }
      }),
    );
  });

  it("with small groups, come near the shares that were asked for", () => {
    const ids = Int32Array.from(times(1000, (i) => i >> 1));
    const codes = Int32Array.from(times(1000, (i) => (i % 10 < 3 ? 1 : 0)));
    const { test } = split(range(1000), { units: ids, strata: codes }, 1);
    expect(Math.abs(test.length - 200)).toBeLessThanOrEqual(4);
    expect(Math.abs(tally(test, codes, 2)[1]! - 60)).toBeLessThanOrEqual(4);
  });

  it("by time, put the latest rows into the test and the next into validation", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 5, maxLength: 80 }),
        fc.integer(),
        (cells, seed) => {
          const time = Float32Array.from(cells);
          const { train, validation, test } = split(range(time.length), { time }, seed);
          const at = (row: number): number => (Number.isNaN(time[row]!) ? Number.NEGATIVE_INFINITY : time[row]!);
          const ends = [train, validation, test].map((rows) => [...rows].map(at));
          expect(Math.max(...ends[0]!)).toBeLessThanOrEqual(Math.min(...ends[1]!));
          expect(Math.max(...ends[1]!)).toBeLessThanOrEqual(Math.min(...ends[2]!));
          expect(test.length).toBe(Math.max(1, Math.round(time.length * 0.2)));
        },
      ),
    );
  });

  it("are the same for the same seed; a repeat changes validation but never the test", () => {
    const codes = Int32Array.from(times(300, (i) => i % 3));
    const first = split(range(300), { strata: codes }, 7);
    expect(split(range(300), { strata: codes }, 7)).toEqual(first);
    const repeat = split(range(300), { strata: codes }, 7, 1);
    expect(repeat.test).toEqual(first.test);
    expect(repeat.validation).not.toEqual(first.validation);
    expect(split(range(300), { strata: codes }, 8).test).not.toEqual(first.test);
  });

  it("choose every row equally often", () => {
    const hits = new Float64Array(40);
    for (let seed = 0; seed < 2000; seed++) for (const row of split(range(40), {}, seed).test) hits[row]!++;
    // 2,000 draws at p = 0.2: standard deviation 17.9
    for (const n of hits) expect(Math.abs(n - 400)).toBeLessThan(5 * 17.9);
  });

  it("choose twins as often as single rows: they are the easier rows", () => {
    const units = Int32Array.from({ length: 100 }, (_, row) => (row < 20 ? row - (row % 2) : row));
    const strata = Int32Array.from({ length: 100 }, (_, row) => Math.floor(row / 2) % 2);
    let [twins, all] = [0, 0];
    for (let seed = 0; seed < 500; seed++)
      for (const row of split(range(100), { units, strata }, seed).test) {
        twins += row < 20 ? 1 : 0;
        all++;
      }
    expect(twins / all).toBeGreaterThan(0.17);
    expect(twins / all).toBeLessThan(0.23);
  });

  it("refuse what cannot be parted", () => {
    expect(() => split(range(1), {}, 1)).toThrow("1 row cannot be split");
    expect(() => split(range(2), {}, 1)).toThrow(/cannot be split/u);
    expect(() => split(range(9), { units: new Int32Array(9) }, 1)).toThrow("9 rows cannot be split");
    expect(() => sealTest(range(9), {}, { train: 0, validation: 0, test: 1 }, keyOf(1))).toThrow(/less than all/u);
  });

  it("say how many groups there are, and which are needed", () => {
    const refusal = (n: number, plan: SplitPlan): RegularizeError => {
      try {
        split(range(n), plan, 1);
      } catch (error) {
        if (error instanceof RegularizeError) return error;
      }
      throw new Error("nothing was refused");
    };
    const halves = Int32Array.from(times(1461, (i) => i % 2));
    const groups = refusal(1461, { units: halves, where: "made.csv", group: { name: "store", groups: 2 } });
    expect(groups).toMatchObject({
      ...{ code: "E206", where: "made.csv", message: "1,461 rows cannot be split: store has 2 groups" },
      ...{ expected: expect.stringContaining("at least 3 groups"), received: "2 groups" },
      todo: expect.stringContaining("--group"),
    });
    const joined = refusal(9, { units: new Int32Array(9), group: { name: "g", groups: 5 } });
    expect(joined.message).toMatch(/g has 5 groups, and rows that are equal in every feature join them into 1$/u);
    const twins = refusal(9, { units: new Int32Array(9), where: "made.csv" });
    expect(twins.message).toBe("9 rows cannot be split: all of them are equal in every feature");
    expect(`${twins.expected} ${twins.todo}`).not.toContain("group");
    expect(refusal(9, { units: Int32Array.from(times(9, (i) => i % 2)) }).message).toContain("only 2 of them differ");
    expect(refusal(2, {})).toMatchObject({ message: "2 rows cannot be split", received: "2 rows" });
    const uneven = refusal(102, { units: Int32Array.from(times(102, (i) => Math.max(0, i - 99))) });
    expect(uneven.message).toMatch(/^100 rows left for training and validation cannot be split/u);
  });
});

describe("units", () => {
  it("find exactly the rows whose cells are all equal", () => {
    const cells = fc.array(fc.tuple(fc.option(fc.constantFrom(0, -0, 1, 0.5)), fc.option(fc.constantFrom("a", "b"))), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(cells, (rows) => {
        const found = duplicateUnits(
          [
            numbers(
              "x",
              rows.map(([x]) => x),
            ),
            categories(
              "w",
              rows.map(([, w]) => w),
            ),
          ],
          rows.length,
        );
        const same = (a: number, b: number): boolean =>
          (rows[a]![0] === null ? rows[b]![0] === null : rows[a]![0] === rows[b]![0]) && rows[a]![1] === rows[b]![1];
        expect([...found]).toEqual(rows.map((_, row) => rows.findIndex((_other, first) => same(first, row))));
      }),
    );
  });

  it("of a group column leave rows without a value alone", () => {
    expect([...groupUnits(categories("g", ["a", null, "b", "a", null]))]).toEqual([0, 1, 2, 0, 4]);
    expect([...groupUnits(numbers("g", [5, null, 5, -0, 0]))]).toEqual([0, 1, 0, 3, 3]);
  });

  it("join into connected components", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 30 }), (pairs) => {
        const first = (k: 0 | 1): Int32Array =>
          Int32Array.from(pairs, (pair) => pairs.findIndex((other) => other[k] === pair[k]));
        const joined = joinUnits(first(0), first(1));
        for (const [i, a] of pairs.entries())
          for (const [j, b] of pairs.entries()) if (a[0] === b[0] || a[1] === b[1]) expect(joined[i]).toBe(joined[j]);
        const reach = pairs.map((_, i) => {
          const seen = new Set([i]);
          for (const k of seen)
            for (const [j, b] of pairs.entries()) if (b[0] === pairs[k]![0] || b[1] === pairs[k]![1]) seen.add(j);
          return Math.min(...seen);
        });
        expect([...joined]).toEqual(reach);
      }),
    );
  });
});

describe("quantileStrata", () => {
  it("cuts into equal parts and keeps equal values together", () => {
    const values = Float32Array.from(times(200, (i) => ((i * 37) % 200) + 0.5));
    expect(tally(range(200), quantileStrata(values), 10)).toEqual(times(10, () => 20));
    expect(new Set(quantileStrata(Float32Array.from(times(50, () => 3)))).size).toBe(1);
    expect([...quantileStrata(Float32Array.from(times(15, (i) => i)))]).toEqual(times(15, () => 0));
  });
});

describe("batches", () => {
  it("give every row once per epoch, in an order of the key", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 40 }), fc.integer(), (n, size, seed) => {
        const rows = range(n).map((i) => 3 * i);
        const all = [...batches(rows, size, { key: keyOf(seed) })];
        expect(all.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual([...rows]);
        expect(all.length).toBe(batchCount(n, size));
        expect(all.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
      }),
    );
    expect([...batches(range(50), 50, { key: keyOf(1) })]).not.toEqual([...batches(range(50), 50, { key: keyOf(2) })]);
  });

  it("keep the order without a key, and are views", () => {
    const rows = range(5);
    const all = [...batches(rows, 2)];
    expect(all.map((batch) => [...batch])).toEqual([[0, 1], [2, 3], [4]]);
    expect(all.every((batch) => batch.buffer === rows.buffer)).toBe(true);
  });

  it("drop a small last batch only when asked, and never the only one", () => {
    const sizes = (n: number, size: number, leastRows?: number): number[] =>
      [...batches(range(n), size, leastRows === undefined ? {} : { leastRows })].map((batch) => batch.length);
    expect(sizes(39, 16)).toEqual([16, 16, 7]);
    expect(sizes(39, 16, 8)).toEqual([16, 16]);
    expect(sizes(40, 16, 8)).toEqual([16, 16, 8]);
    expect(sizes(5, 16, 8)).toEqual([5]);
    expect(() => sizes(5, 0)).toThrow(/whole number/u);
  });
});
