import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDistinct } from "../../src/data/distinct.ts";
import { ranked } from "../../src/data/preprocess/ranks.ts";

const values = fc
  .array(fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, 1 + 2 ** -20, 5)), {
    minLength: 1,
    maxLength: 200,
  })
  .map((numbers) => Float32Array.from(numbers));

describe("values by rank", () => {
  it("are those of the sorted values, without sorting", () => {
    fc.assert(
      fc.property(values, (given) => {
        const at = ranked(
          given,
          Array.from(given, (_, rank) => rank),
        );
        expect(Array.from(given, (_, rank) => at(rank))).toEqual([...given.slice().sort()]);
      }),
    );
  });
});

describe("different values", () => {
  it("are as many as a set has, few or too many for one table", () => {
    const many = Float32Array.from({ length: 40_000 }, (_, i) =>
      i % 3 === 0 ? i / 7 : i % 5 === 0 ? Number.NaN : (i % 1000) * 1e10,
    );
    for (const given of [many, many.subarray(0, 9000), many.subarray(0, 100), new Float32Array(20_000).fill(0.5)])
      expect(countDistinct(given)).toBe(new Set(given.filter((value) => !Number.isNaN(value))).size);
    expect(countDistinct(Float32Array.of(-3, 0, -0, 3, 3), { min: -3, max: 3 })).toBe(3);
    expect(countDistinct(Float32Array.of(0, -0, 0.5))).toBe(2);
  });
});
