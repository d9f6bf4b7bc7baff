import { trainingProgress } from "../stopping/pq.ts";
import { ending, fallOf, lowest, noiseOf, riseOf } from "./curve.ts";
import type { Bounds, Story } from "./story.ts";

/** What verdicts look at. Errors are losses, or distances from a perfect score of the metric: less is better, 0 is perfect. */
export interface Measures {
  readonly story: Story;
  /** What errors are measured in: the metric's name, or "loss". */
  readonly unit: string;
  /** The same as people read it: the metric's title. */
  readonly title: string;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** The score that an error stands for, in the metric's own units. */
  readonly score: (error: number) => number;
  /** Error of guessing. */
  readonly guessing: number | undefined;
  /** Index of the epoch whose weights are kept, and the errors there. */
  readonly kept: { readonly at: number; readonly train: number; readonly validation: number };
  readonly best: { readonly at: number; readonly level: number };
  /** Standard error of the validation error: from rows where known, else from its unrest over epochs. */
  readonly standardError: number;
  /** The same at the least validation error: errors that are smaller vary less. */
  readonly standardErrorAtBest: number;
  /** The standard error is that of rows, not of epochs alone. */
  readonly knowsRows: boolean;
  /** Validation − training error at the kept weights, 95 %. */
  readonly gap: Bounds;
  /** Prechelt's GL of the end in percent of the least error, 95 %; and the same of the validation loss. */
  readonly gl: Bounds;
  readonly glOfLoss: Bounds;
  /** Prechelt's P₅ of the training loss, per mille. */
  readonly progress: number;
  /** How much validation still fell, as a share of its error, 95 %. */
  readonly falling: Bounds;
}

const Z = 1.96;
const STRIP = 5;
/** Least that is divided by: 1 over it is finite, and it is no denormal, which trained processes take for 0. */
const LEAST = 2 ** -1022;

const scaled = ({ value, low, high }: Bounds, by: number): Bounds => ({
  value: value * by,
  low: low * by,
  high: high * by,
});

/** Of the standard error of rows, what is left in a difference between two epochs: those are scored on the same rows. */
const PAIRED = 0.5;

/** Prechelt's GL of a curve's end. Beside a curve that came down from far, a rise of almost nothing is nothing. */
function glOf(errors: readonly number[], span: number, standardError: number): Bounds {
  const { level } = lowest(errors);
  const { value, low } = riseOf(errors);
  const width = Math.hypot(value - low, Z * PAIRED * standardError);
  const rise = { value, low: value - width, high: value + width };
  const base = Math.max(Math.abs(level), 0.02 * span);
  return base === 0 ? { value: 0, low: 0, high: 0 } : scaled(rise, 100 / base);
}

/** Fewer rows cannot tell their own error: resampled, it may come out as 0. */
const FEW = 30;

/** A mean of so many rows is hardly surer than half its size / √rows. */
const surest = (level: number, rows: number | undefined): number =>
  rows === undefined ? 0 : Math.abs(level) / (2 * Math.sqrt(rows));

/** Of few rows at least the error of a root mean square of normal errors, level / √(2 rows). */
const trusted = (told: number, level: number, rows = FEW): number =>
  rows < FEW ? Math.max(told, Math.abs(level) / Math.sqrt(2 * rows) || 0) : told;

/** Without a single error among few rows: the exact 95 % bound of the share of errors, 1 − .025^(1 / rows). */
const ofNone = (rows: number): number => (1 - 0.025 ** (1 / rows)) / Z;

/** A few sure mistakes make the error of a worse epoch vary by more than in proportion. */
const atBest = (standardError: number, ratio: number, least: number): number =>
  ratio < 1 ? Math.min(standardError, Math.max(standardError * ratio ** 2, least)) : standardError;

/** Curves of errors that rules can compare; only epochs with finite losses. */
export function measure(story: Story): Measures {
  const epochs = story.epochs.filter(({ loss }) => Number.isFinite(loss.train) && Number.isFinite(loss.validation));
  const { metric, baseline } = story;
  const judged =
    metric !== undefined &&
    epochs.length > 0 &&
    epochs.every((e) => Number.isFinite(e.metric?.train) && Number.isFinite(e.metric?.validation));
  const error = (score: number): number => Math.abs(metric!.perfect - score);
  const train = epochs.map((e) => (judged ? error(e.metric!.train) : e.loss.train));
  const validation = epochs.map((e) => (judged ? error(e.metric!.validation) : e.loss.validation));
  const guess = judged ? (baseline?.metric === undefined ? undefined : error(baseline.metric)) : baseline?.loss;
  const losses = epochs.map((e) => e.loss.validation);
  const best = validation.length === 0 ? { at: 0, level: Number.NaN } : lowest(validation);
  const named = epochs.findIndex(({ epoch }) => epoch === story.keptEpoch);
  const at = named >= 0 ? named : story.restores ? validation.indexOf(Math.min(...validation)) : validation.length - 1;
  const kept =
    story.restores || named >= 0
      ? { at, train: train[at] ?? Number.NaN, validation: validation[at] ?? Number.NaN }
      : { at, train: ending(train), validation: ending(validation) };
  const told = judged ? story.standardError : undefined;
  const rows = story.validationRows ?? FEW;
  const isFaultless = judged && metric.better === "higher" && kept.validation === 0 && rows > 0 && rows < FEW;
  const least = isFaultless ? ofNone(rows) : 0;
  const own = told === undefined ? undefined : Math.max(least, trusted(told, kept.validation, rows));
  const standardError = own ?? noiseOf(validation);
  const gap = kept.validation - kept.train;
  const first = Math.max(validation[0] ?? 0, guess ?? 0);
  const firstLoss = Math.max(losses[0] ?? 0, baseline?.loss ?? 0);
  return {
    ...{ story, unit: judged ? metric.name : "loss", train, validation, guessing: guess, kept, best, standardError },
    title: judged ? (metric.title ?? metric.name) : "loss",
    score: (of) => (judged ? metric.perfect + (metric.better === "higher" ? -of : of) : of),
    knowsRows: own !== undefined,
    gap: { value: gap, low: gap - Z * standardError, high: gap + Z * standardError },
    standardErrorAtBest: atBest(standardError, best.level / kept.validation, surest(best.level, story.validationRows)),
    gl: glOf(validation, first - best.level, own === undefined ? 0 : own),
    glOfLoss: glOf(losses, firstLoss - (losses.length === 0 ? 0 : lowest(losses).level), 0),
    progress: trainingProgress(epochs.slice(-STRIP).map((e) => e.loss.train)),
    falling: scaled(
      fallOf(validation),
      1 / Math.max(Math.abs(ending(validation, STRIP)) + fallOf(validation).value, LEAST),
    ),
  };
}
