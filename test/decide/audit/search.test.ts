import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestSafe } from "../../../src/decide/audit/search.ts";

const PARAMETERS = { seed: 5, numRuns: 200 };

describe("the largest safe strength", () => {
  it("is where safety ends, found with a logarithm of the strengths and one check", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 64 }), fc.nat(), async (count, any) => {
        const safe = any % (count + 1);
        const asked = new Set<number>();
        const found = await largestSafe(count, async (place) => {
          asked.add(place);
          return place < safe;
        });
        expect(found).toEqual({ place: safe - 1, monotone: true });
        expect(asked.size).toBeLessThanOrEqual(Math.ceil(Math.log2(count + 1)) + 1);
        if (safe < count) expect(asked).toContain(safe);
        if (safe > 0) expect(asked).toContain(safe - 1);
      }),
      PARAMETERS,
    );
  });

  it("is only ever a strength that was asked and is safe, whatever the others are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), async (grid) => {
        const { place, monotone } = await largestSafe(grid.length, async (at) => grid[at]!);
        if (place >= 0) expect(grid[place]).toBe(true);
        if (!monotone) expect(grid.slice(0, place + 1).every(Boolean)).toBe(true);
      }),
      PARAMETERS,
    );
  });

  it("is sought from below where a weaker strength is worse than a stronger one", async () => {
    const grid = [true, true, false, true, true, true, true];
    expect(await largestSafe(grid.length, async (at) => grid[at]!)).toEqual({ place: 1, monotone: false });
  });
});
