import { meanOf } from "../../core/mean.ts";
import { type Better, gain } from "../../train/best.ts";
import { type Effect, holm, meanAndError, pairedEffect } from "../statistics/index.ts";

/** The scores of one strength, a repeat each, in the order of repeats that all strengths share; none when it failed. */
export interface StrengthScores {
  readonly strength: number;
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

export interface SweepOptions {
  readonly better: Better;
  /** Index of the strength that others are measured against, such as 0. */
  readonly reference: number;
  /** Validation rows ÷ training rows of one repeat; 0 where repeats share no rows. */
  readonly testFraction: number;
  /** The reference is off the scale, such as 0 on a logarithmic one: between it and the next lies more (default false). */
  readonly isOff?: boolean;
  /** Stronger is to be preferred among equals (default true); else the best is chosen. */
  readonly prefersStrong?: boolean;
}

/** A mean over repeats with its corrected resampled standard error. */
export interface MeanScore {
  readonly mean: number;
  readonly se: number;
}

/** One point of the curve; scores are in natural units. */
export interface StrengthResult {
  readonly strength: number;
  readonly train: MeanScore;
  readonly validation: MeanScore;
  /** How much better training scores than validation. */
  readonly gap: number;
  /** Validation minus the reference's over the same repeats; `adjusted` is p after Holm over the strengths. */
  readonly effect?: Pick<Effect, "mean" | "low" | "high" | "p"> & { readonly adjusted: number };
  /** No more than one standard error behind the best. */
  readonly within: boolean;
}

export type SweepKind = "helps" | "hurts" | "flat" | "cannotTell";

export interface SweepSummary {
  readonly strengths: readonly StrengthResult[];
  /** Index of the best mean validation score. */
  readonly best: number;
  /** Index of the strongest that is no more than one standard error behind the best. */
  readonly strongest: number;
  /** Index of what to use: the strongest within one standard error where some strength helps, else the reference. */
  readonly chosen: number;
  readonly kind: SweepKind;
  /** The best is at an end of the grid: better ones may lie beyond. */
  readonly edge?: "weakest" | "strongest";
  /** The most that some strength can be worth by its 95 % interval, at least 0; NaN where no interval is known. */
  readonly most: number;
}

const SIGNIFICANT = 0.05;
/** Fewer repeats than this say nothing about their own error. */
const LEAST_REPEATS = 3;

/**
 * Reads a curve of scores over strengths, weakest first. A strength is better or worse than the reference when its paired
 * effect (corrected resampled t) is significant after Holm over all strengths: on a curve that is flat, even one false claim
 * is made in at most 5 % of sweeps. Undefined when the reference or everything failed.
 */
export function summarizeSweep(curve: readonly StrengthScores[], options: SweepOptions): SweepSummary | undefined {
  const { better, reference, testFraction, prefersStrong = true } = options;
  const base = curve[reference];
  if (base === undefined || base.validation.length === 0) return undefined;
  const best = bestOf(curve, better);
  const within = curve.map((point) => isWithin(point, curve[best]!, { better, testFraction }));
  const effects = effectsOf(curve, reference, testFraction);
  const kind = kindOf(effects, base.validation.length, better);
  const strongest = within.lastIndexOf(true);
  const chosen = kind === "helps" ? (prefersStrong ? strongest : best) : reference;
  const edge = kind === "cannotTell" || best === reference ? undefined : edgeOf(best, curve.length, options);
  return {
    strengths: curve.map((point, i) => resultOf(point, effects[i], within[i]!, options)),
    ...{ best, strongest, chosen, kind, most: mostOf(effects, better) },
    ...(edge === undefined ? {} : { edge }),
  };
}

/** The earlier of equals; what failed has no mean and is never best. */
function bestOf(curve: readonly StrengthScores[], better: Better): number {
  const means = curve.map(({ validation }) => meanOf(validation));
  return means.reduce(
    (best, mean, i) => (Number.isFinite(mean) && !(gain(better, mean, means[best]!) <= 0) ? i : best),
    means.findIndex(Number.isFinite),
  );
}

/**
 * One standard error both of the best's mean and of the paired difference: the first alone forgives what splits have in
 * common, the second alone a strength that fails on some repeats. Breiman et al. 1984, §3.4.3.
 */
function isWithin(
  point: StrengthScores,
  best: StrengthScores,
  { better, testFraction }: Pick<SweepOptions, "better" | "testFraction">,
): boolean {
  if (point === best) return true;
  if (point.validation.length < 2) return false;
  const behind = best.validation.map((score, i) => gain(better, score, point.validation[i]!));
  const paired = meanAndError(behind, { testFraction });
  return paired.mean <= Math.min(paired.se, meanAndError(best.validation, { testFraction }).se);
}

function effectsOf(
  curve: readonly StrengthScores[],
  reference: number,
  testFraction: number,
): StrengthResult["effect"][] {
  const base = curve[reference]!.validation;
  const effects = curve.map(({ validation }, i) =>
    i === reference || validation.length === 0
      ? undefined
      : pairedEffect(
          validation.map((score, r) => score - base[r]!),
          { testFraction },
        ),
  );
  const adjusted = holm(effects.map((effect) => effect?.p ?? Number.NaN));
  return effects.map((effect, i) => {
    if (effect === undefined) return undefined;
    const { mean, low, high, p } = effect;
    return { mean, low, high, p, adjusted: adjusted[i]! };
  });
}

function kindOf(effects: readonly StrengthResult["effect"][], repeats: number, better: Better): SweepKind {
  const known = effects.filter((effect) => effect !== undefined && Number.isFinite(effect.p));
  if (repeats < LEAST_REPEATS || known.length === 0) return "cannotTell";
  const clear = known.filter((effect) => effect!.adjusted <= SIGNIFICANT);
  if (clear.some((effect) => gain(better, effect!.mean, 0) > 0)) return "helps";
  return clear.length > 0 ? "hurts" : "flat";
}

function edgeOf(best: number, points: number, { reference, isOff = false }: SweepOptions): SweepSummary["edge"] {
  if (best === points - 1) return "strongest";
  return best === 0 || (isOff && best === reference + 1) ? "weakest" : undefined;
}

function mostOf(effects: readonly StrengthResult["effect"][], better: Better): number {
  const ends = effects.flatMap((effect) =>
    effect === undefined ? [] : [Math.max(gain(better, effect.low, 0), gain(better, effect.high, 0))],
  );
  const known = ends.filter(Number.isFinite);
  return known.length === 0 ? Number.NaN : Math.max(0, ...known);
}

function resultOf(
  { strength, train, validation }: StrengthScores,
  effect: StrengthResult["effect"],
  within: boolean,
  { better, testFraction }: SweepOptions,
): StrengthResult {
  const scored = (scores: readonly number[]): MeanScore => {
    const { mean, se } = meanAndError(scores, { testFraction });
    return { mean, se };
  };
  const [on, off] = [scored(train), scored(validation)];
  const gap = gain(better, on.mean, off.mean);
  return { strength, train: on, validation: off, gap, ...(effect === undefined ? {} : { effect }), within };
}
