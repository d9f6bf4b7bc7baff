/** Which direction of a score is an improvement. */
export type Better = "higher" | "lower";

/** A score and when it was reached. `epoch` counts as the caller counts. */
export interface Mark {
  readonly epoch: number;
  readonly score: number;
}

/** The one best epoch of a run: what is reported and restored. Plain JSON, so that checkpoints carry it. */
export interface BestState {
  readonly best: Mark | null;
}

export interface BestOptions {
  readonly better: Better;
  /** Which of equal scores is the best epoch (default "first"). */
  readonly ties?: "first" | "last";
}

export interface BestStep {
  readonly state: BestState;
  /** This epoch is the best so far: keep its weights. */
  readonly improved: boolean;
}

export interface BestTracker {
  init(): BestState;
  /** The state after an epoch's score. NaN is never an improvement. */
  observe(state: BestState, mark: Mark): BestStep;
}

/** By how much `score` is better than `reference`: positive when better, whatever the direction. */
export const gain = (better: Better, score: number, reference: number): number =>
  better === "higher" ? score - reference : reference - score;

/** The one tracker of "best" that stopping and restoring read: best ← s when s beats best, whatever the margin. */
export function bestTracker({ better, ties = "first" }: BestOptions): BestTracker {
  const isBest = (score: number, best: Mark | null): boolean => {
    if (Number.isNaN(score) || best === null) return !Number.isNaN(score);
    const gained = gain(better, score, best.score);
    return gained > 0 || (ties === "last" && score === best.score);
  };
  return {
    init: () => ({ best: null }),
    observe: ({ best }, { epoch, score }) => {
      const improved = isBest(score, best);
      return { state: { best: improved ? { epoch, score } : best }, improved };
    },
  };
}
