import {
  type Judging,
  lastThatHolds,
  type PairLine,
  type PartLine,
  receiptSentence,
} from "../../decide/receipt/index.ts";
import { meanAndError } from "../../decide/statistics/index.ts";
import type { Outcome } from "../summarize.ts";
import type { Bench } from "./bench.ts";
import { recipeWithout } from "./parts.ts";
import { scoresOf, type Staged } from "./stage.ts";
import type { Receipt, ReceiptPart } from "./types.ts";

/** What was found of pairs. */
export interface Looked {
  readonly pairs: readonly PairLine[];
  readonly candidates: number;
  readonly outcomes: readonly Outcome[];
}

export type Step = Receipt["steps"][number];

/** What was found of pruned recipes; without steps there is nothing to drop. */
export interface Verification {
  readonly steps: readonly Step[];
  readonly outcomes: readonly Outcome[];
}

interface Findings extends Verification, Looked {
  readonly stage: Staged;
  readonly lines: readonly PartLine[];
  readonly judging: Judging;
  readonly signal: boolean;
}

/** Puts the findings together. */
export function writeReceipt(
  { work, parts, folds, baseline, testFraction }: Bench,
  { stage, lines, judging, signal, pairs, candidates, steps }: Findings,
): Receipt {
  const { recipe, metric } = work;
  const scored = (outcome: Outcome | undefined): { mean: number; se: number } => {
    const { mean, se } = meanAndError(outcome === undefined ? [] : scoresOf(outcome, stage.finished), { testFraction });
    return { mean, se };
  };
  const outcomeOf = (name: string): Outcome | undefined => stage.outcomes.find((one) => one.name === name);
  const told = lines.map((line, i): ReceiptPart => {
    const { key, label, without } = parts[i]!;
    return { ...line, key, label, without: scored(outcomeOf(without.name)) };
  });
  const { title } = metric;
  const best = lastThatHolds(steps);
  const idle = parts.filter((part) => part.idle !== undefined);
  return {
    ...{ recipe, parts: told, pairs, candidates, repeats: stage.finished.length, folds, baseline },
    full: { ...scored(stage.outcomes[0]), seconds: stage.seconds.get(recipe.name) ?? Number.NaN },
    steps,
    recommended: best?.recipe ?? (idle.length === 0 ? recipe : recipeWithout(recipe, idle, recipe.name)),
    dropped: [...idle.map(({ name }) => name), ...(best?.dropped ?? [])],
    margin: judging.margin,
    conclusion: receiptSentence(lines, {
      ...{ name: recipe.name, repeats: stage.finished.length, signal, baseline: { score: baseline, title }, steps },
    }),
  };
}
