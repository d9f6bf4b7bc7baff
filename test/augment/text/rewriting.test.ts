import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { augmented } from "../../../src/augment/index.ts";
import {
  backTranslation,
  eda,
  needsModels,
  openRewriteCache,
  paraphrase,
  passageOf,
  type RewriteCache,
  type Rewriter,
  rewriteAll,
  splitStep,
  textOf,
} from "../../../src/augment/text/index.ts";
import { partsOf, spaced } from "../../../src/augment/text/model/sentences.ts";
import { fold, type Key, keyOf, randomOf } from "../../../src/core/index.ts";

const folder = mkdtempSync(join(tmpdir(), "regularize-rewriting-"));
afterAll(() => rmSync(folder, { recursive: true }));
const key = keyOf(7);

/** Says each word in another way, drawn by sentence and key; counts what it was asked. */
function synonyms(ways: Readonly<Record<string, readonly string[]>>, id = "synonyms"): Rewriter & { asked: string[] } {
  const asked: string[] = [];
  const rewrite = async (texts: readonly string[], by: Key): Promise<readonly string[]> => {
    asked.push(...texts);
    return texts.map((text) => {
      const random = randomOf(fold(by, text));
      return text.replaceAll(/\w+/gu, (word) => ways[word]?.[random.below(ways[word].length)] ?? word);
    });
  };
  return { id, rewrite, asked };
}
const always = (answer: (text: string) => string): Rewriter => ({
  id: "always",
  rewrite: async (texts) => texts.map(answer),
});
const words = { good: ["fine", "nice", "great"], film: ["movie", "picture"], bad: ["poor", "awful", "dull"] };

describe("sentences", () => {
  it.each([
    ["One is here. Two is there!", ["One is here.", "Two is there!"]],
    [
      '"Really?" he said. Mr. J. Smith of the U.S. Senate left.',
      ['"Really?" he said.', "Mr. J. Smith of the U.S. Senate left."],
    ],
    ["broken in\nthe middle\n\nnext one", ["broken in the middle", "next one"]],
    ["42! 3.50? :-) ...", []],
    ["", []],
  ])("%j holds %j", (text, sentences) => {
    expect(
      partsOf(text)
        .filter(({ isSentence }) => isSentence)
        .map((part) => part.text),
    ).toEqual(sentences);
  });

  it("lose nothing but the kind of white space, and none is longer than 400 characters", () => {
    const word = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom("Mr.", "so;", "x".repeat(450), `y${"😀".repeat(450)}`),
    );
    const gap = fc.constantFrom(" ", "  ", "\n", "\n \n", "\t", ". ", "! ");
    const any = fc.array(fc.tuple(word, gap), { maxLength: 200 }).map((pairs) => pairs.flat().join(""));
    fc.assert(
      fc.property(any, (text) => {
        const parts = partsOf(text);
        expect(spaced(parts.map((part) => part.text).join(""))).toBe(spaced(text));
        for (const { text: part, isSentence } of parts) {
          expect(/\p{Cs}/u.test(part)).toBe(false);
          if (isSentence) expect(part.length).toBeLessThanOrEqual(400);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("rewriting before training", () => {
  it("gives each text its own copies, whatever the texts around it", async () => {
    const text = fc
      .array(fc.constantFrom("good film.", "a bad film!", "no idea", "good, bad."), { maxLength: 4 })
      .map((sentences) => sentences.join(" "));
    const property = fc.asyncProperty(fc.array(text, { maxLength: 6 }), fc.nat(3), async (texts, batch) => {
      const options = { copies: 4, key, batchSize: batch + 1 };
      const { copies } = await rewriteAll(texts, synonyms(words), options);
      expect(copies).toHaveLength(texts.length);
      for (const [i, alone] of texts.entries()) {
        expect(copies[i]).toEqual((await rewriteAll([alone], synonyms(words), { copies: 4, key })).copies[0]);
        expect(new Set([alone, ...copies[i]!]).size).toBe(1 + copies[i]!.length);
        for (const copy of copies[i]!) expect(copy.match(/\p{P}/gu)).toEqual(alone.match(/\p{P}/gu));
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("asks for each different sentence once a copy, and tells how far it is", async () => {
    const rewriter = synonyms(words);
    const seen: number[] = [];
    const texts = ["good film. bad film.", "bad film. 12!", "good film. bad film."];
    const { copies, counts } = await rewriteAll(texts, rewriter, {
      copies: 3,
      key,
      batchSize: 1,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(rewriter.asked.filter((sentence) => sentence === "bad film.")).toHaveLength(3);
    expect(rewriter.asked.filter((sentence) => sentence === "good film.")).toHaveLength(3);
    expect(rewriter.asked).toHaveLength(6);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((n) => n / 6));
    expect(copies[2]).toEqual(copies[0]);
    for (const copy of copies[1]!) expect(copy).toMatch(/^\w+ \w+\. 12!$/u);
    expect(counts.copies + counts.identical + counts.repeated).toBe(9);
  });

  it("keeps sentences whose meaning would change, and counts why", async () => {
    const answers: Readonly<Record<string, string>> = {
      "It costs 1,000.5 in all.": "In total 1.000,5 are due.",
      "I saw 12 of them.": "I saw a dozen.",
      "It is not bad.": "It is bad.",
      "That isn't so.": "That is not so.",
      "We agree.": "We never disagree.",
      "Same again.": "Same  again.",
      "Gone now.": " ",
    };
    const text = Object.keys(answers).join(" ");
    const ask = (guard: boolean) =>
      rewriteAll(
        [text],
        always((s) => answers[s]!),
        { copies: 2, key, guard },
      );
    const guarded = await ask(true);
    expect(guarded.copies).toEqual([
      ["In total 1.000,5 are due. I saw 12 of them. It is not bad. That is not so. We agree. Same again. Gone now."],
    ]);
    expect(guarded.counts).toEqual({
      sentences: 14,
      fromCache: 0,
      empty: 2,
      unchanged: 2,
      guarded: 6,
      copies: 1,
      identical: 0,
      repeated: 1,
    });
    const free = await ask(false);
    expect(free.copies[0]![0]).toBe(
      "In total 1.000,5 are due. I saw a dozen. It is bad. That is not so. We never disagree. Same again. Gone now.",
    );
    expect(free.counts.guarded).toBe(0);
  });

  it("leaves out copies that are the text itself, line breaks aside", async () => {
    const { copies, counts } = await rewriteAll(
      ["so be\nit", "😀"],
      always((s) => s),
      { copies: 3, key },
    );
    expect(copies).toEqual([[], []]);
    expect(counts).toMatchObject({ unchanged: 3, identical: 6, copies: 0 });
  });

  it("makes one copy where the key changes nothing", async () => {
    const rewriter = { ...synonyms({ good: ["fine"] }), deterministic: true };
    const { copies, counts } = await rewriteAll(["good", "bad"], rewriter, { copies: 5, key });
    expect(copies).toEqual([["fine"], []]);
    expect(counts.sentences).toBe(2);
  });

  it("stops at a signal and refuses a rewriter that loses texts", async () => {
    const stop = new AbortController();
    const rewriter = synonyms(words);
    const onProgress = (): void => stop.abort(new Error("enough"));
    const options = { copies: 9, key, batchSize: 1, signal: stop.signal, onProgress };
    await expect(rewriteAll(["good", "bad"], rewriter, options)).rejects.toThrow("enough");
    expect(rewriter.asked).toHaveLength(1);
    const lossy: Rewriter = { id: "lossy", rewrite: async () => [] };
    await expect(rewriteAll(["good"], lossy, { copies: 1, key })).rejects.toMatchObject({ code: "E296" });
  });
});

describe("the cache", () => {
  const texts = ["good film. bad film.", "a good one", "the bad one"];
  const run = async (cache: RewriteCache, by = key, rewriter = synonyms(words)) => {
    const { copies, counts } = await rewriteAll(texts, rewriter, { copies: 2, key: by, batchSize: 1, cache });
    return { copies, counts, asked: rewriter.asked.length };
  };

  it("spares a second run all work", async () => {
    const path = join(folder, "new", "folder", "cache.jsonl");
    const first = await run(await openRewriteCache(path));
    const second = await run(await openRewriteCache(path));
    expect(first.asked).toBe(8);
    expect(second).toEqual({ copies: first.copies, counts: { ...first.counts, fromCache: 8 }, asked: 0 });
  });

  it("tells keys and rewriters apart", async () => {
    const path = join(folder, "apart.jsonl");
    await run(await openRewriteCache(path));
    expect((await run(await openRewriteCache(path), keyOf(8))).asked).toBe(8);
    expect((await run(await openRewriteCache(path), key, synonyms(words, "another"))).asked).toBe(8);
    expect((await run(await openRewriteCache(path))).asked).toBe(0);
  });

  it("goes on after a crash, at any byte", async () => {
    const path = join(folder, "whole.jsonl");
    const whole = await run(await openRewriteCache(path));
    const bytes = readFileSync(path);
    const lines = bytes.toString().trimEnd().split("\n");
    for (const cut of [0, 1, Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length - 1]) {
      const torn = join(folder, `torn-${cut}.jsonl`);
      writeFileSync(torn, bytes.subarray(0, cut));
      const complete = lines.filter((_, i) => lines.slice(0, i + 1).join("\n").length <= cut).length;
      const again = await run(await openRewriteCache(torn));
      expect(again.copies).toEqual(whole.copies);
      expect(again.asked).toBe(8 - complete);
      expect((await run(await openRewriteCache(torn))).asked).toBe(0);
    }
  });

  it("does not stumble over lines of others", async () => {
    const path = join(folder, "others.jsonl");
    await run(await openRewriteCache(path));
    appendFileSync(path, 'null\n[]\n{"name":1,"text":"x"}\n\n');
    expect((await run(await openRewriteCache(path))).asked).toBe(0);
  });

  it("says before any work that it cannot be written", async () => {
    await expect(openRewriteCache(folder)).rejects.toMatchObject({ code: "E298", where: folder });
    writeFileSync(join(folder, "file"), "");
    await expect(openRewriteCache(join(folder, "file", "cache"))).rejects.toMatchObject({ code: "E298" });
  });
});

describe.each([backTranslation, paraphrase])("$definition.name", (member) => {
  const { name } = member.definition;
  const source = { ...passageOf("the text"), copies: { [name]: ["first copy", "copy, second", "third"] } };
  const draw = (rate: number, i: number): string => textOf(augmented(member({ rate }), source, fold(key, i)));

  it("takes each copy equally often, and the text otherwise", () => {
    const counts = new Map<string, number>();
    const n = 6000;
    for (let i = 0; i < n; i++) counts.set(draw(0.6, i), (counts.get(draw(0.6, i)) ?? 0) + 1);
    expect(counts.size).toBe(4);
    const sd = (p: number): number => Math.sqrt(p * (1 - p) * n);
    for (const [text, count] of counts) {
      const p = text === "the text" ? 0.4 : 0.2;
      expect(Math.abs(count - p * n)).toBeLessThan(4 * sd(p));
    }
  });

  it("takes no copy at rate 0, always one at rate 1, the text where there is none", () => {
    for (let i = 0; i < 50; i++) {
      expect(draw(0, i)).toBe("the text");
      expect(draw(1, i)).not.toBe("the text");
      const without = { ...source, copies: { [name]: [] } };
      expect(augmented(member({ rate: 1 }), without, fold(key, i))).toBe(without);
    }
  });

  it("draws plain data and keeps what belongs to the passage", () => {
    const thesaurus = { synonyms: () => [] };
    const passage = { ...source, thesaurus };
    const step = member({ rate: 1 });
    const drawn = JSON.parse(JSON.stringify(step.sample(key, passage))) as object;
    expect(step.apply(passage, drawn)).toEqual(augmented(step, passage, key));
    expect(step.apply(passage, drawn)).toMatchObject({ thesaurus, copies: source.copies });
  });

  it("refuses a text without copies made for it", () => {
    expect(() => member().sample(key, passageOf("x"))).toThrow(expect.objectContaining({ code: "E295", where: name }));
    const other = { ...source, copies: { other: ["x"] } };
    expect(() => member().sample(key, other)).toThrow(expect.objectContaining({ code: "E295" }));
  });
});

describe("a step of a recipe", () => {
  it("needs models, or not", () => {
    expect([backTranslation, paraphrase, eda].map(needsModels)).toEqual([true, true, false]);
  });

  it("is models and settings", () => {
    const { models, settings } = splitStep(backTranslation, {
      back: { folder: "many", from: "de", to: "en" },
      there: "models/en-de",
      copies: 3,
    });
    expect(models).toEqual([{ folder: "models/en-de" }, { folder: "many", from: "de", to: "en" }]);
    expect(settings).toEqual({ copies: 3, rate: 0.5, temperature: 0.8, topP: 0.9, guard: true });
    expect(splitStep(paraphrase, { model: { folder: "t5", prefix: "paraphrase: " } }).models).toEqual([
      { folder: "t5", prefix: "paraphrase: " },
    ]);
  });

  it.each([
    { there: "a" },
    { there: "a", back: "" },
    { there: "a", back: 3 },
    { there: "a", back: { folder: "b", too: "c" } },
    { there: "a", back: { prefix: "c" } },
  ])("%j lacks a model", (step) => {
    expect(() => splitStep(backTranslation, step)).toThrow(
      expect.objectContaining({ code: "E297", where: "backTranslation.back", todo: expect.stringContaining("back:") }),
    );
  });

  it("has known settings in their ranges", () => {
    expect(() => splitStep(paraphrase, { model: "m", copy: 2 })).toThrow(expect.objectContaining({ code: "E310" }));
    expect(() => splitStep(paraphrase, { model: "m", copies: 0 })).toThrow(expect.objectContaining({ code: "E311" }));
  });
});
