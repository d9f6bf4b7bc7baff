import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { type Passage, someOf, touched } from "./passage.ts";
import { ALPHA, ALPHAS, EDA_PAPER } from "./settings.ts";
import { inCaseOf, synonymsAt } from "./thesaurus.ts";
import { wordNet } from "./wordnet.ts";

interface Drawn {
  readonly replacements: readonly { readonly at: number; readonly word: string }[];
}

/** The places of each word, whatever its case. */
function placesOf(words: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [i, word] of words.entries()) {
    const name = word.toLowerCase();
    const list = places.get(name);
    if (list === undefined) places.set(name, [i]);
    else list.push(i);
  }
  return places;
}

/**
 * Replaces max(1, ⌊alpha · words⌋) different words, wherever they stand, by a synonym each. Stop words, negations and numbers
 * stay; the part of speech is guessed from the word before and from how common each is.
 */
export const synonymReplacement = defineAugmentation({
  name: "synonymReplacement",
  doc: "Replaces random words by synonyms of the same part of speech.",
  paper: EDA_PAPER,
  aliases: ["SR", "WordNet augmentation"],
  advice: {
    when: "English texts, few rows.",
    typical: "0.1",
    cost: "28 MB of WordNet in memory",
    pitfalls: ["A word in a rare sense gets synonyms of its usual one: audit the labels."],
  },
  settings: { alpha: ALPHA },
  main: "alpha",
  audit: [{ stage: "words", strengths: ALPHAS, at: (alpha) => ({ alpha }) }],
  sample: (key, { words, thesaurus = wordNet() }: Passage, { alpha }): Drawn => {
    const random = randomOf(key);
    const replacements: { at: number; word: string }[] = [];
    const places = [...placesOf(words).values()];
    let left = touched(words.length, alpha);
    for (const same of someOf(random, places, places.length)) {
      if (left === 0) break;
      const synonyms = synonymsAt(words, same[0]!, thesaurus);
      if (synonyms.length === 0) continue;
      const chosen = synonyms[random.below(synonyms.length)]!;
      for (const at of same) replacements.push({ at, word: inCaseOf(words[at]!, chosen) });
      left--;
    }
    return { replacements };
  },
  apply: (passage: Passage, { replacements }: Drawn): Passage => {
    const words = [...passage.words];
    for (const { at, word } of replacements) words[at] = word;
    return { ...passage, words };
  },
});
