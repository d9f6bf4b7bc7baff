import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textUnits, tokensOf } from "../../../src/data/index.ts";

/** The share of three-word runs that two texts of lower-case words have in common. */
function jaccard(a: string, b: string): number {
  const runs = (text: string): Set<string> => {
    const words = tokensOf(text);
    if (words.length < 3) return new Set([words.join(" ")]);
    return new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(" ")));
  };
  const [x, y] = [runs(a), runs(b)];
  const both = [...x].filter((run) => y.has(run)).length;
  return both / (x.size + y.size - both);
}

/** What textUnits says, by comparing every pair. */
function byPairs(texts: readonly string[]): number[] {
  const units = texts.map((_, row) => row);
  for (const [i, a] of texts.entries())
    for (const [j, b] of texts.slice(0, i).entries()) {
      const [x, y] = [units[i]!, units[j]!];
      if (x !== y && jaccard(a, b) >= 0.8)
        for (const [k, unit] of units.entries()) if (unit === Math.max(x, y)) units[k] = Math.min(x, y);
    }
  return units;
}

const words = Array.from({ length: 200 }, (_, i) => `w${i}`);
const text = fc.array(fc.constantFrom(...words), { maxLength: 40 });
/** Some texts, and copies of them with a few words replaced, most of them near the threshold. */
const texts = fc
  .tuple(
    fc.array(text, { minLength: 1, maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(40), fc.nat(3)), { maxLength: 12 }),
  )
  .map(([originals, copies]) => [
    ...originals.map((all) => all.join(" ")),
    ...copies.map(([of, at, length]) => {
      const all = [...originals[of % originals.length]!];
      all.splice(at, length, ...Array.from({ length }, () => "other"));
      return all.join(" ");
    }),
  ]);

describe("units of texts", () => {
  it("are what comparing every pair gives", () => {
    fc.assert(
      fc.property(texts, (all) => {
        expect([...textUnits(all)]).toEqual(byPairs(all));
      }),
      { numRuns: 300 },
    );
  });

  it("ignore case, punctuation and how letters are composed", () => {
    expect([...textUnits(["Été! a b", "x", "e\u0301te\u0301 ... A,b", "été a", "", " - "])]).toEqual([
      0, 1, 2, 3, 4, 4,
    ]);
    expect([...textUnits(["Été a b", "x", "e\u0301te\u0301 ... A,b", "été a", "", " - "])]).toEqual([0, 1, 0, 3, 4, 4]);
  });

  it("merge equal texts however many look alike", () => {
    const alike = Array.from({ length: 60 }, (_, i) => `${"a b c d e f g h ".repeat(3)} ${i} ${i}`);
    const units = textUnits([...alike, ...alike]);
    expect([...units.slice(60)]).toEqual([...units.slice(0, 60)]);
  });

  it("of no texts are none", () => expect(textUnits([])).toEqual(new Int32Array(0)));
});
