import { fold, type Key, type Random, randomOf } from "../../../core/index.ts";
import type { Better } from "../../../train/best.ts";
import {
  type Assignment,
  axisOf,
  canonical,
  choicesOf,
  isNumeric,
  type Parameter,
  type Space,
  toAxis,
} from "../space/index.ts";
import { signed } from "../study/settle.ts";
import type { Row } from "../study/types.ts";
import { growTree, marginalVariance, totalVariance } from "./tree.ts";

/** Shares of the score's variance over the whole space. */
export interface Importance {
  /** By parameter, its own effect whatever the others are; largest first. */
  readonly own: readonly { readonly name: string; readonly share: number }[];
  /** By pair, what they do together beyond their own effects; largest first. */
  readonly pairs: readonly { readonly names: readonly [string, string]; readonly share: number }[];
  /** Trials that it was learned from. */
  readonly trials: number;
}

export interface ImportanceOptions {
  readonly better: Better;
  readonly key: Key;
  /** Default 32. */
  readonly trees?: number;
  /** Default true. Without them, of some twenty parameters, it takes a tenth of the time. */
  readonly withPairs?: boolean;
}

/** Where a value lies in [0, 1]; ½ where the parameter is not active. */
function coordinate(parameter: Parameter, values: Assignment): number {
  const value = values[parameter.name];
  if (value === undefined) return 0.5;
  if (isNumeric(parameter)) {
    const { low, high } = axisOf(parameter);
    return high > low ? (toAxis(parameter, value as number) - low) / (high - low) : 0.5;
  }
  const choices = choicesOf(parameter);
  return (choices.findIndex((choice) => canonical(choice) === canonical(value)) + 0.5) / choices.length;
}

/** Losses cut at the third quartile + 3 interquartile ranges: one diverged trial would be all of the variance. */
function tamed(losses: readonly number[]): number[] {
  const sorted = [...losses].sort((a, b) => a - b);
  const quantile = (p: number): number => sorted[Math.floor(p * (sorted.length - 1))]!;
  const most = quantile(0.75) + 3 * (quantile(0.75) - quantile(0.25));
  return losses.map((loss) => Math.min(loss, most));
}

interface Shares {
  readonly own: readonly number[];
  readonly pairs: readonly (readonly number[])[];
}

/** Trials that a tree is grown from at most: its cells, and the time to integrate over pairs of them, grow with them. */
const DRAWN = 256;

interface Growing {
  readonly axes: number;
  readonly random: Random;
  readonly withPairs: boolean;
}

function sharesOf(samples: Parameters<typeof growTree>[0], { axes, random, withPairs }: Growing): Shares | undefined {
  const drawn = samples.slice(0, DRAWN).map(() => samples[random.below(samples.length)]!);
  const leaves = growTree(drawn, axes);
  const total = totalVariance(leaves);
  if (!(total > 0)) return undefined;
  const own = Array.from({ length: axes }, (_, axis) => marginalVariance(leaves, [axis]) / total);
  const together = (a: number, b: number): number => marginalVariance(leaves, [a, b]) / total - own[a]! - own[b]!;
  return { own, pairs: own.map((_, a) => own.map((__, b) => (withPairs && b > a ? Math.max(0, together(a, b)) : 0))) };
}

/** Fewer trials with a score say nothing of settings. */
export const LEAST_TRIALS = 8;

/**
 * Functional ANOVA of a random forest over the trials that have a score: how much of the variance over the whole space each parameter and each
 * pair explains. Hutter, Hoos & Leyton-Brown 2014, PMLR 32:754. Of a few dozen trials it is a rough picture; a gated parameter that is not
 * active counts as at its middle.
 */
export function importanceOf(
  space: Space,
  rows: readonly Row[],
  { better, key, trees = 32, withPairs = true }: ImportanceOptions,
): Importance {
  const scored = rows.filter(({ score, assignment }) => Number.isFinite(score) && assignment !== null);
  const losses = tamed(scored.map(({ score }) => signed(better, score)));
  const { parameters } = space;
  const samples = scored.map(({ assignment }, i) => ({
    at: parameters.map((parameter) => coordinate(parameter, assignment!)),
    loss: losses[i]!,
  }));
  const shares = Array.from({ length: samples.length < 4 ? 0 : trees }, (_, tree) =>
    sharesOf(samples, { axes: parameters.length, random: randomOf(fold(key, "importance", tree)), withPairs }),
  ).filter((found) => found !== undefined);
  const mean = (of: (found: Shares) => number): number =>
    shares.reduce((sum, found) => sum + of(found), 0) / Math.max(1, shares.length);
  const own = parameters.map(({ name }, a) => ({ name, share: mean((found) => found.own[a]!) }));
  const pairs = (withPairs ? parameters : []).flatMap((first, a) =>
    parameters.slice(a + 1).map((second, i) => ({
      names: [first.name, second.name] as const,
      share: mean((found) => found.pairs[a]![a + 1 + i]!),
    })),
  );
  const byShare = (x: { share: number }, y: { share: number }): number => y.share - x.share;
  return { own: own.sort(byShare), pairs: pairs.sort(byShare), trials: samples.length };
}
