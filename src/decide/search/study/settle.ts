import { meanOf } from "../../../core/mean.ts";
import type { Better } from "../../../train/best.ts";
import { type FoldPruning, isHopeless } from "../prune/index.ts";
import type { Row, Trial } from "./types.ts";

/** Scores as losses, lower better; the same function turns them back. */
export const signed = (better: Better, score: number): number => (better === "lower" ? score : -score);

/** What settling needs to know of the study. */
export interface Rules {
  readonly better: Better;
  readonly prune: Required<FoldPruning> | undefined;
}

type Verdict = Pick<Row, "state" | "scores" | "score"> & { readonly reason?: string };

function hopeless(scores: readonly number[], rival: Row | undefined, { better, prune }: Rules): Verdict | undefined {
  if (prune === undefined || rival === undefined) return undefined;
  const losses = scores.map((score) => signed(better, score));
  const p = isHopeless(
    losses,
    rival.scores.map((score) => signed(better, score)),
    prune,
  );
  if (p === undefined) return undefined;
  const score = rival.score + meanOf(scores.map((s, fold) => s - rival.scores[fold]!));
  const reason = `worse than trial ${rival.id} on ${scores.length} folds, p = ${p.toPrecision(2)}`;
  return { state: "pruned", scores, score, reason };
}

/**
 * What follows from a trial's outcomes, read in the order of folds whatever order they came in: the first failure or hopeless look ends it, and
 * what was told of later folds does not count.
 */
export function settle(trial: Trial, rival: Row | undefined, rules: Rules): Row {
  const scores: number[] = [];
  const ended = (state: "failed" | "pruned", reason: string): Row => ({
    ...trial,
    state,
    scores,
    score: Number.NaN,
    reason,
  });
  for (const [fold, outcome] of trial.outcomes.entries()) {
    if (outcome === null) return { ...trial, state: "running", scores, score: Number.NaN };
    if ("failed" in outcome) return ended("failed", outcome.failed);
    if ("pruned" in outcome) return ended("pruned", outcome.pruned);
    scores.push(outcome.score);
    const given = fold + 1 < trial.outcomes.length ? hopeless(scores, rival, rules) : undefined;
    if (given !== undefined) return { ...trial, ...given };
  }
  return { ...trial, state: "done", scores, score: meanOf(scores) };
}

/** Finished rows, best first; equal ones in the order asked. */
export function ranked(rows: readonly Row[], better: Better): Row[] {
  const done = rows.filter(({ state }) => state === "done");
  return done.sort((a, b) => signed(better, a.score) - signed(better, b.score) || a.id - b.id);
}

/** The next fold to hand out: those that every trial gets at once, each later one when all before it are told; none behind a failure. */
export function nextFold(row: Row, prune: Required<FoldPruning> | undefined): number | undefined {
  if (row.state !== "running") return undefined;
  const fold = row.asked.indexOf(false);
  const failed = row.outcomes.findIndex((outcome) => outcome !== null && !("score" in outcome));
  if (fold < 0 || (failed >= 0 && failed < fold)) return undefined;
  const free = prune === undefined || row.rival === null || fold < prune.least;
  return free || row.scores.length >= fold ? fold : undefined;
}
