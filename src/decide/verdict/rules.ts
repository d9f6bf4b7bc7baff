import { plural } from "../../core/count.ts";
import { gain } from "../../train/best.ts";
import { show } from "../wording.ts";
import type { Facts } from "./facts.ts";
import type { VerdictKind } from "./types.ts";
import { amount, describeRoles } from "./wording.ts";

/** Fewer repeats than this say nothing about their own error. */
const LEAST_REPEATS = 3;
/** Standard errors by which validation must beat guessing to be a signal. */
const SIGNAL_ERRORS = 2;
/** A recipe that can be worth at most this part of the signal is not worth having. */
const NEGLIGIBLE = 0.05;
/** Training that keeps this part of guessing's error has not learned. */
const UNDERFIT = 0.9;

export type Found = readonly [kind: VerdictKind, sentence: string];

export function diverged({ reference }: Facts): Found | undefined {
  if (Number.isFinite(reference.validation.mean)) return undefined;
  return ["diverged", `${reference.name} diverged: it has no validation score; try a smaller --lr`];
}

export function noError({ reference }: Facts): Found | undefined {
  if (Number.isFinite(reference.validation.se)) return undefined;
  return ["cannotTell", "can't tell: one repeat has no error to compare with; try --seeds 5"];
}

export function noSignal({ table, reference, overfits }: Facts): Found | undefined {
  const { metric, recipes, baseline } = table;
  if (!Number.isFinite(baseline)) return undefined;
  const beats = recipes.some(
    ({ validation: { mean, se } }) => gain(metric.better, mean, baseline) > SIGNAL_ERRORS * se,
  );
  if (beats) return undefined;
  const memory = overfits ? `; ${reference.name}'s training score of ${show(reference.train)} is memory` : "";
  return ["noSignal", `no signal: validation never beats guessing (${amount(table, baseline)}) by 2 SE${memory}`];
}

/** With one degree of freedom an interval is as long or as short as chance will have it. */
export function tooFew({ table, overfits, reference }: Facts): Found | undefined {
  if (table.repeats === undefined || table.repeats >= LEAST_REPEATS) return undefined;
  const overfitting = overfits ? `${reference.name} overfits; ` : "";
  return [
    "cannotTell",
    `${overfitting}can't tell what helps: ${plural(table.repeats, "repeat gives", "repeats give")} no error to trust; try --seeds 5`,
  ];
}

export function improvable({ table, reference, others, overfits }: Facts): Found | undefined {
  const helpers = others.filter(({ judgement }) => judgement === "helps");
  if (helpers.length === 0) return undefined;
  const cost = amount(table, helpers[0]!.gain);
  const roles = describeRoles(others);
  return overfits
    ? ["costlyOverfit", `${reference.name} overfits and it costs you: ${cost}. ${roles}`]
    : ["improvable", `${reference.name} does not overfit, yet leaves ${cost} on the table. ${roles}`];
}

export function underfit({ table, reference, overfits }: Facts): Found | undefined {
  const perfect = table.metric.better === "higher" ? 1 : 0;
  const guessing = Math.abs(perfect - table.baseline);
  if (overfits || !(Math.abs(perfect - reference.train) >= UNDERFIT * guessing)) return undefined;
  const scores = `training reaches ${amount(table, reference.train)}, guessing ${show(table.baseline)}`;
  return ["underfit", `${reference.name} underfits: ${scores}; try more --epochs or a larger --hidden`];
}

export function negligible({ table, reference, others, gap, signal, overfits }: Facts): Found | undefined {
  const known = others.filter(({ judgement }) => judgement !== "diverged");
  const most = Math.max(0, ...known.map((other) => other.most));
  if (known.length === 0 || !(most <= NEGLIGIBLE * signal)) return undefined;
  const none = most === 0 ? "no recipe helps" : `no recipe can be worth more than ${amount(table, most)}`;
  return overfits
    ? ["harmlessGap", `gap but harmless: training is ${amount(table, gap)} better than validation, yet ${none}`]
    : ["good", `good: ${reference.name} does not overfit, and ${none}`];
}
