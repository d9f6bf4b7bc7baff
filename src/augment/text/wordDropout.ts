import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { isGuarded } from "./guards.ts";
import { type Passage, without } from "./passage.ts";
import { EDA_PAPER } from "./settings.ts";

interface Drawn {
  /** Places of the words that go. */
  readonly dropped: readonly number[];
}

/** Drops each word with probability `rate`, but no negation and no number; one word always stays. */
export const wordDropout = defineAugmentation({
  name: "wordDropout",
  doc: "Drops random words: the answer must not hang on one of them.",
  paper: `Iyyer et al. 2015, doi:10.3115/v1/P15-1162; ${EDA_PAPER}`,
  aliases: ["random deletion", "RD"],
  advice: {
    when: "Texts of more than a few words.",
    typical: "0.1; 0.2–0.3 for bags of words",
    pitfalls: ["Short texts may lose the word that carries the label."],
  },
  settings: {
    rate: { default: 0.1, range: [0, 1], search: [0.05, 0.3, "linear"], doc: "Probability that a word is dropped." },
  },
  main: "rate",
  audit: [{ stage: "words", strengths: [0.05, 0.1, 0.2, 0.3, 0.5], at: (rate) => ({ rate }) }],
  sample: (key, { words }: Passage, { rate }): Drawn => {
    const random = randomOf(key);
    const dropped = [...words.keys()].filter((i) => random.uniform() < rate && !isGuarded(words[i]!));
    if (dropped.length < words.length) return { dropped };
    return { dropped: dropped.toSpliced(random.below(words.length), 1) };
  },
  apply: (passage: Passage, { dropped }: Drawn): Passage => without(passage, new Set(dropped)),
});
