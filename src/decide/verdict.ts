import { plural } from "../core/count.ts";
import { type Better, gain } from "../train/best.ts";
import { holm } from "./statistics/index.ts";
import { listed, show } from "./wording.ts";

/** What a comparison measured of one recipe, in the metric's natural units. */
export interface RecipeResult {
  readonly name: string;
  readonly train: number;
  readonly validation: { readonly mean: number; readonly se: number };
  /** Validation of this recipe − validation of the reference, paired; absent or null for the reference itself. */
  readonly effect?: { readonly mean: number; readonly low: number; readonly high: number; readonly p: number } | null;
}

export interface ResultTable {
  readonly metric: { readonly name: string; readonly title?: string; readonly better: Better };
  /** One of them, the reference, has no effect. */
  readonly recipes: readonly RecipeResult[];
  /** Validation score of the best constant prediction. */
  readonly baseline: number;
  /** Repeats (seeds × splits) behind every number, when known. */
  readonly repeats?: number;
}

export type VerdictKind =
  | "diverged"
  | "noSignal"
  | "costlyOverfit"
  | "improvable"
  | "underfit"
  | "harmlessGap"
  | "good"
  | "cannotTell";

export interface Verdict {
  readonly kind: VerdictKind;
  /** One sentence for a person. */
  readonly sentence: string;
  /** Recipes better than the reference (Holm-adjusted p ≤ .05), best first; none where there is no signal or no error to trust. */
  readonly helps: readonly string[];
  /** Recipes worse than the reference, likewise. */
  readonly hurts: readonly string[];
}

/** A recipe against the reference, turned so that more is better whatever the metric's direction. */
interface Judged {
  readonly name: string;
  readonly gain: number;
  /** The least and the most that the 95 % interval allows it to be worth. */
  readonly least: number;
  readonly most: number;
  readonly judgement: "helps" | "hurts" | "unclear" | "diverged";
}

interface Facts {
  readonly table: ResultTable;
  readonly reference: RecipeResult;
  readonly others: readonly Judged[];
  /** How much better training is than validation. */
  readonly gap: number;
  /** How much better validation is than a constant prediction. */
  readonly signal: number;
  readonly overfits: boolean;
}

const SIGNIFICANT = 0.05;
/** Fewer repeats than this say nothing about their own error. */
const LEAST_REPEATS = 3;
/** Standard errors by which validation must beat guessing to be a signal, and training beat validation to be a gap. */
const SIGNAL_ERRORS = 2;
const GAP_ERRORS = 3;
/** A recipe that can be worth at most this part of the signal is not worth having. */
const NEGLIGIBLE = 0.05;
/** Training that keeps this part of guessing's error has not learned. */
const UNDERFIT = 0.9;

/**
 * The conclusion of a comparison in one sentence. Rules, the first that applies: no score (diverged); validation never beats
 * the best constant prediction by 2 SE (no signal); a recipe is better after Holm's correction (overfitting that costs, when
 * training beats validation by over 3 SE); training keeps ≥ 90 % of guessing's error without a gap
 * (underfit); every interval ends below
 * 5 % of the signal (harmless gap, or good); otherwise it says that it cannot tell. A gap alone is never a fault: of two
 * models the better one often has the larger gap.
 */
export function verdict(table: ResultTable): Verdict {
  const reference = table.recipes.find((recipe) => recipe.effect === undefined || recipe.effect === null);
  if (reference === undefined)
    return conclude([], "cannotTell", "can't tell: there is no reference recipe to compare with");
  const facts = factsOf(table, reference);
  for (const rule of [diverged, noError, noSignal, tooFew]) {
    const found = rule(facts);
    // Whatever the p-values: these say that nothing can be said of a technique.
    if (found !== undefined) return conclude([], ...found);
  }
  for (const rule of [improvable, underfit, negligible]) {
    const found = rule(facts);
    if (found !== undefined) return conclude(facts.others, ...found);
  }
  return conclude(facts.others, "cannotTell", cannotTell(facts));
}

type Found = readonly [kind: VerdictKind, sentence: string];

function conclude(others: readonly Judged[], kind: VerdictKind, sentence: string): Verdict {
  return { kind, sentence, helps: namesOf(others, "helps"), hurts: namesOf(others, "hurts") };
}

function factsOf(table: ResultTable, reference: RecipeResult): Facts {
  const { better } = table.metric;
  const gap = gain(better, reference.train, reference.validation.mean);
  return {
    table,
    reference,
    others: judge(table, reference),
    gap,
    signal: gain(better, reference.validation.mean, table.baseline),
    overfits: gap > GAP_ERRORS * reference.validation.se,
  };
}

function judge({ recipes, metric }: ResultTable, reference: RecipeResult): Judged[] {
  const others = recipes.filter((recipe) => recipe !== reference);
  const adjusted = holm(others.map(({ effect }) => effect?.p ?? Number.NaN));
  const judged = others.map(({ name, validation, effect }, i): Judged => {
    const worth = gain(metric.better, effect?.mean ?? Number.NaN, 0);
    const ends = [effect?.low ?? Number.NaN, effect?.high ?? Number.NaN].map((end) => gain(metric.better, end, 0));
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const clear = adjusted[i]! <= SIGNIFICANT ? (worth > 0 ? "helps" : "hurts") : "unclear";
    const judgement = Number.isFinite(validation.mean) ? clear : "diverged";
    return { name: name.replace(/^\+\s*/u, ""), gain: worth, least, most, judgement };
  });
  return judged.sort((a, b) => b.gain - a.gain);
}

function diverged({ reference }: Facts): Found | undefined {
  if (Number.isFinite(reference.validation.mean)) return undefined;
  return ["diverged", `${reference.name} diverged: it has no validation score; try a smaller --lr`];
}

function noError({ reference }: Facts): Found | undefined {
  if (Number.isFinite(reference.validation.se)) return undefined;
  return ["cannotTell", "can't tell: one repeat has no error to compare with; try --seeds 5"];
}

function noSignal({ table, reference, overfits }: Facts): Found | undefined {
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
function tooFew({ table, overfits, reference }: Facts): Found | undefined {
  if (table.repeats === undefined || table.repeats >= LEAST_REPEATS) return undefined;
  const overfitting = overfits ? `${reference.name} overfits; ` : "";
  return [
    "cannotTell",
    `${overfitting}can't tell what helps: ${plural(table.repeats, "repeat gives", "repeats give")} no error to trust; try --seeds 5`,
  ];
}

function improvable({ table, reference, others, overfits }: Facts): Found | undefined {
  const helpers = others.filter(({ judgement }) => judgement === "helps");
  if (helpers.length === 0) return undefined;
  const cost = amount(table, helpers[0]!.gain);
  const roles = describeRoles(others);
  return overfits
    ? ["costlyOverfit", `${reference.name} overfits and it costs you: ${cost}. ${roles}`]
    : ["improvable", `${reference.name} does not overfit, yet leaves ${cost} on the table. ${roles}`];
}

function underfit({ table, reference, overfits }: Facts): Found | undefined {
  const perfect = table.metric.better === "higher" ? 1 : 0;
  const guessing = Math.abs(perfect - table.baseline);
  if (overfits || !(Math.abs(perfect - reference.train) >= UNDERFIT * guessing)) return undefined;
  const scores = `training reaches ${amount(table, reference.train)}, guessing ${show(table.baseline)}`;
  return ["underfit", `${reference.name} underfits: ${scores}; try more --epochs or a larger --hidden`];
}

function negligible({ table, reference, others, gap, signal, overfits }: Facts): Found | undefined {
  const known = others.filter(({ judgement }) => judgement !== "diverged");
  const most = Math.max(0, ...known.map((other) => other.most));
  if (known.length === 0 || !(most <= NEGLIGIBLE * signal)) return undefined;
  const none = most === 0 ? "no recipe helps" : `no recipe can be worth more than ${amount(table, most)}`;
  return overfits
    ? ["harmlessGap", `gap but harmless: training is ${amount(table, gap)} better than validation, yet ${none}`]
    : ["good", `good: ${reference.name} does not overfit, and ${none}`];
}

function cannotTell({ table, reference, others, overfits }: Facts): string {
  if (others.length === 0) return "can't tell: nothing to compare with; add a recipe";
  if (others.every(({ judgement }) => judgement === "diverged")) return "can't tell: every other recipe diverged";
  const more = `try --seeds ${Math.max(10, 2 * (table.repeats ?? 5))}`;
  const likely = others.filter(({ least }) => least > 0);
  const harmful = others.filter(({ most }) => most < 0);
  if (likely.length + harmful.length === 0) return `can't tell: the effects are smaller than their errors; ${more}`;
  const [first] = likely;
  const worth = first === undefined ? "" : ` (by ${amount(table, first.gain)})`;
  const parts = [
    ...(overfits ? [`${reference.name} overfits`] : []),
    ...(likely.length === 0
      ? []
      : [`${listed(likely.map(({ name }) => name))} probably ${likely.length === 1 ? "helps" : "help"}${worth}`]),
    ...(harmful.length === 0
      ? []
      : [`${listed(harmful.map(({ name }) => name))} probably ${harmful.length === 1 ? "hurts" : "hurt"}`]),
  ];
  return `${parts.join("; ")}; not beyond doubt among ${others.length} comparisons: ${more}`;
}

const namesOf = (others: readonly Judged[], judgement: Judged["judgement"]): string[] =>
  others.filter((other) => other.judgement === judgement).map(({ name }) => name);

/** `dropout helps; decay probably does, not beyond doubt among 9 comparisons; batch norm does not measurably; l1 hurts.` */
function describeRoles(others: readonly Judged[]): string {
  const phrase = (of: readonly Judged[], one: string, many: string): string[] =>
    of.length === 0 ? [] : [`${listed(of.map(({ name }) => name))} ${of.length === 1 ? one : many}`];
  const judged = (judgement: Judged["judgement"]): Judged[] => others.filter((other) => other.judgement === judgement);
  const unclear = judged("unclear");
  // An interval that leaves 0 out, of so many that chance alone makes one of them.
  const doubt = `not beyond doubt among ${others.length} comparisons`;
  return `${[
    ...phrase(judged("helps"), "helps", "help"),
    ...phrase(
      unclear.filter(({ least }) => least > 0),
      `probably does, ${doubt}`,
      `probably do, ${doubt}`,
    ),
    ...phrase(
      unclear.filter(({ least, most }) => !(least > 0 || most < 0)),
      "does not measurably",
      "do not measurably",
    ),
    ...phrase(judged("hurts"), "hurts", "hurt"),
    ...phrase(
      unclear.filter(({ most }) => most < 0),
      `probably hurts, ${doubt}`,
      `probably hurt, ${doubt}`,
    ),
    ...phrase(judged("diverged"), "diverged", "diverged"),
  ].join("; ")}.`;
}

const amount = ({ metric }: ResultTable, x: number): string => `${show(x)} ${metric.title ?? metric.name}`;
