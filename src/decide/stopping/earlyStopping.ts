import { plural } from "../../core/count.ts";
import type { ValuesOf } from "../../core/index.ts";
import { gain, type Mark } from "../../train/best.ts";
import { defineStopping, type Rule, type Seen } from "./define.ts";
import { type Smoothed, smootherOf } from "./smooth.ts";

const settings = {
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
  smoothing: {
    default: "none",
    choices: ["none", "average", "median"],
    doc: "What patience looks at: the score, its exponential average, or the median of the last ones.",
  },
  smoothingEpochs: {
    default: 5,
    range: [1, 10_000],
    integer: true,
    doc: "Scores that smoothing looks back on; the average's newest weighs 2 / (this + 1).",
  },
} as const;

interface Memory {
  /** Where patience counts from, and the smoothed score there. */
  readonly progress: Mark | null;
  readonly smoothed: Smoothed;
}

/**
 * Stops when the validation score made no progress for `patience` epochs: epoch − max(last progress, startEpoch − 1) ≥ patience.
 * Progress is to beat the last progress by more than minDelta (× its size when relative), the rule of Keras and Lightning:
 * slow progress adds up. Epochs count, not observations, so scoring every k-th epoch changes nothing. Smoothing calms what
 * patience looks at; the best epoch is that of the raw score.
 * @throws E310, E311 for unknown or illegal settings.
 */
export const earlyStopping = defineStopping({
  name: "earlyStopping",
  doc: "Stops when validation stops improving, and keeps the best epoch.",
  paper: "Prechelt 1998, doi:10.1007/3-540-49430-8_3",
  aliases: ["patience", "restore best weights"],
  advice: {
    when: "Always: it saves time, and the best epoch's weights come back.",
    typical: "patience 15 (10 to 20), minDelta 1e-3; Lightning waits 3 epochs",
    cost: "none",
    pitfalls: [
      "A noisy score stops it too soon: smooth it, or wait longer.",
      "The score that chose the epoch flatters: on small tables validation is a median 2.6 points too good. Keep a sealed test.",
    ],
    interactions: [
      "reduceOnPlateau needs a shorter patience, such as 5.",
      "Regularized runs learn slower: give them the epochs, or the comparison is unfair.",
    ],
  },
  settings,
  main: "patience",
  reason: "patience",
  rule: (given): Rule<Memory> => {
    const { patience, startEpoch, smoothing, smoothingEpochs } = given;
    const smoother = smootherOf(smoothing, smoothingEpochs);
    return {
      init: () => ({ progress: null, smoothed: smoother.init() }),
      observe: ({ progress: before, smoothed }, seen) => {
        const { epoch, best } = seen;
        const { state, value } = smoother.observe(smoothed, seen.score);
        const progress = advances(given, seen, value, before) ? { epoch, score: value } : before!;
        const since = Math.max(progress.epoch, startEpoch - 1);
        const memory = { progress, smoothed: state };
        if (epoch - since < patience) return { memory };
        const waited = `no progress for ${plural(epoch - since, "epoch")}`;
        return { memory, stop: `${waited}; the best is epoch ${best.epoch} (${best.score})` };
      },
    };
  },
});

type Needed = Pick<ValuesOf<typeof settings>, "minDelta" | "minDeltaMode">;

function advances({ minDelta, minDeltaMode }: Needed, { better }: Seen, value: number, last: Mark | null): boolean {
  if (last === null) return true;
  const needed = minDeltaMode === "relative" ? minDelta * Math.abs(last.score) : minDelta;
  return gain(better, value, last.score) > needed;
}
