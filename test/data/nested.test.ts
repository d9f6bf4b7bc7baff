import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/core/index.ts";
import { nestedRows } from "../../src/data/index.ts";

describe("nested rows", () => {
  const codes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 120 });
  const shares = fc.tuple(fc.double({ min: 0.02, max: 1, noNaN: true }), fc.double({ min: 0.02, max: 1, noNaN: true }));

  it("a smaller part is within every larger one, ascending, and of the size that was wanted", () => {
    fc.assert(
      fc.property(codes, shares, fc.integer(), (list, [one, other], seed) => {
        const strata = Int32Array.from(list);
        const rows = Int32Array.from(list, (_, i) => i).filter((i) => i % 3 !== 1);
        const used = new Set(Array.from(rows, (row) => strata[row]!)).size;
        const [small, large] = [Math.min(one, other), Math.max(one, other)].map((share) =>
          nestedRows(rows, share, strata, keyOf(seed)),
        ) as [Int32Array, Int32Array];
        expect([...small]).toEqual([...new Set(small)].sort((a, b) => a - b));
        expect(small.every((row) => large.includes(row))).toBe(true);
        expect(large.every((row) => rows.includes(row))).toBe(true);
        expect(small.length).toBe(Math.max(used, 1, Math.round(rows.length * Math.min(one, other))));
        for (const code of new Set(Array.from(rows, (row) => strata[row]!)))
          expect(small.some((row) => strata[row] === code)).toBe(true);
      }),
    );
  });

  it("keeps the shares of classes to within two rows, and another key keeps others", () => {
    const strata = Int32Array.from({ length: 400 }, (_, i) => (i % 10 < 3 ? 1 : 0));
    const rows = Int32Array.from(strata, (_, i) => i);
    for (const share of [1 / 16, 1 / 8, 1 / 4, 1 / 2]) {
      const part = nestedRows(rows, share, strata, keyOf(1));
      expect(Math.abs(part.filter((row) => strata[row] === 1).length - 0.3 * part.length)).toBeLessThanOrEqual(2);
    }
    expect([...nestedRows(rows, 0.25, strata, keyOf(1))]).not.toEqual([...nestedRows(rows, 0.25, strata, keyOf(2))]);
    expect(nestedRows(rows, 1, strata, keyOf(1))).toBe(rows);
  });
});
