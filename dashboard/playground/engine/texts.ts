import { text } from "../../../src/browser.ts";
import type { Raw, Synonyms } from "../data/table.ts";

/** Words that the network knows, the most frequent ones of the training texts, and the longest text, words. */
export const [VOCABULARY, TOKENS] = [256, 24];

/** Texts, and how they are written as numbers: a word by its place in the list, from 1; 0 is any other, and what follows the end. */
export interface Texts {
  readonly texts: readonly string[];
  readonly words: readonly string[];
  readonly synonyms: Synonyms;
}

/** What the synonyms of a set are looked up in. */
export function thesaurusOf({ synonyms }: Pick<Texts, "synonyms">): text.Thesaurus {
  const known = new Map(Object.entries(synonyms));
  return { synonyms: (word, before = "") => known.get(`${before} ${word}`) ?? known.get(word) ?? [] };
}

/** The most frequent words of some texts; of equally frequent ones the first in the alphabet. */
export function wordsOf(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of texts)
    for (const word of text.passageOf(one.toLowerCase()).words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const order = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return order.slice(0, VOCABULARY).map(([word]) => word);
}

/** A passage as codes, [TOKENS]. */
export function encoderOf({ words }: Pick<Texts, "words">): (passage: text.Passage) => readonly number[] {
  const codes = new Map(words.map((word, i) => [word, i + 1]));
  return (passage) => Array.from({ length: TOKENS }, (_, i) => codes.get(passage.words[i]?.toLowerCase() ?? "") ?? 0);
}

/** Rows of texts as rows of codes: which words there are is learned from the training rows alone. */
export function withCodes(raw: Raw, trained: Int32Array): { readonly raw: Raw; readonly texts?: Texts } {
  const { texts, synonyms = {} } = raw;
  if (texts === undefined) return { raw };
  const training = Array.from(trained, (row) => texts[row]!);
  const words = wordsOf(training);
  const encode = encoderOf({ words });
  const columns = Array.from({ length: TOKENS }, (_, i) => `word ${i + 1}`);
  const x = Float32Array.from(texts.flatMap((one) => encode(text.passageOf(one))));
  return {
    raw: { ...raw, columns, numeric: columns.map(() => false), x },
    texts: { texts: training, words, synonyms },
  };
}
