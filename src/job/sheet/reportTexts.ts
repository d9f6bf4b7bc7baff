import { fold as foldKey, keyOf } from "../../core/index.ts";
import type { ReportSheet } from "../../observe/index.ts";
import { isRewriting } from "../augment/rewriting.ts";
import { type GivenStep, showSteps } from "../augment/steps.ts";
import type { Fold } from "../prepare.ts";
import type { TextPrepared } from "../source/text.ts";
import { originalsOf } from "./originals.ts";
import { preparedPolicy } from "../augment/text.ts";
import { wordsOff } from "./text.ts";

type TextReport = Extract<ReportSheet, { readonly kind: "text" }>;

const TEXTS = 3;

/** Training texts beside a copy by each step, and by all together. What models rewrite is not asked for again. */
export async function stepsOnTexts(
  { texts }: TextPrepared,
  fold: Fold,
  steps: readonly GivenStep[],
): Promise<TextReport> {
  const key = foldKey(keyOf(fold.seed), "sheet");
  const own = steps.filter((step) => !isRewriting(step));
  const originals = originalsOf(fold, TEXTS, (row) => wordsOff(texts[row]!));
  const sources = originals.map(({ row }) => texts[row]!);
  const lists = [
    ...own.map((step) => ({ operation: showSteps([step]), of: [step] })),
    ...(own.length > 1 ? [{ operation: "all together", of: own }] : []),
  ];
  const policies = await Promise.all(lists.map(({ of }) => preparedPolicy(of, sources, key)));
  return {
    kind: "text",
    texts: originals.map(({ caption }, i) => ({
      name: caption,
      source: sources[i]!,
      copies: lists.map(({ operation }, k) => ({
        operation,
        text: policies[k]!(sources[i]!, i, foldKey(key, "row", i, "copy", k)),
      })),
    })),
    shown: originals.length,
    notes: steps
      .filter(isRewriting)
      .map((step) => `${showSteps([step])}: models made these copies before training; they are not shown.`),
  };
}
