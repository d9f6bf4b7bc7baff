import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf } from "../../../src/core/index.ts";
import { type Augmentation, augmented } from "../../../src/augment/index.ts";
import {
  aeda,
  augmentText,
  eda,
  isGuarded,
  type Passage,
  passageOf,
  randomInsertion,
  randomSwap,
  synonymReplacement,
  textOf,
  type Thesaurus,
  wordDropout,
} from "../../../src/augment/text/index.ts";
import { isNegation, isNumber } from "../../../src/augment/text/guards.ts";

const members: Readonly<Record<string, Augmentation<Passage>>> = {
  wordDropout: wordDropout(0.3),
  randomSwap: randomSwap(0.3),
  randomInsertion: randomInsertion(0.3),
  synonymReplacement: synonymReplacement(0.3),
  aeda: aeda(),
};
const review =
  "I did NOT like the movie: the actors were bad, the plot was slow (2 hours!), nobody laughed at twenty-one jokes and it wasn't worth $3.50 — never again.";

/** w0 … w9, each with two synonyms. */
const plain: Thesaurus = { synonyms: (word) => (word.startsWith("w") ? [`${word}x`, `${word}y`] : []) };
const letters = "abcdefghijklmnopqrstuvwxyz";
const passage = (words: number): Passage =>
  passageOf(
    Array.from({ length: words }, (_, i) => `w${letters[i % 26]}${letters[Math.floor(i / 26) % 26]}`).join(" "),
    plain,
  );

const count = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};
const guarded = (words: readonly string[]): string[] => words.filter(isGuarded);

describe("passages", () => {
  it("give any text back to the letter", () => {
    const any = fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.string({ unit: "grapheme", maxLength: 60 }));
    fc.assert(
      fc.property(any, (text) => {
        expect(textOf(passageOf(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it("of ASCII are cut as those with other letters beside them", () => {
    const marks = fc.constantFrom(
      "a",
      "Zb",
      "7",
      "10",
      ".",
      ",",
      ":",
      "/",
      "'",
      "-",
      " ",
      "\n",
      "_",
      "don't",
      "1,000.5",
      "x-1",
    );
    const ascii = fc.oneof(
      fc.string({ unit: "binary-ascii", maxLength: 60 }),
      fc.array(marks, { maxLength: 20 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(ascii, (text) => {
        const { words, gaps } = passageOf(`${text}|é`);
        expect(words.at(-1)).toBe("é");
        const alone = passageOf(text);
        expect(alone.words).toEqual(words.slice(0, -1));
        expect([...alone.gaps.slice(0, -1), `${alone.gaps.at(-1)}|`]).toEqual(gaps.slice(0, -1));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["it's a well-known trick", ["it's", "a", "well-known", "trick"]],
    ["1,000.5 at 12:30, v2.", ["1,000.5", "at", "12:30", "v2"]],
    ["Größe naïve Ελλάδα Москва", ["Größe", "naïve", "Ελλάδα", "Москва"]],
    ["我爱 cats です", ["我", "爱", "cats", "で", "す"]],
    ["😀 👩‍👩‍👧 ok!", ["ok"]],
    ["", []],
    ["...", []],
  ])("%j has the words %j", (text, words) => {
    expect(passageOf(text).words).toEqual(words);
  });
});

describe("guards", () => {
  it.each([
    "not",
    "Never",
    "don't",
    "don’t",
    "dont",
    "cannot",
    "without",
    "7",
    "3.50",
    "v2",
    "twenty-one",
    "Half",
    "½",
  ])("%s is guarded", (word) => expect(isGuarded(word)).toBe(true));
  it.each(["NOBODY", "THREE", "Don'T", "ninety-nine", "four", "kein", "MILLIONS", "a1", "ⅷ"])(
    "%s is guarded, too",
    (word) => {
      expect(isGuarded(word)).toBe(isNegation(word) || isNumber(word));
      expect(isGuarded(word)).toBe(true);
    },
  );
  it.each(["good", "note", "knot", "tender", "often", "want", "ant"])("%s is not", (word) =>
    expect(isGuarded(word)).toBe(false),
  );
});

describe.each(Object.entries(members))("%s", (name, member) => {
  it("the same key gives the same text, other keys others; the input is not touched; drawn values are plain data", () => {
    const before = passageOf(review);
    const of = (seed: number): string =>
      textOf(member.apply(before, structuredClone(member.sample(keyOf(seed), before))));
    expect(of(1)).toBe(of(1));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => of(seed))).size).toBeGreaterThan(10);
    expect(before).toEqual(passageOf(review));
  });

  it("keeps every negation and number, in their order", () => {
    const before = guarded(passageOf(review).words);
    expect(before).toEqual(["NOT", "2", "nobody", "twenty-one", "wasn't", "3.50", "never"]);
    for (let seed = 0; seed < 200; seed++)
      expect(guarded(passageOf(augmentText(member, review, keyOf(seed))).words)).toEqual(before);
  });

  it("takes any text: empty, one word, emoji, mixed scripts", () => {
    const odd = fc.oneof(
      fc.constantFrom("", " ", "word", "not", "😀😀", "  word\n", "我爱你", "a\u0000b", "ok 👩‍👩‍👧 да 7"),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    fc.assert(
      fc.property(odd, fc.nat(), (text, seed) => {
        const after = augmentText(member, text, keyOf(seed));
        if (passageOf(text).words.length === 0) expect(after).toBe(text);
        else expect(passageOf(after).words.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it("leaves the words of an unknown language alone, but for their order, loss and marks", () => {
    const text = "qqab qqcd qqef qqgh";
    for (let seed = 0; seed < 20; seed++)
      for (const word of passageOf(augmentText(member, text, keyOf(seed))).words)
        expect(text.split(" ")).toContain(word);
    expect(name).not.toBe("");
  });
});

describe("what each operation does", () => {
  const sizes = fc.integer({ min: 1, max: 60 });

  it("wordDropout drops the given fraction and closes the gap", () => {
    const before = passage(20_000);
    const after = augmented(wordDropout(0.2), before, keyOf(1)).words.length;
    expect(Math.abs(after / 20_000 - 0.8)).toBeLessThan(0.012);
    expect(augmentText(wordDropout(0), review, keyOf(1))).toBe(review);
    expect(augmented(wordDropout(1), passage(9), keyOf(1)).words).toHaveLength(1);
    const drop = (text: string, ...dropped: number[]): string =>
      textOf(wordDropout().apply(passageOf(text), { dropped }));
    expect(drop("one two, three.", 1)).toBe("one, three.");
    expect(drop("one two three", 0)).toBe("two three");
    expect(drop("one two three.", 1, 2)).toBe("one.");
    expect(drop("(one) two", 0)).toBe("() two");
  });

  it("randomSwap keeps the words and the gaps, and exchanges at most max(1, ⌊αL⌋) pairs of different places", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const before = passage(size);
        const { swaps } = randomSwap(0.2).sample(keyOf(seed), before);
        expect(swaps).toHaveLength(size < 2 ? 0 : Math.max(1, Math.floor(0.2 * size)));
        expect(swaps.every(([a, b]) => a !== b)).toBe(true);
        const after = randomSwap(0.2).apply(before, { swaps });
        expect(count(after.words)).toEqual(count(before.words));
        expect(after.gaps).toEqual(before.gaps);
      }),
    );
  });

  it("randomSwap draws every pair alike", () => {
    const pairs = Array.from({ length: 6000 }, (_, i) =>
      randomSwap()
        .sample(fold(keyOf(1), i), passage(4))
        .swaps[0]!.join(),
    );
    const counts = Object.values(count(pairs));
    expect(counts).toHaveLength(12);
    const chi = counts.reduce((sum, n) => sum + (n - 500) ** 2 / 500, 0);
    expect(chi, "χ² of 11 degrees at 0.1 %").toBeLessThan(31.3);
  });

  it("randomInsertion adds max(1, ⌊αL⌋) synonyms and leaves all words in their order", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const before = passage(size);
        const after = augmented(randomInsertion(0.2), before, keyOf(seed));
        expect(after.words).toHaveLength(size + Math.max(1, Math.floor(0.2 * size)));
        expect(after.words.filter((word) => before.words.includes(word))).toEqual(before.words);
        const isSynonym = (word: string): boolean =>
          before.words.includes(word) || before.words.includes(word.slice(0, -1));
        expect(after.words.every(isSynonym)).toBe(true);
        expect(textOf(after).split(" ")).toEqual(after.words);
      }),
    );
  });

  it("synonymReplacement replaces max(1, ⌊αL⌋) different words wherever they stand, in their case", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const before = passage(size);
        const after = augmented(synonymReplacement(0.2), before, keyOf(seed));
        const changed = after.words.filter((word, i) => word !== before.words[i]);
        expect(changed).toHaveLength(Math.max(1, Math.floor(0.2 * size)));
        for (const [i, word] of after.words.entries()) expect(word.startsWith(before.words[i]!)).toBe(true);
      }),
    );
    const text = passageOf("Wine wine WINE, xx!", plain);
    const texts = Array.from({ length: 20 }, (_, i) => textOf(augmented(synonymReplacement(), text, keyOf(i))));
    expect([...new Set(texts)].sort()).toEqual(["Winex winex WINEX, xx!", "Winey winey WINEY, xx!"]);
  });

  it("AEDA adds 1 to ⌊0.3 L⌋ marks before different words, each count and mark alike, and nothing else", () => {
    const before = passage(20);
    const draws = Array.from({ length: 3000 }, (_, i) => aeda().sample(fold(keyOf(2), i), before).marks);
    const counts = Object.values(count(draws.map((marks) => String(marks.length))));
    expect(counts).toHaveLength(6);
    expect(
      counts.reduce((sum, n) => sum + (n - 500) ** 2 / 500, 0),
      "χ² of 5 degrees at 0.1 %",
    ).toBeLessThan(20.5);
    const all = draws.flat().map(({ mark }) => mark);
    const each = all.length / 6;
    const marks = Object.values(count(all));
    expect(marks).toHaveLength(6);
    expect(marks.reduce((sum, n) => sum + (n - each) ** 2 / each, 0)).toBeLessThan(20.5);
    for (const drawn of draws.slice(0, 50)) {
      expect(new Set(drawn.map(({ before: at }) => at)).size).toBe(drawn.length);
      const text = textOf(aeda().apply(before, { marks: drawn }));
      expect(text.replaceAll(/[.;?:!,] /gu, "")).toBe(textOf(before));
    }
    expect(aeda().apply(passageOf("a b"), { marks: [{ before: 1, mark: "?" }] }).gaps).toEqual(["", " ? ", ""]);
  });

  it("handles a text of 1 MB", () => {
    const large = passageOf(`${"good film and a bad plot, ".repeat(40_000)}`);
    for (const member of Object.values(members))
      expect(textOf(augmented(member, large, keyOf(1))).length).toBeGreaterThan(7e5);
  });
});

describe("EDA", () => {
  it("gives the text and nine copies, each by one operation, which take turns", () => {
    for (let seed = 0; seed < 20; seed++) {
      const before = passage(30);
      const drawn = eda().sample(keyOf(seed), before);
      const copies = eda().apply(before, drawn);
      expect(copies).toHaveLength(10);
      expect(copies[0]).toBe(before);
      const uses = Object.values(count(drawn.copies.map(({ operation }) => String(operation))));
      expect(uses.reduce((a, b) => a + b, 0)).toBe(9);
      expect(Math.max(...uses)).toBeLessThanOrEqual(3);
      for (const [i, { operation }] of drawn.copies.entries()) {
        const change = copies[i + 1]!.words.length - 30;
        if (operation === 1) expect(change).toBe(3);
        else if (operation === 3) expect(change).toBeLessThanOrEqual(0);
        else expect(change).toBe(0);
      }
    }
  });

  it("is the same for the same key, through plain data, and keeps guards in every copy", () => {
    const before = passageOf(review);
    const texts = (seed: number): string[] =>
      eda({ copies: 4 })
        .apply(before, structuredClone(eda({ copies: 4 }).sample(keyOf(seed), before)))
        .map(textOf);
    expect(texts(1)).toEqual(texts(1));
    expect(texts(2)).not.toEqual(texts(1));
    for (const text of texts(3)) expect(guarded(passageOf(text).words)).toEqual(guarded(before.words));
  });

  it("takes texts without words", () => {
    expect(augmented(eda(), passageOf(""), keyOf(1)).map(textOf)).toEqual(new Array(10).fill(""));
  });
});
