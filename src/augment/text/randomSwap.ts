import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { isGuarded } from "./guards.ts";
import { type Passage, touched } from "./passage.ts";
import { ALPHA, ALPHAS, EDA_PAPER } from "./settings.ts";

interface Drawn {
  /** Pairs of places, exchanged one after the other. */
  readonly swaps: readonly (readonly [number, number])[];
}

/** Exchanges two random words max(1, ⌊alpha · words⌋) times; negations, numbers and all punctuation stay in their places. */
export const randomSwap = defineAugmentation({
  name: "randomSwap",
  doc: "Exchanges random words: less depends on their order.",
  paper: EDA_PAPER,
  aliases: ["RS"],
  advice: {
    when: "Topic-like labels and models that read the order.",
    typical: "0.1",
    pitfalls: ["A bag of words sees no difference.", "What a negation refers to may change."],
  },
  settings: { alpha: ALPHA },
  main: "alpha",
  audit: [{ stage: "words", strengths: ALPHAS, at: (alpha) => ({ alpha }) }],
  sample: (key, { words }: Passage, { alpha }): Drawn => {
    const random = randomOf(key);
    const places = [...words.keys()].filter((i) => !isGuarded(words[i]!));
    if (places.length < 2) return { swaps: [] };
    const pair = (): readonly [number, number] => {
      const [a, b] = [random.below(places.length), random.below(places.length - 1)];
      return [places[a]!, places[b < a ? b : b + 1]!];
    };
    return { swaps: Array.from({ length: touched(words.length, alpha) }, pair) };
  },
  apply: (passage: Passage, { swaps }: Drawn): Passage => {
    const words = [...passage.words];
    for (const [a, b] of swaps) [words[a], words[b]] = [words[b]!, words[a]!];
    return { ...passage, words };
  },
});
