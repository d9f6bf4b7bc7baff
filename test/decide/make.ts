import fc from "fast-check";
import type { Better } from "../../src/train/best.ts";
import type { Observed, StopDecision, Stopping, StoppingState } from "../../src/train/stopping.ts";

/** The epochs of a run, from 1. */
export const history = (scores: readonly number[], better: Better = "lower", trainLosses = scores): Observed[] =>
  scores.map((score, i) => ({ epoch: i + 1, score, better, trainLoss: trainLosses[i]! }));

/** Observes epochs until the stop or the end. */
export function follow(stopping: Stopping, seen: readonly Observed[], from?: StoppingState): StopDecision[] {
  const decisions: StopDecision[] = [];
  let state = from ?? stopping.init();
  for (const epoch of seen) {
    const decision = stopping.observe(state, epoch);
    decisions.push(decision);
    if (decision.stop) break;
    state = decision.state;
  }
  return decisions;
}

/** The epoch, from 1, after which it stops; undefined when it does not. */
export function stopsAfter(stopping: Stopping, seen: readonly Observed[]): number | undefined {
  const decisions = follow(stopping, seen);
  return decisions.at(-1)?.stop === true ? decisions.length : undefined;
}

/** Positive errors that fall, rise and stand still; multiples of 1/8, so that references decide equality as exactly. */
export const errors = fc
  .array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 40 })
  .map((values) => values.map((n) => n / 8));
