/** Which direction of a score is an improvement. */
export type Better = "higher" | "lower";

/** A score and when it was reached. `epoch` counts as the caller counts. */
export interface Mark {
  readonly epoch: number;
  readonly score: number;
}

/**
 * All that the epochs so far say about "best". Plain JSON, so that checkpoints carry it.
 * `best` is the one best epoch of a run: what is reported and restored. `milestone` is what patience counts from.
 */
export interface BestState {
  readonly best: Mark | null;
  readonly milestone: Mark | null;
}

export interface BestOptions {
  readonly better: Better;
  /** A milestone must beat the one before by more than this (default 0); `best` never depends on it. */
  readonly minDelta?: number;
  /** "relative" multiplies `minDelta` by |score of the milestone| (default "absolute"). */
  readonly minDeltaMode?: "absolute" | "relative";
  /** Which of equal scores is the best epoch (default "first"). */
  readonly ties?: "first" | "last";
}

export interface BestStep {
  readonly state: BestState;
  /** This epoch is the best so far: keep its weights. */
  readonly improved: boolean;
  /** This epoch beats the milestone by more than `minDelta`: patience starts anew. */
  readonly advanced: boolean;
}

export interface BestTracker {
  init(): BestState;
  /** The state after an epoch's score. NaN is never an improvement. */
  observe(state: BestState, mark: Mark): BestStep;
}

/** By how much `score` is better than `reference`: positive when better, whatever the direction. */
export const gain = (better: Better, score: number, reference: number): number =>
  better === "higher" ? score - reference : reference - score;

/**
 * The one tracker of "best" that early stopping, restoring and plateau schedules read.
 * Two strict comparisons: best ← s when s beats best; milestone ← s when s beats the milestone by more than minDelta
 * (× |milestone| when relative), the rule of Keras and Lightning. Slow progress therefore adds up to a milestone.
 */
export function bestTracker({
  better,
  minDelta = 0,
  minDeltaMode = "absolute",
  ties = "first",
}: BestOptions): BestTracker {
  const isBest = (score: number, best: Mark | null): boolean => {
    if (Number.isNaN(score) || best === null) return !Number.isNaN(score);
    const gained = gain(better, score, best.score);
    return gained > 0 || (ties === "last" && score === best.score);
  };
  const advances = (score: number, milestone: Mark | null): boolean => {
    if (Number.isNaN(score) || milestone === null) return !Number.isNaN(score);
    const needed = minDeltaMode === "relative" ? minDelta * Math.abs(milestone.score) : minDelta;
    return gain(better, score, milestone.score) > needed;
  };
  return {
    init: () => ({ best: null, milestone: null }),
    observe: ({ best, milestone }, { epoch, score }) => {
      const mark = { epoch, score };
      const improved = isBest(score, best);
      const advanced = advances(score, milestone);
      return { state: { best: improved ? mark : best, milestone: advanced ? mark : milestone }, improved, advanced };
    },
  };
}
