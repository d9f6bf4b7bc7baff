import { availableParallelism } from "node:os";
import { createRuntime } from "../../../run/index.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { epochsOf } from "../../model.ts";
import { type Fold, foldOf, type Prepared } from "../../prepare.ts";
import type { Recipe } from "../../recipe.ts";
import { runTrial } from "../../trial.ts";
import { tooShort } from "../failure.ts";
import { endSeconds } from "../search/seconds.ts";

/** Milliseconds after which two epochs say enough of those that follow, and after which one does. */
const LONG = 500;
const VERY_LONG = 5000;
const EPOCHS = 6;
/** Share of the budget that goes into not refusing it for what other work on the machine did to the first epochs. */
const SURE = 0.05;
/** Of its epochs, the part that a recipe with early stopping is sure to train. */
const STOPPED = 1 / 3;
const ENOUGH = new Error("enough");

/**
 * Seconds that one repeat of a recipe takes at least were all its epochs trained: the fastest of the first ones, since other work on the machine
 * only slows them. NaN when they fail.
 */
async function foldSeconds(recipe: Recipe, part: Fold, { name: metric }: Metric, now: () => number, budget: number) {
  const start = now();
  const at: number[] = [];
  let all = 1;
  const seconds = (): number => (all * Math.min(...at.map((time, i) => time - (at[i - 1] ?? start)))) / 1000;
  const onEpoch = (_: unknown, epochs: number): void => {
    all = epochs;
    at.push(now());
    const spent = at.at(-1)! - start;
    const isLong = spent > VERY_LONG || (at.length > 1 && spent > LONG);
    if (at.length >= EPOCHS || (isLong && (seconds() < budget || spent > 1000 * SURE * budget))) throw ENOUGH;
  };
  const runtime = await createRuntime({ threads: 1 });
  try {
    await runTrial(recipe, part, { seed: part.seed, metric, runtime, onEpoch });
  } catch (error) {
    if (error !== ENOUGH) return Number.NaN;
  } finally {
    await runtime.dispose();
  }
  return seconds();
}

interface Probing {
  /** What may be trained first, the slowest first; the last of them where there is no time for more. */
  readonly first: readonly Recipe[];
  readonly prepared: Prepared;
  readonly metric: Metric;
  readonly clock: () => number;
  readonly folds: number;
  readonly crossFolds: number | undefined;
  readonly budgetSeconds: number | undefined;
  readonly workers: number | undefined;
}

/** What a look at the first epochs says. */
export interface Probed {
  /** Seconds of an epoch of the recipe that is trained first; 0 where nobody knows or needs to. */
  readonly epochSeconds: number;
  /** Which is trained first: the first whose repeat does not take a large part of the budget. */
  readonly at: number;
}

/** Of the budget, so much may go into the first repeat. */
const FIRST_SHARE = 1 / 3;

/**
 * Looks at what may be trained first, where there is a budget in time. Throws E105 with the seconds that a trial takes when not even one repeat of the
 * shortest would be trained in time.
 */
export async function probed(of: Probing): Promise<Probed> {
  const { first, prepared, metric, clock, folds, crossFolds, budgetSeconds, workers = availableParallelism() } = of;
  if (budgetSeconds === undefined) return { epochSeconds: 0, at: 0 };
  const left = budgetSeconds - endSeconds(budgetSeconds);
  const last = first.length - 1;
  for (const [at, recipe] of first.entries()) {
    const part = foldOf(prepared, 0, recipe, 1, crossFolds);
    const seconds = await foldSeconds(recipe, part, metric, clock, left);
    const least = seconds * (recipe.earlyStopping && recipe.patience < recipe.epochs ? STOPPED : 1);
    const epochSeconds = Number.isNaN(seconds) ? 0 : seconds / epochsOf(recipe, part.train.rows);
    if (at === last && least > left)
      throw tooShort({ budgetSeconds, folds, seconds: (seconds * folds) / Math.min(workers, folds) });
    // What fails here fails as a trial too, and is told there.
    if (at === last || !(least > FIRST_SHARE * left)) return { epochSeconds, at };
  }
  return { epochSeconds: 0, at: 0 };
}
