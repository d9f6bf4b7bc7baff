import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
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
