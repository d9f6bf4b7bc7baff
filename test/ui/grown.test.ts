import fc from "fast-check";
import { expect, it } from "vitest";
import { grown } from "../../dashboard/src/chart/grown.ts";
import { smooth, thin } from "../../dashboard/src/chart/smooth.ts";
import { type Held, joined } from "../../dashboard/src/state/curves.ts";
import { columnsOf } from "../../src/serve/scan/curves.ts";

const maybe = fc.option(fc.double({ min: -100, max: 100, noNaN: true }), { nil: null, freq: 8 });
/** Two columns, as they come part by part. */
const parts = fc.array(fc.array(fc.tuple(maybe, maybe), { maxLength: 40 }), { minLength: 1, maxLength: 6 });
type Values = readonly (number | null)[];

it("what grows is smoothed and thinned as what was there at once", () => {
  fc.assert(
    fc.property(parts, fc.constantFrom(0, 0.6, 0.98), fc.integer({ min: 4, max: 60 }), (found, strength, limit) => {
      let [a, b]: [Values, Values] = [[], []];
      for (const part of found) {
        a = grown(
          a,
          part.map(([one]) => one),
        );
        b = grown(
          b,
          part.map(([, other]) => other),
        );
        const [wholeA, wholeB] = [[...a], [...b]];
        expect(smooth(a, strength)).toEqual(smooth(wholeA, strength));
        expect(thin([a, b], a.length, limit)).toEqual(thin([wholeA, wholeB], a.length, limit));
      }
    }),
  );
});

it("thinning keeps the ends, every lowest and highest value, and the order", () => {
  fc.assert(
    fc.property(fc.array(maybe, { minLength: 1, maxLength: 200 }), fc.integer({ min: 6, max: 80 }), (values, limit) => {
      const kept = thin([values], values.length, limit);
      expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1]);
      expect(kept).toEqual([...new Set(kept)].sort((x, y) => x - y));
      const numbers = (of: Values): number[] => of.filter((value) => value !== null);
      const shown = numbers(kept.map((i) => values[i]!));
      expect(Math.max(...shown)).toBe(Math.max(...numbers(values)));
      expect(Math.min(...shown)).toBe(Math.min(...numbers(values)));
    }),
  );
});

it("curves that come part by part are the curves of all lines", () => {
  const line = fc.record({
    recipe: fc.constantFrom("a", "b"),
    repeat: fc.integer({ min: 0, max: 1 }),
    epoch: fc.integer({ min: 1, max: 999 }),
    steps: fc.nat(999),
    improved: fc.boolean(),
    train: fc.record({ loss: fc.nat(9), metric: fc.nat(9) }),
    validation: fc.record({ loss: fc.nat(9), metric: fc.nat(9) }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.array(fc.nat(30), { maxLength: 4 }), (lines, cuts) => {
      const ends = [...cuts, 30].map((cut) => Math.min(cut, lines.length)).sort((x, y) => x - y);
      let [held, after]: [Held | undefined, number] = [undefined, 0];
      for (const end of ends) {
        const curves = columnsOf(lines.slice(after, end));
        held = joined(held, { after, lines: end, mark: "", curves });
        after = end;
      }
      expect(held!.curves).toEqual(columnsOf(lines));
    }),
  );
});
