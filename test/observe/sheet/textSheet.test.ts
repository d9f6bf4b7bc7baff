import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { width as columnsOf } from "../../../src/core/text.ts";
import { difference, type Piece, type Token, tokensOf } from "../../../src/observe/sheet/text/diff.ts";
import {
  ansiMarks,
  type TextSheet,
  textSheet,
  textSheetHtml,
  textSheetPng,
  textSheetSvg,
} from "../../../src/observe/sheet/index.ts";
import { HOSTILE } from "./hostile.ts";

const words = (list: readonly string[]): Token[] => list.map((text) => ({ text, spaced: true }));
const textsOf = (pieces: readonly Piece[], ...kinds: readonly Piece["kind"][]): string[] =>
  pieces.filter(({ kind }) => kinds.includes(kind)).flatMap(({ tokens }) => tokens.map(({ text }) => text));

/** Length of the longest common subsequence by trying every subset of `a`: slow and sure. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let best = 0;
  for (let chosen = 0; chosen < 2 ** a.length; chosen++) {
    const part = a.filter((_, i) => (chosen >> i) & 1);
    let next = 0;
    for (const word of b) if (word === part[next]) next++;
    if (next === part.length) best = Math.max(best, part.length);
  }
  return best;
}

const sheetOf = (source: string, ...copies: readonly string[]): TextSheet => ({
  ...{ title: "Texts", data: "mail.csv", seed: 42, command: "regularize augment mail.csv --out sheet.txt" },
  rows: [{ name: "ham", source, copies: copies.map((text, i) => ({ operation: `operation ${i + 1}`, text })) }],
});

describe("difference", () => {
  const list = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 });

  it("gives back both texts, keeps as much as can be kept, and removes before it adds", () => {
    fc.assert(
      fc.property(list, list, (old, fresh) => {
        const pieces = difference(words(old), words(fresh));
        expect(textsOf(pieces, "same", "removed")).toEqual(old);
        expect(textsOf(pieces, "same", "added")).toEqual(fresh);
        expect(textsOf(pieces, "same")).toHaveLength(longestCommon(old, fresh));
        for (const [i, { kind }] of pieces.entries()) {
          expect(kind).not.toBe(pieces[i - 1]?.kind);
          if (kind === "removed") expect(pieces[i - 1]?.kind).not.toBe("added");
        }
      }),
    );
  });

  it("tokens hold all of a text but its spaces", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        expect(
          tokensOf(text, 1000)
            .map((token) => token.text)
            .join(""),
        ).toBe(text.replace(/\p{White_Space}+/gu, ""));
      }),
    );
    expect(tokensOf("Don't pay 1,000.5 €, well-known (see).", 99).map(({ text }) => text)).toEqual([
      "Don't",
      "pay",
      "1,000.5",
      "€",
      ",",
      "well-known",
      "(",
      "see",
      ")",
      ".",
    ]);
    expect(tokensOf("漢字 \u{1f469}\u200d\u{1f467}!", 99).map(({ text }) => text)).toEqual([
      "漢",
      "字",
      "\u{1f469}\u200d\u{1f467}",
      "!",
    ]);
  });
});

describe("textSheet", () => {
  it("shows a text beside its copies with the changed words marked", () => {
    const sheet = sheetOf(
      "The quick brown fox jumps.",
      "The fast brown fox jumps.",
      "The quick fox jumps!",
      "The quick  brown fox jumps.",
    );
    expect(textSheet({ ...sheet, subtitle: "1 of 9 texts", notes: ["A note."] }, { width: 72 })).toBe(`Texts
1 of 9 texts

1 · ham
  original                          │ operation 1
  The quick brown fox jumps.        │ The [-quick-] {+fast+} brown fox
                                    │ jumps.
                                    │
                                    │ operation 2
                                    │ The quick [-brown-] fox
                                    │ jumps[-.-]{+!+}
                                    │
                                    │ operation 3
                                    │ unchanged

A note.
mail.csv · seed 42
regularize augment mail.csv --out sheet.txt
`);
  });

  it("stands below each other where there is little room", () => {
    const listing = textSheet(sheetOf("one two", "one three"), { width: 40 });
    expect(listing).toContain("  original\n  one two\n\n  operation 1\n  one [-two-] {+three+}\n");
  });

  it("no line is wider than asked, whatever the texts; colours take no room", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.lorem({ maxCount: 40 }),
      fc.constantFrom(...HOSTILE),
    );
    fc.assert(
      fc.property(text, text, fc.integer({ min: 40, max: 120 }), fc.boolean(), (source, copy, width, coloured) => {
        const listing = textSheet(sheetOf(source, copy, source), { width, ...(coloured ? { marks: ansiMarks } : {}) });
        const rows = listing.split("\n").slice(0, -3);
        for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(width);
        const escapes = listing.split(String.fromCharCode(27)).slice(1);
        for (const code of escapes) expect(code).toMatch(/^\[[0-9;]+m/u);
        if (!coloured) expect(escapes).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("says what is empty, and where a change lies further on", () => {
    expect(textSheet(sheetOf("", "more"))).toMatch(/empty +│ \{\+more\+\}/u);
    const long = Array.from({ length: 500 }, (_, i) => `w${i}`);
    const changed = (at: number): string => long.map((word, i) => (i === at ? "CHANGED" : word)).join(" ");
    const near = textSheet(sheetOf(long.join(" "), changed(300)));
    expect(near).toMatch(/│ … w280/u);
    expect(near.replace(/\s+│?\s*/gu, " ")).toContain("w299 [-w300-] {+CHANGED+} w301");
    expect(textSheet(sheetOf(long.join(" "), changed(450)))).toContain("changed after the first 400 words");
  });

  it("reads long texts in no time", () => {
    const long = "lorem ipsum dolor ".repeat(60_000);
    const start = performance.now();
    expect(textSheet(sheetOf(long, `x ${long}`, "x".repeat(1e6))).length).toBeLessThan(10_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("text sheets as pages and pictures", () => {
  it("one HTML file without scripts, whatever the texts", () => {
    for (const text of HOSTILE) {
      const page = textSheetHtml({
        ...sheetOf(text, `${text} more`),
        title: text,
        subtitle: text,
        data: text,
        command: text,
      });
      const tags = new Set(
        [...page.replace(/<style>[^<]*<\/style>/u, "").matchAll(/<\/?([a-z0-9]+)/gu)].map((match) => match[1]),
      );
      const known =
        "html head meta title style body header h1 p main section h2 bdi div h3 del ins footer pre code span".split(
          " ",
        );
      expect([...tags].filter((tag) => !known.includes(tag!))).toEqual([]);
      expect(page.replaceAll("<!doctype html>", "")).not.toContain("<!");
      expect(page.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }
    expect(textSheetHtml(sheetOf("a b", "a c"))).toContain("a <del>b</del> <ins>c</ins>");
  });

  it("pictures hold the words; those that were removed and added are marked", () => {
    const svg = textSheetSvg(sheetOf("The quick fox", "The fast fox"));
    expect(svg).toMatch(/class="body removed">quick</u);
    expect(svg).toMatch(/class="body added">fast</u);
  });

  it("draws whatever the texts are", async () => {
    for (const text of HOSTILE) {
      const png = await textSheetPng({ ...sheetOf(text, `${text} more`), title: text });
      expect((await sharp(png).metadata()).width).toBe(1920);
    }
    expect(textSheetSvg(sheetOf("漢字", "漢字"))).toContain("2 characters without a picture");
  });

  it("is refused when it is too long for a picture", async () => {
    const rows = Array.from({ length: 60 }, () => sheetOf("a b", "a c").rows[0]!);
    await expect(textSheetPng({ ...sheetOf("a"), rows })).rejects.toMatchObject({ code: "E530", todo: /\.html/u });
  });
});
