import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { type Insertion, inserted, type Passage, someOf, touched } from "./passage.ts";
import { ALPHA, ALPHAS, EDA_PAPER } from "./settings.ts";
import { synonymsAt } from "./thesaurus.ts";
import { wordNet } from "./wordnet.ts";

interface Drawn {
  readonly insertions: readonly Insertion[];
}

/** Puts a synonym of a random word at a random place, max(1, ⌊alpha · words⌋) times. Nothing where no word has synonyms. */
export const randomInsertion = defineAugmentation({
  name: "randomInsertion",
  doc: "Inserts synonyms of the text's words at random places.",
  paper: EDA_PAPER,
  aliases: ["RI"],
  advice: { when: "English texts, few rows.", typical: "0.1", cost: "28 MB of WordNet in memory" },
  settings: { alpha: ALPHA },
  main: "alpha",
  audit: [{ stage: "words", strengths: ALPHAS, at: (alpha) => ({ alpha }) }],
  sample: (key, { words, thesaurus = wordNet() }: Passage, { alpha }): Drawn => {
    const random = randomOf(key);
    const count = words.length === 0 ? 0 : touched(words.length, alpha);
    const found: (readonly string[])[] = [];
    for (const place of someOf(random, [...words.keys()], words.length)) {
      if (found.length === count) break;
      const synonyms = synonymsAt(words, place, thesaurus);
      if (synonyms.length > 0) found.push(synonyms);
    }
    if (found.length === 0) return { insertions: [] };
    const draw = (_: unknown, i: number): Insertion => {
      const synonyms = found[i % found.length]!;
      return { before: random.below(words.length + 1), word: synonyms[random.below(synonyms.length)]! };
    };
    return { insertions: Array.from({ length: count }, draw) };
  },
  apply: (passage: Passage, { insertions }: Drawn): Passage => inserted(passage, insertions),
});
