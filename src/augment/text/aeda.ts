import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { type Passage, someOf } from "./passage.ts";

const MARKS = [".", ";", "?", ":", "!", ","] as const;

interface Drawn {
  readonly marks: readonly { readonly before: number; readonly mark: string }[];
}

/** Puts 1 to max(1, ⌊most · words⌋) random punctuation marks before different random words; every word stays. */
export const aeda = defineAugmentation({
  name: "aeda",
  doc: "Inserts random punctuation marks: all words and their order stay.",
  paper: "Karimi et al. 2021, arXiv:2108.13230",
  aliases: ["an easier data augmentation"],
  advice: {
    when: "Any language; the safest for labels.",
    typical: "up to 0.3 marks a word",
    pitfalls: ["A tokenizer that drops punctuation sees no difference."],
  },
  settings: {
    most: {
      default: 0.3,
      range: [0, 1],
      search: [0.1, 0.5, "linear"],
      doc: "The most marks per word, at least one mark.",
    },
  },
  main: "most",
  audit: [{ stage: "words", strengths: [0.1, 0.2, 0.3, 0.5, 1], at: (most) => ({ most }) }],
  sample: (key, { words }: Passage, { most }): Drawn => {
    const random = randomOf(key);
    if (words.length === 0) return { marks: [] };
    const count = 1 + random.below(Math.max(1, Math.floor(most * words.length)));
    const places = someOf(random, [...words.keys()], count);
    return { marks: places.map((before) => ({ before, mark: MARKS[random.below(MARKS.length)]! })) };
  },
  apply: (passage: Passage, { marks }: Drawn): Passage => {
    const gaps = [...passage.gaps];
    for (const { before, mark } of marks) gaps[before] += `${mark} `;
    return { ...passage, gaps };
  },
});
