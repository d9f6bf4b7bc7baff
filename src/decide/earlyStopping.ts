import { type GivenOf, RegularizeError, resolveSettings } from "../core/index.ts";
import { type Better, type BestState, bestTracker, type Mark } from "../train/best.ts";

/** What early stopping decides after an epoch. */
export type StopDecision =
  | { readonly state: BestState; readonly improved: boolean; readonly stop: false }
  | {
      readonly state: BestState;
      readonly improved: boolean;
      readonly stop: true;
      readonly reason: "patience" | "diverged";
      /** One sentence for a person. */
      readonly message: string;
    };

export interface EarlyStopping {
  init(): BestState;
  /**
   * The decision after an epoch, and the state for the next. `improved`: this epoch is the best so far, keep its weights;
   * `state.best` is the epoch to restore. A score that is not finite stops at once as "diverged" and leaves the state alone.
   */
  observe(state: BestState, mark: Mark): StopDecision;
}

export const earlyStoppingSettings = {
  patience: {
    default: 15,
    range: [1, 1_000_000],
    integer: true,
    search: [5, 50, "log"],
    doc: "Epochs without progress before stopping.",
  },
  minDelta: {
    default: 1e-3,
    range: [0, Number.MAX_VALUE],
    doc: "Progress is a score that beats the last progress by more than this.",
  },
  minDeltaMode: {
    default: "absolute",
    choices: ["absolute", "relative"],
    doc: "Units of minDelta: those of the score, or a fraction of the last progress's score.",
  },
  startEpoch: {
    default: 0,
    range: [0, 1_000_000],
    integer: true,
    doc: "Epochs before this one do not use up patience; they may still be the best.",
  },
  ties: {
    default: "first",
    choices: ["first", "last"],
    doc: "Which of equally good epochs is the best one.",
  },
} as const;

export type EarlyStoppingOptions = GivenOf<typeof earlyStoppingSettings> & {
  /** The metric's direction: never guessed from a name. */
  readonly better: Better;
};

function checkBetter(better: unknown): void {
  if (better === "higher" || better === "lower") return;
  throw new RegularizeError({
    code: "E311",
    where: "earlyStopping.better",
    message: "earlyStopping.better is missing or unknown",
    expected: "higher | lower",
    received: JSON.stringify(better) ?? String(better),
    todo: "pass the metric's own direction: earlyStopping({ better: metric.better })",
  });
}

/**
 * Stops when the validation score made no progress for `patience` epochs: epoch − max(last progress, startEpoch − 1) ≥ patience.
 * Epochs count, not observations, so scoring every k-th epoch changes nothing. A pure function of the state, which is the
 * run's one tracker of "best". Prechelt 1998, doi:10.1007/3-540-49430-8_3.
 * @throws E310, E311 for unknown or illegal settings.
 */
export function earlyStopping({ better, ...given }: EarlyStoppingOptions): EarlyStopping {
  checkBetter(better);
  const { patience, startEpoch, ...tracking } = resolveSettings("earlyStopping", earlyStoppingSettings, given);
  const tracker = bestTracker({ better, ...tracking });
  return {
    init: () => tracker.init(),
    observe: (before, mark) => {
      if (!Number.isFinite(mark.score))
        return { state: before, improved: false, stop: true, reason: "diverged", message: diverged(mark) };
      const { state, improved } = tracker.observe(before, mark);
      const since = Math.max(state.milestone?.epoch ?? mark.epoch, startEpoch - 1);
      if (mark.epoch - since < patience) return { state, improved, stop: false };
      return { state, improved, stop: true, reason: "patience", message: exhausted(mark, since, state) };
    },
  };
}

const diverged = ({ epoch, score }: Mark): string => `the score became ${score} at epoch ${epoch}`;

const exhausted = ({ epoch }: Mark, since: number, { best }: BestState): string =>
  `no progress for ${epoch - since} epochs; the best is epoch ${best?.epoch} (${best?.score})`;
