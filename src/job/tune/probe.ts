import { createRuntime } from "../../run/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { Fold } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { runTrial } from "../trial.ts";

/** Milliseconds after which two epochs say enough of those that follow, and after which one does. */
const LONG = 500;
const VERY_LONG = 5000;
const EPOCHS = 6;
const ENOUGH = new Error("enough");

/**
 * Seconds that one repeat of a recipe takes at least were all its epochs trained: the fastest of the first ones, since other work on the machine
 * only slows them. NaN when they fail.
 */
export async function foldSeconds(recipe: Recipe, part: Fold, { name: metric }: Metric, now: () => number) {
  const start = now();
  const at: number[] = [];
  let all = 1;
  const onEpoch = (_: unknown, epochs: number): void => {
    all = epochs;
    at.push(now());
    const spent = at.at(-1)! - start;
    if (at.length === EPOCHS || spent > VERY_LONG || (at.length > 1 && spent > LONG)) throw ENOUGH;
  };
  const runtime = await createRuntime({ threads: 1 });
  try {
    await runTrial(recipe, part, { seed: part.seed, metric, runtime, onEpoch });
  } catch (error) {
    if (error !== ENOUGH) return Number.NaN;
  } finally {
    await runtime.dispose();
  }
  const each = at.map((time, i) => time - (at[i - 1] ?? start));
  return (all * Math.min(...each)) / 1000;
}
