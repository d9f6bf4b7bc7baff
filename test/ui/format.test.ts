import fc from "fast-check";
import { expect, it } from "vitest";
import { near, within } from "../../dashboard/src/chart/near.ts";
import { linear } from "../../dashboard/src/chart/scale.ts";
import { percent, setting, show } from "../../dashboard/src/text/format.ts";

const number = (text: string): number => Number(text.replaceAll("−", "-"));
const decimals = (text: string): number => text.split(".")[1]?.length ?? 0;

it("the ticks of an axis are read as what they are, each with as many decimals, but zero", () => {
  const ends = fc.tuple(
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    fc.double({ min: 0.01, max: 500, noNaN: true }),
  );
  fc.assert(
    fc.property(ends, fc.integer({ min: 2, max: 9 }), ([low, spread], count) => {
      const { ticks, text } = linear([low, low + spread], 0, 100, { count });
      const texts = ticks.map(text);
      for (const [i, shown] of texts.entries()) expect(number(shown)).toBeCloseTo(ticks[i]!, 9);
      expect(new Set(texts.filter((shown) => shown !== "0").map(decimals)).size).toBeLessThanOrEqual(1);
      expect(texts.join(""), "one kind of minus").not.toContain("-");
    }),
  );
  const { ticks, text } = linear([0.954, 0.963], 0, 1);
  expect(ticks.map(text)).toEqual([".9550", ".9575", ".9600", ".9625"]);
});

it("a small number below zero has one kind of minus", () => {
  expect([show(-3.2e-4), show(2.1e-4), setting(-3e-5)]).toEqual(["−3.2e−4", "2.1e−4", "−3e−5"]);
});

it("a share that is there is not shown as none, and none is not shown as some", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), (share) => {
      expect(percent(share)).not.toMatch(/^0(?:\.0)? %$/u);
    }),
  );
  expect([0, 1, 0.063, 0.0001, null].map((share) => percent(share))).toEqual(["0 %", "100 %", "6.3 %", "<0.1 %", "–"]);
});

it("one very bad score is left out of an axis, and ordinary ones never are", () => {
  const ordinary = fc.array(fc.double({ min: 0.8, max: 0.9, noNaN: true }), { minLength: 5, maxLength: 50 });
  fc.assert(
    fc.property(ordinary, (scores) => {
      const few = near(scores).length;
      expect(near([...scores, Number.NaN]).length).toBe(few);
      // More than half of the scores are within the median distance of the median.
      expect(few).toBeGreaterThan(scores.length / 2);
      const bad = near([...scores, -1e6]);
      if (new Set(scores).size === scores.length) expect(bad).not.toContain(-1e6);
      for (const score of bad) expect([...scores, -1e6]).toContain(score);
    }),
  );
  expect(near([0.81, 0.82, 0.83, 0.84, 0.85])).toHaveLength(5);
  const inside = within(10, 90);
  expect([inside(5), inside(50), inside(200)]).toEqual([
    { at: 10, arrow: "↑" },
    { at: 50, arrow: "" },
    { at: 90, arrow: "↓" },
  ]);
});
