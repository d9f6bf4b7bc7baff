import { fold, type Key, randomOf, type StoredRows } from "../../core/index.ts";
import { type Augmentation, text } from "../../augment/index.ts";
import { pickRows } from "../../train/pick.ts";
import type { AnyExamples } from "../../train/score.ts";
import type { BatchSource } from "../../train/source.ts";
import { factoryOf, type GivenStep, namedStep } from "./steps.ts";

type Step = Augmentation<text.Passage, text.Passage | readonly text.Passage[]>;

/** Steps of a recipe for texts: from a text and a key another text. */
export type TextPolicy = (text: string, key: Key) => string;

/** The steps of a recipe for texts. Throws E136 for what is no augmentation of texts. */
export function textPolicy(steps: readonly GivenStep[]): TextPolicy {
  const made = steps.map((step, i) => {
    const where = `augment[${i}]`;
    const { name, settings } = namedStep(step, where);
    return factoryOf("text", name, where)(settings) as unknown as Step;
  });
  return (source, key) => {
    const passage = made.reduce((of, step, i) => once(step, of, fold(key, i)), text.passageOf(source));
    return text.textOf(passage);
  };
}

/**
 * One text for one: of a step that gives copies beside the original, each is as likely. A training row is then seen as often as
 * without augmentation, and in every epoch anew.
 */
function once(step: Step, passage: text.Passage, key: Key): text.Passage {
  const result = step.apply(passage, step.sample(key, passage));
  if (!Array.isArray(result)) return result as text.Passage;
  const copies = result as readonly text.Passage[];
  return copies[randomOf(fold(key, "copy")).below(copies.length)]!;
}

/** Training texts to draw batches from. */
export interface TextRows {
  readonly texts: readonly string[];
  /** [rows]: where each training row stands among the texts. */
  readonly rows: Int32Array;
  readonly examples: AnyExamples;
  readonly width: number;
  readonly encode: (text: string, out: Float32Array, at: number) => void;
}

/** Augmented texts of some rows, each drawn by the key of its place. */
export function textCopies(
  steps: readonly GivenStep[],
  { texts, width, encode }: Pick<TextRows, "texts" | "width" | "encode">,
  rows: Int32Array,
  key: Key,
): StoredRows {
  const policy = textPolicy(steps);
  return {
    length: rows.length * width,
    gather: (of, out) => {
      for (const [place, i] of of.entries()) encode(policy(texts[rows[i]!]!, fold(key, i)), out, place * width);
    },
  };
}

/** Batches of augmented texts. */
export function textBatches(
  steps: readonly GivenStep[],
  { texts, rows, examples, width, encode }: TextRows,
): BatchSource {
  const policy = textPolicy(steps);
  const blank = { ...examples, x: { length: examples.rows * width, gather: () => undefined } };
  return {
    rows: examples.rows,
    draw: (chosen, { key }) => {
      const x = new Float32Array(chosen.length * width);
      for (const [place, row] of chosen.entries()) encode(policy(texts[rows[row]!]!, fold(key, row)), x, place * width);
      return { ...pickRows(blank, chosen), x };
    },
  };
}
