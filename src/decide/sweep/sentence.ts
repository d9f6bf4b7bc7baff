import { type Better, gain } from "../../train/best.ts";
import { show } from "../wording.ts";
import { showStrength } from "./grid.ts";
import type { StrengthResult, SweepSummary } from "./sweep.ts";

export interface SweepWords {
  /** What was varied: `dropout`. */
  readonly name: string;
  /** Index of the reference. */
  readonly reference: number;
  readonly metric: { readonly title: string; readonly better: Better };
  readonly repeats: number;
  /** Scores of the reference less guessing's, in the metric's units: what an effect is small or large beside. */
  readonly signal?: number;
  /** Stronger is to be preferred among equals (default true). */
  readonly prefersStrong?: boolean;
  /** How to look further, where the best is at an end of the grid and more is legal there. */
  readonly extend?: string;
}

/** An effect that can be worth at most this part of the signal does not matter. */
const NEGLIGIBLE = 0.05;

/** What a sweep found, in one sentence for a person. */
export function sweepSentence(found: SweepSummary, words: SweepWords): string {
  if (found.kind === "cannotTell")
    return `can't tell: ${words.repeats === 1 ? "one repeat gives" : `${words.repeats} repeats give`} no error to trust; try --seeds 5`;
  if (found.kind === "helps") return helps(found, words);
  return found.kind === "hurts" ? hurts(found, words) : flat(found, words);
}

const at = ({ strength }: StrengthResult): string => showStrength(strength);

function effectOf({ effect }: StrengthResult, title: string): string {
  if (effect === undefined) return "";
  const sign = effect.mean > 0 ? "+" : "";
  return `${sign}${show(effect.mean)} [${show(effect.low)}, ${show(effect.high)}] ${title}`;
}

function helps({ strengths, best, strongest, edge }: SweepSummary, words: SweepWords): string {
  const { name, metric, reference, prefersStrong = true } = words;
  const top = strengths[best]!;
  const versus = `${effectOf(top, metric.title)} against ${at(strengths[reference]!)}`;
  const rule =
    strongest === best
      ? "; nothing stronger is within one standard error of it"
      : `; ${at(strengths[strongest]!)} is the strongest within one standard error of it`;
  return `${name} helps: best at ${at(top)} (${versus})${prefersStrong ? rule : ""}${further(edge, words)}`;
}

/** A learning rate is large, not strong. */
const PLAIN_ENDS = { weakest: "smallest", strongest: "largest" } as const;

function further(edge: SweepSummary["edge"], { extend, prefersStrong = true }: SweepWords): string {
  if (edge === undefined || extend === undefined) return "";
  return `. The best is the ${prefersStrong ? edge : PLAIN_ENDS[edge]} that was tried: look further with ${extend}`;
}

function hurts({ strengths }: SweepSummary, { name, metric, reference }: SweepWords): string {
  const bad = strengths.filter(
    ({ effect }) => effect !== undefined && effect.adjusted <= 0.05 && gain(metric.better, effect.mean, 0) < 0,
  );
  const worst = bad.reduce((a, b) => (gain(metric.better, b.effect!.mean, a.effect!.mean) < 0 ? b : a));
  const off = at(strengths[reference]!);
  const where = bad.length === 1 ? `at ${at(bad[0]!)}` : `at ${bad.length} of ${strengths.length - 1} strengths`;
  return `no ${name} is better than ${off} beyond noise, and it hurts ${where}: ${effectOf(worst, metric.title)} at ${at(worst)}`;
}

function flat({ strengths, most, edge }: SweepSummary, words: SweepWords): string {
  const { name, metric, reference, repeats, signal } = words;
  const others = strengths.filter(({ effect }) => effect !== undefined);
  const off = at(strengths[reference]!);
  const range = `from ${at(others[0]!)} to ${at(others.at(-1)!)}`;
  const bound = `${show(most)} ${metric.title}`;
  if (signal !== undefined && most <= NEGLIGIBLE * Math.abs(signal))
    return `${name} does not matter here: no strength ${range} differs from ${off} beyond noise, and none can be worth more than ${bound}`;
  const more = `--seeds ${Math.max(10, 2 * repeats)} would tell smaller effects`;
  const possible = Number.isFinite(most) ? `, though ${bound} is possible` : "";
  return `no strength of ${name} ${range} differs from ${off} beyond noise${possible}: ${more}${further(edge, words)}`;
}
