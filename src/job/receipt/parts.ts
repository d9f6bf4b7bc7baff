import { z } from "zod";
import { twoDigits } from "../../core/count.ts";
import { listed } from "../../decide/wording.ts";
import { namedStep, showSteps } from "../augment/steps.ts";
import { unusedNotices } from "../check.ts";
import { normOf } from "../model/layers.ts";
import type { Fold } from "../prepare.ts";
import { type Recipe, recipeSchema, resolveRecipe } from "../recipe.ts";
import { STRENGTHS } from "../sweep/strengths.ts";
import type { Metric } from "../../train/metrics/index.ts";

type Key = keyof Recipe;

/** A regularizer that is on in a recipe, and the recipe without it. */
export interface RecipePart {
  readonly key: Key;
  /** Unlike any other's: `weight decay`. */
  readonly name: string;
  /** With its strength: `weight decay .3`. */
  readonly label: string;
  readonly without: Recipe;
  /** Why it can do nothing on this data. */
  readonly idle?: string;
}

const OFF = "none";

interface Rule {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}
/** Made once: it takes milliseconds. */
let rules: Readonly<Record<string, Rule>> | undefined;

/** What switches a key off: 0 for strengths that a sweep knows to have an off, "none" of several, false. */
function offOf(key: Key): Recipe[Key] | undefined {
  if (key in STRENGTHS) return STRENGTHS[key as keyof typeof STRENGTHS].hasOff ? 0 : undefined;
  rules ??= z.toJSONSchema(recipeSchema, { io: "input" }).properties as Record<string, Rule>;
  const rule = rules[key];
  if (rule?.enum?.includes(OFF) === true) return OFF;
  return rule?.type === "boolean" && rule.default === false ? false : undefined;
}

/** `weightDecay` → `weight decay`, as it is spoken. */
const spoken = (key: string): string => key.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

/** `dropout .3`, `batch norm`, `ema`: what has a name of its own is called by it. */
function labelOf(key: Key, value: unknown): { readonly name: string; readonly label: string } {
  const name = spoken(key);
  if (typeof value === "number") return { name, label: `${name} ${twoDigits(value)}` };
  if (typeof value !== "string") return { name, label: name };
  if (key === "averaging" || key === "sharpness") return { name: value, label: value };
  return key === "norm" ? { name: `${value} norm`, label: `${value} norm` } : { name, label: `${name} ${value}` };
}

/** Everything of a recipe that can be left out, in the order of its keys; steps of an augmentation one by one. */
export function recipeParts(recipe: Recipe, part: Fold, metric: Metric): RecipePart[] {
  const keys = Object.keys(recipe) as Key[];
  const found = keys.flatMap((key): RecipePart[] => {
    if (key === "augment") return stepParts(recipe);
    const off = offOf(key);
    const value = key === "norm" ? normOf(recipe, part.shape) : recipe[key];
    if (off === undefined || value === off || value === undefined) return [];
    const without = { ...recipe, [key]: off };
    return [{ key, ...labelOf(key, value), without, ...idleOf({ [key]: value }, part, metric) }];
  });
  const unique = found.map((one, i) => {
    const before = found.slice(0, i).filter(({ name }) => name === one.name).length;
    return before === 0 ? one : { ...one, name: `${one.name} ${before + 1}` };
  });
  return unique.map((one) => ({ ...one, without: { ...one.without, name: nameWithout([one.name]) } }));
}

const stepParts = (recipe: Recipe): RecipePart[] =>
  recipe.augment.map((step, i) => ({
    ...{ key: "augment", name: spoken(namedStep(step, "augment").name), label: showSteps([step]) },
    without: { ...recipe, augment: recipe.augment.filter((_, at) => at !== i) },
  }));

/** As the check of recipes tells it: nothing there to act on. */
function idleOf(change: Partial<Recipe>, part: Fold, metric: Metric): Pick<RecipePart, "idle"> {
  const [notice] = unusedNotices([resolveRecipe({ ...change, name: "this" })], metric, part);
  return notice === undefined ? {} : { idle: notice.message.replace(/^.*? changes nothing/u, "changes nothing") };
}

/** `without dropout and l2`; also the name of a variant in `metrics.jsonl`. */
export const nameWithout = (names: readonly string[]): string => `without ${listed(names)}`.slice(0, 80);

/** The recipe without some of its parts. */
export function recipeWithout(recipe: Recipe, parts: readonly RecipePart[], name: string): Recipe {
  const steps = parts.filter(({ key }) => key === "augment").map(({ without }) => without.augment);
  const augment = recipe.augment.filter((step) => steps.every((left) => left.includes(step)));
  const changes = parts.flatMap(({ key, without }) => (key === "augment" ? [] : [[key, without[key]] as const]));
  return resolveRecipe({ ...recipe, ...Object.fromEntries(changes), augment, name });
}

/**
 * Techniques that are known to act on each other, whoever looks: dropout shifts the variance that batch norm has learned; before a norm,
 * decay changes the effective rate lr / ‖w‖² alone; both decays are the same pull; noise on inputs and dropout are the same noise.
 */
const KNOWN: readonly (readonly [Key, Key])[] = [
  ["norm", "dropout"],
  ["norm", "spatialDropout"],
  ["norm", "weightDecay"],
  ["norm", "l2"],
  ["l2", "weightDecay"],
  ["inputNoise", "dropout"],
];

export const actOnEachOther = (a: Key, b: Key): boolean =>
  KNOWN.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
