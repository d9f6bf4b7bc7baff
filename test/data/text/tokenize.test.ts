import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARK, type Range, SIGN, SINGLE, WORD } from "../../../src/data/text/letters.ts";
import { tokenPattern, tokensOf } from "../../../src/data/index.ts";
import { canonical, eachToken } from "../../../src/data/text/tokenize.ts";

const SPACELESS = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"];
const single = new RegExp(`[${SPACELESS.map((script) => `\\p{Script=${script}}`).join("")}]`, "u");
const letter = /[\p{L}\p{N}]/u;
const mark = /\p{M}/u;
const sign = /[\p{Extended_Pictographic}\p{Sc}!?%]/u;

/** The tables by the engine's own knowledge of Unicode. */
const tests: readonly (readonly [string, readonly Range[], (c: string) => boolean])[] = [
  ["WORD", WORD, (c) => letter.test(c) && !single.test(c)],
  ["SINGLE", SINGLE, (c) => letter.test(c) && single.test(c)],
  ["MARK", MARK, (c) => mark.test(c)],
  ["SIGN", SIGN, (c) => sign.test(c) && !letter.test(c) && !mark.test(c)],
];

function rangesOf(isIn: (c: string) => boolean): Range[] {
  const ranges: [number, number][] = [];
  for (let code = 0; code < 0x110000; code++) {
    if ((code >= 0xd800 && code < 0xe000) || !isIn(String.fromCodePoint(code))) continue;
    if (ranges.at(-1)?.[1] === code - 1) ranges.at(-1)![1] = code;
    else ranges.push([code, code]);
  }
  return ranges;
}

/** Texts of all kinds of characters, with those that matter more often. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from("aZ9'’ \n\t-!?$éßİıŁж中かタกำ가ا👍❤️\u0301\u200d\ufe0f\u20e3\u00a0")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});

describe("tables of characters", () => {
  it.each(tests)("%s is what Unicode 17 says", (_, ranges, isIn) => {
    const [major = 0] = (process.versions["unicode"] ?? "").split(".").map(Number);
    const known = rangesOf(isIn);
    if (major === 17) expect(ranges).toEqual(known);
    const inside = new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (__, i) => from + i)));
    const missing = known
      .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (__, i) => from + i))
      .filter((code) => !inside.has(code));
    if (major <= 17) expect(missing).toEqual([]);
    expect(inside.size).toBeGreaterThan(100);
  });
});

describe("tokens", () => {
  it.each([
    ["", []],
    [" \t\n ... -- ", []],
    ["Don’t stop! It's rock'n'roll.", ["Don’t", "stop", "!", "It's", "rock'n'roll"]],
    ["'quoted' a'' 'b", ["quoted", "a", "b"]],
    ["well-known 1,000.5 x2", ["well", "known", "1", "000", "5", "x2"]],
    ["$5 for 50%?", ["$", "5", "for", "50", "%", "?"]],
    ["中文字 とカ", ["中", "文", "字", "と", "カ"]],
    ["か\u3099 กำ", ["か\u3099", "ก", "ำ"]],
    ["e\u0301te\u0301 \u0301x", ["e\u0301te\u0301", "x"]],
    ["مرحبا بالعالم", ["مرحبا", "بالعالم"]],
    ["I❤️U👍🏽", ["I", "❤", "U", "👍"]],
    ["a\ud800b\0c", ["a", "b", "c"]],
  ])("of %j", (text, tokens) => expect(tokensOf(text)).toEqual(tokens));

  it("are what the regular expression finds, in JavaScript", () => {
    const pattern = new RegExp(tokenPattern("javascript"), "gu");
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokensOf(text)).toEqual(text.match(pattern) ?? []);
      }),
      {
        numRuns: 2000,
      },
    );
  });

  it("stop after so many", () => {
    fc.assert(
      fc.property(anyText, fc.nat(8), (text, most) => {
        const first: string[] = [];
        eachToken(text, (token) => first.push(token), most);
        expect(first).toEqual(tokensOf(text).slice(0, most));
      }),
    );
  });
});

describe("the canonical form", () => {
  it.each([
    ["Don’t", "don't"],
    ["E\u0301TE\u0301", "été"],
    ["STRASSE", "strasse"],
    ["ΣΟΦΟΣ", "σοφο\u03c2"],
    ["İ", "i\u0307"],
  ])("of %j is %j", (token, word) => expect(canonical(token)).toBe(word));
});
