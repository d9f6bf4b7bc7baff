import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixed, formatOf, percent } from "../../src/observe/report/write/format.ts";
import { type Box, placeLabels } from "../../src/observe/report/draw/labels.ts";
import { drawable, extent, linear, logarithmic, withoutOutliers } from "../../src/observe/report/draw/scale.ts";
import { thin } from "../../src/observe/report/draw/thin.ts";

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
/** The number that a label shows. */
const read = (label: string): number => Number(label.replace("−", "-"));

describe("scales", () => {
  const pair = fc.tuple(
    fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
  );

  it("ticks lie within the domain, at equal steps, and say what they are", () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 3, max: 8 }), ([low, span], count) => {
        const { at, ticks } = linear([low, low + span], [0, 100], count);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        for (const { value, label } of ticks) {
          expect(at(value)).toBeGreaterThan(-0.01);
          expect(at(value)).toBeLessThan(100.01);
          expect(Math.abs(read(label) - value)).toBeLessThan(span / 1000);
        }
        expect(at(low)).toBeCloseTo(0, 6);
        expect(at(low + span)).toBeCloseTo(100, 6);
      }),
    );
  });

  it("has at least two ticks where a step lies just above a round number", () => {
    const low = -0.10060110060060076;
    expect(linear([low, low + 0.6006006006006007], [0, 100], 3).ticks.map(({ label }) => label)).toEqual([
      "0",
      ".2",
      ".4",
    ]);
  });

  it("equal ratios are equally far apart on a logarithmic scale", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1e3, noNaN: true }),
        fc.double({ min: 30, max: 1e9, noNaN: true }),
        (low, ratio) => {
          const { at, ticks } = logarithmic([low, low * ratio], [0, 100]);
          expect(at(low * Math.sqrt(ratio))).toBeCloseTo(50, 6);
          expect(ticks.length).toBeGreaterThanOrEqual(1);
          expect(ticks.length).toBeLessThanOrEqual(9);
          for (const { value, label } of ticks) expect(read(label) / value).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it("an extent is never empty and holds every value that can be drawn", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        const [low, high] = extent(values);
        expect(high > low).toBe(true);
        for (const value of values.filter(drawable)) expect(value >= low && value <= high).toBe(true);
      }),
    );
  });

  it("outliers are left out, equal values are not", () => {
    expect(withoutOutliers([1, 2, 3, 4, 1000, Number.NaN], 8)).toEqual([1, 2, 3, 4]);
    expect(withoutOutliers([5, 5, 5, 6], 8)).toEqual([5, 5, 5, 6]);
  });
});

describe("labels", () => {
  it("touch neither each other nor a point, and stay inside", () => {
    const bounds = { x: 0, y: 0, width: 400, height: 300 };
    const anchor = fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      width: fc.integer({ min: 20, max: 120 }),
    });
    fc.assert(
      fc.property(
        fc.array(
          anchor.map((a) => ({ ...a, top: a.y - 9, bottom: a.y + 9 })),
          { maxLength: 30 },
        ),
        (anchors) => {
          const places = placeLabels(anchors, bounds);
          expect(places.length).toBe(anchors.length);
          const found = places.filter((place) => place !== undefined);
          found.forEach((place, i) => {
            expect(found.slice(i + 1).some((other) => overlap(place, other))).toBe(false);
            expect(anchors.some(({ x, y }) => overlap(place, { x: x - 3, y: y - 3, width: 6, height: 6 }))).toBe(false);
            expect(place.x >= 0 && place.y >= 0 && place.x + place.width <= 400 && place.y + place.height <= 300).toBe(
              true,
            );
          });
        },
      ),
    );
  });

  it("a dozen recipes in a cloud all get one", () => {
    const anchors = Array.from({ length: 12 }, (_, i) => ({
      x: 60 + 24 * i,
      y: 60 + ((i * 37) % 120),
      top: 40,
      bottom: 90,
      width: 90,
    }));
    expect(placeLabels(anchors, { x: 0, y: 0, width: 460, height: 280 }).every((place) => place !== undefined)).toBe(
      true,
    );
  });
});

describe("thin", () => {
  it("keeps the ends, the lowest, the highest and the breaks of a line, in order and unchanged", () => {
    const height = fc.oneof(
      { weight: 20, arbitrary: fc.double({ noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    fc.assert(
      fc.property(
        fc.array(height, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 20, max: 100 }),
        (heights, limit) => {
          const points = heights.map((y, x): [number, number] => [x, y]);
          const kept = thin(points, limit);
          const breaks = points.filter(([, y]) => !Number.isFinite(y)).length;
          expect(kept.length).toBeLessThanOrEqual(Math.max(limit + 4, 4) + breaks);
          expect([...kept]).toEqual(points.filter((p) => kept.includes(p)));
          expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
          const finite = (list: readonly (readonly [number, number])[]): number[] =>
            list.map(([, y]) => y).filter(Number.isFinite);
          expect(Math.min(...finite(kept))).toBe(Math.min(...finite(points)));
          expect(Math.max(...finite(kept))).toBe(Math.max(...finite(points)));
        },
      ),
    );
  });
});

describe("numbers", () => {
  it("are written as people write them", () => {
    expect([0.8431, -0.004, -0.0001, 0, 1234.5, -1e6, Number.NaN, 0.9999].map((x) => fixed(x, 3, true))).toEqual([
      ".843",
      "−.004",
      ".000",
      ".000",
      "1,234.500",
      "−1,000,000.000",
      "–",
      "1.000",
    ]);
    expect(fixed(1e300, 2)).toBe("1.00e+300");
    expect(fixed(-0.25, 2)).toBe("−0.25");
    expect([0, 1, 0.634, 0.0004, 0.034, 0.9999, 0.95].map(percent)).toEqual([
      "0 %",
      "100 %",
      "63 %",
      "< 0.1 %",
      "3.4 %",
      "> 99.9 %",
      "95.0 %",
    ]);
  });

  it("have three decimals or digits, and more where the standard error needs them", () => {
    const decimals = (task: string, mean: number, se: number): number => {
      const recipe = { name: "", train: mean, validation: { mean, se }, gap: 0, zeros: 0, epochs: 0, scores: [] };
      return formatOf({ task, recipes: [recipe] }).decimals;
    };
    expect([0.06, 0.006, 0.0019, 1e-9, Number.NaN].map((se) => decimals("binary", 0.8, se))).toEqual([3, 3, 3, 5, 3]);
    expect([612, 61.2, 1, 0.99, 0.2].map((mean) => decimals("regression", mean, Number.NaN))).toEqual([0, 1, 3, 3, 3]);
    expect([12, 0.4, 0.04, 1e-5].map((se) => decimals("regression", 612, se))).toEqual([0, 1, 2, 2]);
    expect(formatOf({ task: "regression", recipes: [] }).score(0.5)).toBe(".500");
  });
});
