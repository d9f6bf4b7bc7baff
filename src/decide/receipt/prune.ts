import { gain } from "../../train/best.ts";
import { pairedEffect } from "../statistics/index.ts";
import { show } from "../wording.ts";
import { enoughRepeats, told } from "./judge.ts";
import { mayGo } from "./pairs.ts";
import { FEWEST } from "./parts.ts";
import type { Judging, PairLine, PartLine, Verified } from "./types.ts";

/**
 * What to leave out, the least worth first: what hurts, and what no effect was shown of; of a pair that costs more than the margin when both
 * go, the one that brings more stays. What can do nothing on this data is not among them: it goes without a question.
 */
export function choosePruned(
  parts: readonly PartLine[],
  pairs: readonly PairLine[],
  { metric }: Pick<Judging, "metric">,
): string[] {
  const worthOf = ({ effect }: PartLine): number => gain(metric.better, effect?.mean ?? 0, 0);
  const able = parts.filter(mayGo).sort((a, b) => worthOf(a) - worthOf(b) || (b.seconds ?? 0) - (a.seconds ?? 0));
  const out = new Set<string>();
  for (const { name } of able) {
    const isHeld = pairs.some(
      ({ pair, keepsOne }) => keepsOne && pair.includes(name) && pair.some((other) => other !== name && out.has(other)),
    );
    if (!isHeld) out.add(name);
  }
  return [...out];
}

/**
 * Nested prunings, tested in this order until one does not hold: the half that is least worth, then all. Small effects that are no loss one by
 * one may be one together. An order that is fixed beforehand needs no correction: a wrong one passes in 5 % at most.
 */
export function pruningSteps(order: readonly string[]): readonly (readonly string[])[] {
  if (order.length < 2) return order.length === 0 ? [] : [order];
  return [order.slice(0, Math.ceil(order.length / 2)), order];
}

/** The last step of those that hold from the first on. */
export function lastThatHolds<T extends { readonly verified?: Pick<Verified, "holds"> }>(
  steps: readonly T[],
): T | undefined {
  const fails = steps.findIndex(({ verified }) => verified?.holds !== true);
  return steps[(fails < 0 ? steps.length : fails) - 1];
}

/** Level of an interval whose lower end is a one-sided 95 % limit. */
const ONE_SIDED = 0.9;

/**
 * Whether the pruned recipe is no worse than the full one by more than the margin: the one-sided 95 % limit of the corrected resampled t,
 * on repeats that had no part in choosing it. Nothing else is claimed of it: fewer parts win a tie.
 */
export function verifyPruned(full: readonly number[], pruned: readonly number[], judging: Judging): Verified {
  const { metric, margin } = judging;
  const differences = pruned.map((score, i) => score - (full[i] ?? Number.NaN));
  const { mean, se, low, high, p, n, note } = pairedEffect(differences, judging);
  const sided = pairedEffect(differences, { ...judging, level: ONE_SIDED });
  const limit = metric.better === "higher" ? sided.low : sided.high;
  const holds = n >= FEWEST && gain(metric.better, limit, 0) >= -margin;
  const effect = { mean, se, low, high, p };
  const size = note === undefined ? told(effect, judging) : `${show(mean)} ${metric.title}`;
  const allowed = `${show(margin)} ${metric.title}`;
  const enough = holds || note !== undefined ? undefined : noWorseAfter({ mean, se, n }, judging);
  const few = n < FEWEST ? "too few to tell" : undefined;
  const why = note ?? few ?? `may be worse by more than ${allowed}`;
  const more = enough === undefined ? "" : `; about ${enough} repeats would tell`;
  return {
    ...{ holds, effect, limit, ...(enough === undefined ? {} : { enough }) },
    sentence: holds
      ? `no worse on ${n} fresh repeats (${size}; at most ${allowed} was allowed)`
      : `not shown to be as good on ${n} fresh repeats (${size}: ${why}${more})`,
  };
}

/** `enoughRepeats` of the loss: its interval has to end within the margin. */
function noWorseAfter(effect: Parameters<typeof enoughRepeats>[0], judging: Judging): number | undefined {
  return enoughRepeats({ ...effect, mean: -effect.mean }, judging, 1);
}
