import { canonical } from "./tokenize.ts";

interface Words {
  readonly version: 1;
  readonly kind: "text";
  /** The column that holds the texts: the name of the model's input. */
  readonly column: string;
  /** In lower case, those of most texts first. */
  readonly words: readonly string[];
  /** Ways to write `words[at]` that were seen and that `vocabularyOf` does not derive, such as `iPhone`. */
  readonly forms: readonly (readonly [form: string, at: number])[];
}

/** A text as the codes of its first words: 0 for nothing, 1 for an unknown word, at + 2 for `words[at]`. */
export interface TokenSpec extends Words {
  readonly encoding: "tokens";
  /** Words that are read of a text; the width of a row. */
  readonly tokens: number;
}

/** A text as weights of its words and pairs of words. */
export interface TfidfSpec extends Words {
  readonly encoding: "tfidf";
  /** Neighbouring words by their places in `words`, counted as features behind the words. */
  readonly pairs: readonly (readonly [first: number, second: number])[];
  /** Texts that the vocabulary was fitted on. */
  readonly texts: number;
  /** How many of them have the word, then the pair. */
  readonly frequencies: readonly number[];
}

/** What turns a text into numbers: plain JSON, kept in a recipe and rebuilt from it. */
export type TextSpec = TokenSpec | TfidfSpec;

/** Codes of a text: padding behind its end. */
export const PADDING = 0;
/** Codes of a text: a word that is not in the vocabulary. */
export const UNKNOWN = 1;
/** Codes of a text: `words[0]`. */
export const FIRST_WORD = 2;

/** Numbers of one encoded text. */
export const textWidth = (spec: TextSpec): number =>
  spec.encoding === "tokens" ? spec.tokens : spec.frequencies.length;

/** Different codes of a text, padding and the unknown word among them: the size of an embedding's table. */
export const vocabularySize = (spec: TextSpec): number => FIRST_WORD + spec.words.length;

const capitalized = (word: string): string => {
  const [first = ""] = word;
  return first.toUpperCase() + word.slice(first.length);
};

const ASCII = /^[\x20-\x7e]*$/u;

/** The ways to write a word: lower case, Capitalized, UPPER CASE; composed and decomposed; straight and curly apostrophes. */
function waysToWrite(word: string): string[] {
  const cases = [word, capitalized(word), word.toUpperCase()];
  const composed = ASCII.test(word)
    ? cases
    : cases.flatMap((form) => [form, form.normalize("NFC"), form.normalize("NFD")]);
  return composed.flatMap((form) => (form.includes("'") ? [form, form.replaceAll("'", "’")] : [form]));
}

/**
 * The code of every known way to write a word. Where two words share one (`SS` is `ss` and `ß` in upper case), the word as
 * such comes first, then forms that were seen, then the word of more texts. A table rather than a rule at run time: an exported model
 * looks up the same table, and needs no locale.
 */
export function vocabularyOf({ words, forms }: Pick<TextSpec, "words" | "forms">): ReadonlyMap<string, number> {
  const codes = new Map<string, number>();
  const put = (form: string, at: number): void => {
    if (!codes.has(form)) codes.set(form, at + FIRST_WORD);
  };
  for (const [at, word] of words.entries()) put(word, at);
  for (const [form, at] of forms) put(form, at);
  for (const [at, word] of words.entries()) for (const form of waysToWrite(word)) put(form, at);
  return codes;
}

/** Forms that were seen and that the vocabulary would not take for their word, or for no word at all. */
export function formsToKeep(words: readonly string[], seen: Iterable<string>): [form: string, at: number][] {
  const derived = vocabularyOf({ words, forms: [] });
  const places = new Map(words.map((word, at) => [word, at]));
  const kept: [string, number][] = [];
  for (const form of seen) {
    const at = places.get(canonical(form));
    if (at !== undefined && derived.get(form) !== at + FIRST_WORD) kept.push([form, at]);
  }
  return kept.sort(([a], [b]) => (a < b ? -1 : 1));
}
