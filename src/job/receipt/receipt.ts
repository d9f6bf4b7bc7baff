import {
  choosePruned,
  type Judging,
  judgePairs,
  judgeParts,
  pairsThatMatter,
  type PartLine,
  pruningSteps,
  verifyPruned,
  type WithoutPair,
  type WithoutPart,
} from "../../decide/receipt/index.ts";
import { noWinner } from "../baseline.ts";
import type { Outcome } from "../summarize.ts";
import { type Bench, benchOf, tooSmall, train, USUAL_PAIRS } from "./bench.ts";
import { judgingOf, measuredOf } from "./measure.ts";
import { actOnEachOther, nameWithout, type RecipePart, recipeWithout } from "./parts.ts";
import { failureOf, scoresOf, type Staged } from "./stage.ts";
import type { Receipt, ReceiptWork } from "./types.ts";
import { type Looked, type Step, type Verification, writeReceipt } from "./write.ts";

/** The receipt and every outcome behind it. */
export interface Issued {
  readonly receipt: Receipt;
  readonly outcomes: readonly Outcome[];
  /** Stopped by its signal: what is there is of whole repeats. */
  readonly interrupted: boolean;
}

/**
 * Leave-one-out ablation of a recipe on the same splits and seeds; pairs of parts that may replace each other; and the recipe without what
 * is not needed, verified against the full one on fresh repeats. The sealed test rows stay sealed. Whole repeats are used when the time is
 * spent or the signal comes. Throws E105 or E107 when there is none, E403 when the recipe itself diverges.
 */
export async function receiptOf(work: ReceiptWork): Promise<Issued> {
  const bench = benchOf(work);
  const { parts, repeats } = bench;
  const active = parts.filter(({ idle }) => idle === undefined);
  const recipes = [work.recipe, ...active.map(({ without }) => without)];
  const stage = await train(bench, recipes, repeats, 1);
  const [full] = stage.outcomes as [Outcome, ...Outcome[]];
  if (full.error !== undefined) throw noWinner([full], work.metric);
  if (stage.finished.length === 0) throw stage.interruption ?? tooSmall(bench, recipes.length);
  const measured = measuredOf(bench, stage);
  const { judging, signal } = judgingOf(bench, stage);
  const scores = scoresOf(full, stage.finished);
  const lines = judgeParts(scores, measured, judging, { signal });
  const found = signal
    ? await lookAtPairs(bench, stage, { lines, measured, judging })
    : { pairs: [], candidates: 0, outcomes: [] };
  const order = signal ? choosePruned(lines, found.pairs, judging) : [];
  const verification = await verify(bench, order, judging);
  const receipt = writeReceipt(bench, { stage, lines, judging, signal, ...found, ...verification });
  return {
    receipt,
    outcomes: [...stage.outcomes, ...found.outcomes, ...verification.outcomes],
    interrupted: work.with.signal?.aborted === true,
  };
}

interface Lined {
  readonly lines: readonly PartLine[];
  readonly measured: readonly WithoutPart[];
  readonly judging: Judging;
}

/** Trains the recipe without both of each pair that matters, on the repeats that the parts have. */
async function lookAtPairs(bench: Bench, stage: Staged, { lines, measured, judging }: Lined): Promise<Looked> {
  const { work, parts } = bench;
  const partOf = (name: string): RecipePart => parts.find((part) => part.name === name)!;
  const known = (a: string, b: string): boolean => actOnEachOther(partOf(a).key, partOf(b).key);
  const { pairs, candidates } = pairsThatMatter(lines, known, work.pairs ?? USUAL_PAIRS);
  if (pairs.length === 0 || work.with.signal?.aborted === true) return { pairs: [], candidates, outcomes: [] };
  const recipes = pairs.map((pair) => recipeWithout(work.recipe, pair.map(partOf), nameWithout(pair)));
  const found = await train(bench, recipes, stage.finished, 2);
  const whole = pairs.flatMap((pair, i): WithoutPair[] => {
    const outcome = found.outcomes[i]!;
    const isWhole = outcome.error !== undefined || stage.finished.every((repeat) => outcome.trials.has(repeat));
    return isWhole ? [{ pair, scores: scoresOf(outcome, stage.finished), ...failureOf(outcome) }] : [];
  });
  const full = scoresOf(stage.outcomes[0]!, stage.finished);
  return { pairs: judgePairs(full, measured, whole, judging), candidates, outcomes: found.outcomes };
}

/** Trains pruned recipes and the full one on fresh repeats. */
async function verify(bench: Bench, order: readonly string[], judging: Judging): Promise<Verification> {
  const { work, parts, fresh } = bench;
  const idle = parts.filter((part) => part.idle !== undefined).map(({ name }) => name);
  const all = pruningSteps(order);
  const steps = all.map((dropped, i): Step => {
    const out = parts.filter(({ name }) => idle.includes(name) || dropped.includes(name));
    const suffix = i === all.length - 1 ? " pruned" : " half pruned";
    return { dropped, recipe: recipeWithout(work.recipe, out, `${work.recipe.name.slice(0, 68)}${suffix}`) };
  });
  if (steps.length === 0 || fresh.length === 0 || work.with.signal?.aborted === true) return { steps, outcomes: [] };
  const recipes = [work.recipe, ...steps.map(({ recipe }) => recipe)];
  const { outcomes, finished } = await train(bench, recipes, fresh, 3);
  const [whole, ...others] = outcomes as [Outcome, ...Outcome[]];
  if (finished.length < 2 || whole.error !== undefined) return { steps, outcomes };
  const full = scoresOf(whole, finished);
  const verified = steps.map((step, i): Step => {
    const outcome = others[i]!;
    if (outcome.error !== undefined) return step;
    return {
      ...step,
      verified: { ...verifyPruned(full, scoresOf(outcome, finished), judging), repeats: finished.length },
    };
  });
  return { steps: verified, outcomes };
}
