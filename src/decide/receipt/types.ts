import type { Better } from "../../train/best.ts";
import type { Effect } from "../statistics/index.ts";

/** How a receipt judges. Effects are in the metric's natural units and its own sign: for RMSE negative is better. */
export interface Judging {
  readonly metric: { readonly title: string; readonly better: Better };
  /** Rows scored ÷ rows trained on of one repeat, for the corrected resampled t. */
  readonly testFraction: number;
  /** An effect of at most this much is not worth having; in the metric's units. */
  readonly margin: number;
}

/** What was measured of one regularizer: the recipe's scores without it, on the same repeats as with it. */
export interface WithoutPart {
  readonly name: string;
  readonly scores: readonly number[];
  /** Seconds of training that it costs a repeat. */
  readonly seconds?: number;
  /** Why the recipe cannot be trained without it. */
  readonly failed?: string;
  /** Why it cannot have an effect on this data. */
  readonly idle?: string;
}

/** With − without, paired; `adjusted` is its p after Holm among all that the receipt tests. */
export interface JudgedEffect extends Omit<Effect, "n" | "note"> {
  readonly adjusted: number;
}

/**
 * - helps, hurts: beyond doubt among all comparisons of the receipt;
 * - negligible: no effect was shown, and by the 95 % interval it cannot be worth more than the margin;
 * - cannotTell: no effect was shown, and it may be worth having;
 * - needed: without it training fails; idle: it cannot do anything here.
 */
export type PartKind = "helps" | "hurts" | "negligible" | "cannotTell" | "needed" | "idle";

export interface PartLine {
  readonly name: string;
  readonly kind: PartKind;
  /** Absent where nothing was measured. */
  readonly effect?: JudgedEffect;
  readonly seconds?: number;
  /** About so many repeats would tell; absent where the rows are too few for any number of them. */
  readonly enough?: number;
  /** One sentence for a person. */
  readonly sentence: string;
}

/** The recipe's scores without two of its parts. */
export interface WithoutPair {
  readonly pair: readonly [a: string, b: string];
  readonly scores: readonly number[];
  readonly failed?: string;
}

/**
 * - substitutes: together out they cost more than one by one: either does the other's work;
 * - partners: each is worth more with the other; rivals: each is worth less with the other, and harms;
 * - none: no interaction was shown; needed: without both training fails.
 */
export type PairKind = "substitutes" | "partners" | "rivals" | "none" | "needed";

export interface PairLine {
  readonly pair: readonly [a: string, b: string];
  readonly kind: PairKind;
  /** both − without a − without b + neither. */
  readonly interaction?: JudgedEffect;
  /** both − neither: what the two are worth together. */
  readonly together?: Omit<JudgedEffect, "adjusted">;
  /** Dropping both would cost more than the margin, as far as the repeats show. */
  readonly keepsOne: boolean;
  readonly sentence: string;
}

/** The pruned recipe beside the full one on repeats that took no part in choosing. */
export interface Verified {
  /** No worse than the full one by more than the margin, at 95 %. */
  readonly holds: boolean;
  /** Pruned − full. */
  readonly effect: Omit<JudgedEffect, "adjusted">;
  /** The worst that the one-sided 95 % limit allows, in the metric's own sign. */
  readonly limit: number;
  readonly enough?: number;
  readonly sentence: string;
}

/** A pruning that was tried; without `verified` there was no time, or training failed. */
export interface PruningStep {
  readonly dropped: readonly string[];
  readonly verified?: Verified & { readonly repeats: number };
}
