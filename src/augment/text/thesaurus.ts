import { isGuarded, isStopWord } from "./guards.ts";

/** Where synonyms come from. */
export interface Thesaurus {
  /** Other words for a lower-case word in the part of speech that fits behind `before`; none where it is unknown. */
  synonyms(word: string, before: string | undefined): readonly string[];
}

/** Writes a word as another is written: in capitals, or with a capital. */
export function inCaseOf(model: string, word: string): string {
  if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase();
  const first = model[0]!;
  return first === first.toUpperCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
}

/** By the list that a thesaurus gave: those of it that are no negation and no number. */
const unguarded = new WeakMap<readonly string[], readonly string[]>();

function withoutGuarded(synonyms: readonly string[]): readonly string[] {
  const known = unguarded.get(synonyms);
  if (known !== undefined) return known;
  const kept = synonyms.filter((synonym) => !synonym.split(" ").some(isGuarded));
  unguarded.set(synonyms, kept);
  return kept;
}

/** Synonyms of a word in its place, in lower case; none for stop words, negations and numbers, and none that is one of these. */
export function synonymsAt(words: readonly string[], place: number, thesaurus: Thesaurus): readonly string[] {
  const word = words[place]!;
  if (isStopWord(word) || isGuarded(word)) return [];
  return withoutGuarded(thesaurus.synonyms(word.toLowerCase(), words[place - 1]?.toLowerCase()));
}
