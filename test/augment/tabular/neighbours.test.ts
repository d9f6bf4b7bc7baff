import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import { nearestRows } from "../../../src/augment/tabular/neighbours.ts";

/** All distances of one row, sorted: the definition. */
function bruteForce(
  x: Float32Array,
  width: number,
  query: number,
  k: number,
  extra: (row: number) => number = () => 0,
): number[] {
  const rows = x.length / width;
  const distance = (row: number): number => {
    let sum = extra(row);
    for (let c = 0; c < width; c++) sum += (x[row * width + c]! - x[query * width + c]!) ** 2;
    return sum;
  };
  return Array.from({ length: rows }, (_, row) => ({ row, d: distance(row) }))
    .filter(({ row }) => row !== query)
    .sort((a, b) => a.d - b.d || a.row - b.row)
    .slice(0, k)
    .map(({ row }) => row);
}

describe("nearest rows", () => {
  it("are those of all pairwise distances, equals by row number, for any rows, width and k", () => {
    const table = fc.record({
      rows: fc.integer({ min: 2, max: 300 }),
      width: fc.integer({ min: 1, max: 13 }),
      k: fc.integer({ min: 1, max: 12 }),
      seed: fc.nat(),
      grid: fc.constantFrom(2, 5, 1000),
    });
    fc.assert(
      fc.property(table, ({ rows, width, k, seed, grid }) => {
        const random = randomOf(keyOf(seed));
        const x = Float32Array.from({ length: rows * width }, () => random.below(grid) - grid / 2);
        const few = Math.min(k, rows - 1);
        const found = nearestRows({ x, rows, width }, few);
        for (let row = 0; row < rows; row += 7)
          expect(Array.from(found.subarray(row * few, (row + 1) * few))).toEqual(bruteForce(x, width, row, few));
      }),
      { numRuns: 60 },
    );
  });

  /** Tables that integer codes fit badly. */
  const hard: Readonly<Record<string, (random: Random, row: number, column: number) => number>> = {
    "far from zero": (random) => 1e6 + random.below(64) / 16,
    "one column of another unit": (random, _, c) => random.normal() * (c === 0 ? 1e5 : 1),
    "constant columns": (random, _, c) => (c % 3 === 0 ? random.normal() : 7.5),
    "all rows equal": () => 0.1,
    "few different rows": (random) => random.below(2),
    "one row far out": (random, row) => (row === 3 ? 1e9 : random.normal()),
    "heavy tails": (random) => random.normal() / random.uniform() ** 3,
    "mostly zero": (random) => (random.uniform() < 0.97 ? 0 : random.normal()),
    denormal: (random) => random.normal() * 1e-40,
    huge: (random) => random.normal() * 1e37,
    "two far clusters": (random, row) => (row % 2) * 1e4 + random.normal(),
    sorted: (_, row, c) => row + c / 7,
  };
  it.each(Object.entries(hard))("are those of all pairwise distances, but for ties: %s", (_, draw) => {
    for (const [rows, width, k] of [
      [333, 3, 5],
      [200, 20, 1],
      [150, 1, 100],
      [90, 37, 7],
    ] as const) {
      const random = randomOf(keyOf(rows));
      const x = Float32Array.from({ length: rows * width }, (__, i) => draw(random, Math.floor(i / width), i % width));
      const apart = (a: number, b: number): number => {
        let sum = 0;
        for (let c = 0; c < width; c++) sum += (x[a * width + c]! - x[b * width + c]!) ** 2;
        return sum;
      };
      const queries = Int32Array.from({ length: rows }, (__, i) => i).filter((i) => i % 9 < 2);
      const found = nearestRows({ x, rows, width }, k);
      const some = nearestRows({ x, rows, width }, k, queries);
      for (const [i, row] of queries.entries()) {
        const mine = found.subarray(row * k, row * k + k);
        expect(some.subarray(i * k, i * k + k)).toEqual(mine);
        expect(new Set([...mine, row]).size).toBe(k + 1);
        const best = bruteForce(x, width, row, k).map((other) => apart(row, other));
        const wrong = best.filter((d, rank) => !(Math.abs(apart(row, mine[rank]!) - d) <= 1e-14 * width * d));
        expect(wrong).toEqual([]);
      }
    }
  });

  it("of some rows are those among all, in the order asked", () => {
    const random = randomOf(keyOf(3));
    const x = Float32Array.from({ length: 900 }, () => random.normal());
    const whole = nearestRows({ x, rows: 300, width: 3 }, 4);
    const queries = Int32Array.from([250, 3, 77, 299]);
    const some = nearestRows({ x, rows: 300, width: 3 }, 4, queries);
    for (const [i, row] of queries.entries())
      expect(some.subarray(i * 4, i * 4 + 4)).toEqual(whole.subarray(row * 4, row * 4 + 4));
  });

  it("count each differing category with the penalty", () => {
    const random = randomOf(keyOf(4));
    const [rows, width] = [200, 2];
    const x = Float32Array.from({ length: rows * width }, () => random.below(64));
    const codes = Int32Array.from({ length: rows * 3 }, () => random.below(3));
    const found = nearestRows({ x, rows, width }, 5, undefined, { codes, width: 3, penalty: 100 });
    for (let row = 0; row < rows; row++) {
      const extra = (other: number): number =>
        [0, 1, 2].filter((c) => codes[row * 3 + c] !== codes[other * 3 + c]).length * 100;
      expect(Array.from(found.subarray(row * 5, row * 5 + 5))).toEqual(bruteForce(x, width, row, 5, extra));
    }
  });
});
