import { fold, type Key, keyOf, randomOf, type StoredRows } from "../../core/index.ts";
import { type Augmentation, text } from "../../augment/index.ts";
import { pickRows } from "../../train/pick.ts";
import type { AnyExamples } from "../../train/score.ts";
import type { BatchSource } from "../../train/source.ts";
import { type Copies, isRewriting, rewritten } from "./rewriting.ts";
import { factoryOf, type GivenStep, namedStep } from "./steps.ts";

type Step = Augmentation<text.Passage, text.Passage | readonly text.Passage[]>;

/** Steps of a recipe for texts: from a text, its number among the training rows and a key another text. */
export type TextPolicy = (source: string, row: number, key: Key) => string;

/** The steps of a recipe for texts, with the copies that models made. Throws E136 for what is no augmentation of texts. */
function textPolicy(steps: readonly GivenStep[], copies: readonly (Copies | undefined)[] = []): TextPolicy {
  const made = steps.map((step, i) => {
    const { name, settings } = namedStep(step, `augment[${i}]`);
    const make = factoryOf("text", name, `augment[${i}]`) as unknown as (given: unknown) => Step;
    return drawerOf(make(copies[i]?.settings ?? settings), make);
  });
  const prepared = copies.filter((of) => of !== undefined);
  const copiesOf = (row: number): Pick<text.Passage, "copies"> =>
    prepared.length === 0 ? {} : { copies: Object.fromEntries(prepared.map((of) => [of.name, of.copies[row] ?? []])) };
  return (source, row, key) => {
    const passage = { ...text.passageOf(source), ...copiesOf(row) };
    return text.textOf(made.reduce((of, drawer, i) => once(drawer, of, fold(key, i)), passage));
  };
}

/** A step, and how often it changes a text. */
interface Drawer {
  readonly step: Step;
  readonly share: number;
}

/** Of a step that gives copies beside the original each is as likely: one of them is made, that often. */
function drawerOf(step: Step, remake: (settings: object) => Step): Drawer {
  const { copies } = step.settings;
  if (step.facts.changesRows !== true || typeof copies !== "number") return { step, share: 1 };
  return { step: remake({ ...step.settings, copies: 1 }), share: copies / (copies + 1) };
}

/**
 * One text for one: a training row is seen as often as without augmentation, and in every epoch anew. Of a step that gives rows
 * the last is the changed one.
 */
function once({ step, share }: Drawer, passage: text.Passage, key: Key): text.Passage {
  if (share < 1 && randomOf(fold(key, "copy")).uniform() >= share) return passage;
  const result = step.apply(passage, step.sample(key, passage));
  return Array.isArray(result) ? (result as readonly text.Passage[]).at(-1)! : (result as text.Passage);
}

/** The steps of a recipe for some training texts; what models rewrite is rewritten now. Throws E136 and E290–E299. */
export async function preparedPolicy(
  steps: readonly GivenStep[],
  texts: readonly string[],
  key: Key,
): Promise<TextPolicy> {
  const copies: (Copies | undefined)[] = [];
  for (const [i, step] of steps.entries())
    copies.push(isRewriting(step) ? await rewritten(step, texts, fold(key, "rewriting", i)) : undefined);
  return textPolicy(steps, copies);
}

/** Training texts to draw batches from. */
export interface TextRows {
  readonly texts: readonly string[];
  /** [rows]: where each training row stands among the texts. */
  readonly rows: Int32Array;
  readonly examples: AnyExamples;
  readonly width: number;
  readonly seed: number;
  readonly encode: (text: string, out: Float32Array, at: number) => void;
}

/** Augmented texts of some rows, each drawn by the key of its place. Steps that need models are left out. */
export function textCopies(
  steps: readonly GivenStep[],
  { texts, width, encode }: Pick<TextRows, "texts" | "width" | "encode">,
  rows: Int32Array,
  key: Key,
): StoredRows {
  const policy = textPolicy(steps.filter((step) => !isRewriting(step)));
  return {
    length: rows.length * width,
    gather: (of, out) => {
      for (const [place, i] of of.entries()) encode(policy(texts[rows[i]!]!, i, fold(key, i)), out, place * width);
    },
  };
}

/** Batches of augmented texts; what models rewrite is rewritten once, before the first. */
export async function textBatches(steps: readonly GivenStep[], of: TextRows): Promise<BatchSource> {
  const { texts, rows, examples, width, encode, seed } = of;
  const own = Array.from(rows, (row) => texts[row]!);
  const policy = await preparedPolicy(steps, own, keyOf(seed));
  const blank = { ...examples, x: { length: examples.rows * width, gather: () => undefined } };
  return {
    rows: examples.rows,
    draw: (chosen, { key: epoch }) => {
      const x = new Float32Array(chosen.length * width);
      for (const [place, row] of chosen.entries()) encode(policy(own[row]!, row, fold(epoch, row)), x, place * width);
      return { ...pickRows(blank, chosen), x };
    },
  };
}
