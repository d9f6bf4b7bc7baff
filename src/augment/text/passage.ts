import type { Key, Random } from "../../core/index.ts";
import { type Augmentation, augmented } from "../define.ts";
import type { Thesaurus } from "./thesaurus.ts";

/** A text as words and what stands between them: gaps[i] comes before words[i], the last gap behind the last word. */
export interface Passage {
  readonly words: readonly string[];
  /** One more than words: spaces, punctuation, emoji. */
  readonly gaps: readonly string[];
  /** Where synonyms come from; WordNet when left out. */
  readonly thesaurus?: Thesaurus;
  /** Copies of the text that models made before training, by the augmentation that takes them. */
  readonly copies?: Readonly<Record<string, readonly string[]>>;
}

/** Han and kana have no spaces between words: each character counts as one. */
const SINGLE = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]";
const LETTERS = `(?:(?!${SINGLE})[\\p{L}\\p{M}\\p{N}])+`;
/** Numbers with separators such as 1,000.5 or 12:30; words with apostrophes and hyphens; single characters. */
const WORD = new RegExp(`(\\p{Nd}+(?:[.,:/]\\p{Nd}+)+|${LETTERS}(?:['’-]${LETTERS})*|${SINGLE})`, "u");
/** The same where all characters are ASCII, three times as fast. */
const ASCII_WORD = /(\d+(?:[.,:/]\d+)+|[A-Za-z0-9]+(?:['-][A-Za-z0-9]+)*)/u;
const ASCII = /^\p{ASCII}*$/u;

/** Splits a text into words and gaps; `textOf` gives it back to the letter. */
export function passageOf(text: string, thesaurus?: Thesaurus): Passage {
  // What a pattern in parentheses matches stands between what it separates.
  const pieces = text.split(ASCII.test(text) ? ASCII_WORD : WORD);
  const words: string[] = [];
  const gaps: string[] = [pieces[0]!];
  for (let i = 1; i < pieces.length; i += 2) {
    words.push(pieces[i]!);
    gaps.push(pieces[i + 1]!);
  }
  return { words, gaps, ...(thesaurus === undefined ? {} : { thesaurus }) };
}

export function textOf({ words, gaps }: Passage): string {
  let text = gaps[0]!;
  for (let i = 0; i < words.length; i++) text += words[i]! + gaps[i + 1]!;
  return text;
}

/** A string through an augmentation of passages. */
export const augmentText = (augmentation: Augmentation<Passage>, text: string, key: Key): string =>
  textOf(augmented(augmentation, passageOf(text), key));

/** max(1, ⌊alpha · words⌋): how many words an operation of EDA touches. */
export const touched = (words: number, alpha: number): number => Math.max(1, Math.floor(alpha * words));

/** `count` different ones of a list in random order (a partial Fisher–Yates). */
export function someOf<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list];
  return Array.from({ length: Math.min(count, list.length) }, (_, i) => {
    const j = i + random.below(rest.length - i);
    const chosen = rest[j]!;
    rest[j] = rest[i]!;
    rest[i] = chosen;
    return chosen;
  });
}

/** A word that comes before the word at a place, or last. */
export interface Insertion {
  readonly before: number;
  readonly word: string;
}

/** Puts words in, each set off by one space; several at one place in their order. */
export function inserted(passage: Passage, insertions: readonly Insertion[]): Passage {
  const words: string[] = [];
  const gaps: string[] = [];
  const sorted = insertions.toSorted((a, b) => a.before - b.before);
  let next = 0;
  for (let i = 0; i <= passage.words.length; i++) {
    let gap = passage.gaps[i]!;
    const isLast = i === passage.words.length;
    for (; sorted[next]?.before === i; next++) {
      gaps.push(isLast ? " " : gap);
      words.push(sorted[next]!.word);
      if (!isLast) gap = " ";
    }
    gaps.push(gap);
    if (!isLast) words.push(passage.words[i]!);
  }
  return { ...passage, words, gaps };
}

/** What stays between two words when the one between is gone: no doubled space, none before a mark. */
const closed = (before: string, after: string): string =>
  (/^[\s.,;:!?)\]}]/u.test(after) ? before.trimEnd() : before) + after;

/** Takes words out with the space that belonged to them. */
export function without(passage: Passage, places: ReadonlySet<number>): Passage {
  const words: string[] = [];
  const gaps: string[] = [passage.gaps[0]!];
  for (const [i, word] of passage.words.entries()) {
    const after = passage.gaps[i + 1]!;
    if (places.has(i)) {
      const before = gaps.pop()!;
      gaps.push(words.length === 0 && before === "" ? after.trimStart() : closed(before, after));
    } else {
      words.push(word);
      gaps.push(after);
    }
  }
  return { ...passage, words, gaps };
}
