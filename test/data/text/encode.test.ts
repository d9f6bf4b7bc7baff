import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fitText,
  textEncoder,
  textRows,
  type TextSpec,
  tokensOf,
  vocabularyOf,
  vocabularySize,
} from "../../../src/data/index.ts";
import { canonical } from "../../../src/data/text/tokenize.ts";

interface Fixture {
  readonly texts: readonly string[];
  readonly held: readonly string[];
  readonly cases: readonly {
    readonly pairs: boolean;
    readonly minimumTexts: number;
    readonly names: readonly string[];
    /** Entries that are not zero, by feature. */
    readonly rows: readonly (readonly (readonly [number, number])[])[];
  }[];
}
const fixture = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../fixtures/text/tfidf.json"), "utf8"),
) as Fixture;

const encoded = (spec: TextSpec, text: string): Float32Array => {
  const encoder = textEncoder(spec);
  const out = new Float32Array(encoder.width);
  encoder.encode(text, out);
  return out;
};

const word = fc.constantFrom(..."a A b B Don't don’t DON'T ß SS ss iPhone İx é E\u0301 中 ! ?".split(" "));
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(" "));
const texts = fc.array(text, { minLength: 1, maxLength: 12 }).filter((all) => tokensOf(all.join(" ")).length > 0);

describe("TF-IDF", () => {
  it.each(fixture.cases)("is scikit-learn's: pairs $pairs, in at least $minimumTexts texts", (c) => {
    const { pairs, minimumTexts, names, rows } = c;
    const { spec } = fitText(fixture.texts, { column: "t", encoding: "tfidf", pairs, minimumTexts });
    const ours = [...spec.words, ...spec.pairs.map(([a, b]) => `${spec.words[a]} ${spec.words[b]}`)];
    expect(ours.toSorted()).toEqual(names.toSorted());
    for (const [i, text] of [...fixture.texts, ...fixture.held].entries()) {
      const row = encoded(spec, text);
      const expected = new Float64Array(names.length);
      for (const [feature, value] of rows[i]!) expected[ours.indexOf(names[feature]!)] = value;
      for (const [k, value] of row.entries()) expect(value).toBeCloseTo(expected[k]!, 6);
    }
  });
});

describe("fitting", () => {
  it("keeps the words of most texts, pairs only with their words, and no word of too few texts", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 8 }), (all, maximumWords) => {
        const { spec } = fitText(all, { column: "t", encoding: "tfidf", pairs: true, minimumTexts: 1, maximumWords });
        expect(spec.words.length + spec.pairs.length).toBe(spec.frequencies.length);
        expect(spec.frequencies.length).toBeLessThanOrEqual(maximumWords);
        const has = (w: string): number => all.filter((one) => tokensOf(one).some((t) => canonical(t) === w)).length;
        expect(spec.words.map(has)).toEqual(spec.frequencies.slice(0, spec.words.length));
        const every = [...new Set(all.flatMap(tokensOf).map(canonical))];
        const least = Math.min(...spec.frequencies);
        for (const w of every) if (!spec.words.includes(w)) expect(has(w)).toBeLessThanOrEqual(least);
        for (const pair of spec.pairs) for (const at of pair) expect(spec.words[at]).toBeDefined();
      }),
    );
  });

  it("reads as many words as 95 % of the texts have, and tells how many are cut", () => {
    const all = Array.from({ length: 100 }, (_, i) => "a ".repeat(i + 1));
    const { spec, notices } = fitText(all, { column: "t" });
    expect(spec.tokens).toBe(95);
    expect(notices.map((notice) => notice.text)).toEqual([
      "t: 95 words are read of a text; 5 % of the texts are longer",
    ]);
    expect(fitText(all, { column: "t", maximumTokens: 10 }).spec.tokens).toBe(10);
    expect(fitText(["a", "a"], { column: "t" })).toMatchObject({ spec: { tokens: 1 }, notices: [] });
  });

  it("refuses texts without a word that several share", () => {
    const code = expect.objectContaining({ code: "E250", message: expect.stringContaining('"t"') });
    expect(() => fitText(["", " ... "], { column: "t" })).toThrow(code);
    expect(() => fitText(["one", "two"], { column: "t" })).toThrow(code);
    expect(fitText(["one", "two"], { column: "t", minimumTexts: 1 }).spec.words).toEqual(["one", "two"]);
  });
});

describe("codes", () => {
  it("are those of the canonical words, whatever the way to write them was", () => {
    fc.assert(
      fc.property(texts, (all) => {
        const { spec } = fitText(all, { column: "t", minimumTexts: 1, maximumTokens: 1000 });
        for (const one of all) {
          const expected = tokensOf(one).map((token) => 2 + spec.words.indexOf(canonical(token)));
          expect([...encoded(spec, one)].slice(0, expected.length)).toEqual(expected.slice(0, spec.tokens));
        }
      }),
    );
  });

  it("know the usual ways to write a word that were never seen", () => {
    const { spec } = fitText(["don't été straße", "don't été straße"], { column: "t" });
    const codes = vocabularyOf(spec);
    const of = (...forms: string[]): (number | undefined)[] => forms.map((form) => codes.get(form));
    expect(new Set(of("don't", "Don't", "DON'T", "don’t", "DON’T"))).toEqual(new Set([2]));
    expect(new Set(of("été", "ÉTÉ", "e\u0301te\u0301", "E\u0301te\u0301"))).toEqual(new Set([3]));
    expect(new Set(of("straße", "Straße", "STRASSE"))).toEqual(new Set([4]));
    expect(codes.get("dON't")).toBeUndefined();
  });

  it("of a word that looks like another in upper case are its own", () => {
    const { spec } = fitText(["ß ß", "ß ss", "SS ss"], { column: "t", minimumTexts: 1 });
    expect(spec.words).toEqual(["ß", "ss"]);
    expect([...encoded(spec, "SS ß")].slice(0, 2)).toEqual([3, 2]);
  });

  it("end in padding, and unknown words have a code of their own", () => {
    const { spec } = fitText(["a b c d", "a b c d"], { column: "t" });
    expect([...encoded(spec, "a zzz")]).toEqual([2, 1, 0, 0]);
    expect([...encoded(spec, "")]).toEqual([0, 0, 0, 0]);
    expect([...encoded(spec, "d ".repeat(250_000))]).toEqual([5, 5, 5, 5]);
    expect(vocabularySize(spec)).toBe(6);
  });
});

describe("rows of texts", () => {
  it.each(["tokens", "tfidf"] as const)(
    "%s: gather what encode writes, in any order, after a JSON round trip",
    (encoding) => {
      fc.assert(
        fc.property(texts, fc.array(fc.nat(11), { maxLength: 9 }), (all, order) => {
          const { spec } = fitText(all, { column: "t", encoding, pairs: true, minimumTexts: 1 });
          const again = JSON.parse(JSON.stringify(spec)) as TextSpec;
          const rows = Int32Array.from(order, (i) => i % all.length);
          const stored = textRows(again, all);
          const { width } = textEncoder(spec);
          expect(stored.length).toBe(all.length * width);
          const out = new Float32Array(rows.length * width + 3).fill(7);
          void stored.gather(rows, out);
          const expected = Array.from(rows, (row) => [...encoded(spec, all[row]!)]).flat();
          expect([...out]).toEqual([...expected, 7, 7, 7]);
        }),
      );
    },
  );

  it("hold a text of 1 MB", () => {
    const big = Array.from({ length: 140_000 }, (_, i) => `word${i % 40_000}`).join(" ");
    const { spec } = fitText([big], { column: "t", encoding: "tfidf", pairs: true, minimumTexts: 1 });
    expect(big.length).toBeGreaterThan(1e6);
    expect(spec.frequencies.length).toBe(20_000);
    const norm = encoded(spec, big).reduce((sum, v) => sum + v * v, 0);
    expect(norm).toBeCloseTo(1, 4);
  });
});
