import { fold, randomOf } from "../../core/index.ts";
import { type Augmentation, defineAugmentation } from "../define.ts";
import { type Passage, someOf } from "./passage.ts";
import { randomInsertion } from "./randomInsertion.ts";
import { randomSwap } from "./randomSwap.ts";
import { ALPHA, EDA_PAPER } from "./settings.ts";
import { synonymReplacement } from "./synonymReplacement.ts";
import { wordDropout } from "./wordDropout.ts";

const OPERATIONS: readonly ((alpha: number) => Augmentation<Passage>)[] = [
  synonymReplacement,
  randomInsertion,
  randomSwap,
  wordDropout,
];

interface Drawn {
  /** For each copy the number of its operation and what that drew. */
  readonly copies: readonly { readonly operation: number; readonly drawn: unknown }[];
}

/**
 * The text and `copies` altered ones: each by one of synonymReplacement, randomInsertion, randomSwap and wordDropout, which
 * take turns in random order. Copies belong into the fold of their source.
 */
export const eda = defineAugmentation({
  name: "eda",
  doc: "Copies of a text, each altered by one easy operation.",
  paper: EDA_PAPER,
  aliases: ["easy data augmentation"],
  advice: {
    when: "English texts with fewer than about 5,000 rows.",
    typical: "alpha 0.1 with 9 copies; 0.05 and 4 copies from 2,000 rows on",
    cost: "copies + 1 times the rows, 28 MB of WordNet in memory",
    pitfalls: ["Split first: a copy of a validation row in training is a leak."],
    interactions: ["Little is gained on top of a pretrained language model."],
  },
  settings: {
    alpha: ALPHA,
    copies: { default: 9, range: [1, 100], integer: true, search: [1, 16, "log"], doc: "Altered copies per text." },
  },
  main: "alpha",
  facts: { changesRows: true },
  sample: (key, passage: Passage, { alpha, copies }): Drawn => {
    const random = randomOf(key);
    const turns = Array.from({ length: OPERATIONS.length * Math.ceil(copies / OPERATIONS.length) }, (_, i) => i);
    const operations = someOf(random, turns, copies).map((turn) => turn % OPERATIONS.length);
    return {
      copies: operations.map((operation, copy) => ({
        operation,
        drawn: OPERATIONS[operation]!(alpha).sample(fold(key, "copy", copy), passage),
      })),
    };
  },
  apply: (passage: Passage, { copies }: Drawn, { alpha }): readonly Passage[] => [
    passage,
    ...copies.map(({ operation, drawn }) => OPERATIONS[operation]!(alpha).apply(passage, drawn)),
  ],
});
