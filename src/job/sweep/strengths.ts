import { didYouMean, RegularizeError } from "../../core/index.ts";
import { showStrength, strengthGrid } from "../../decide/sweep/index.ts";
import { PLAIN } from "../ladder.ts";
import { type Recipe, resolveRecipe } from "../recipe.ts";
import type { GivenStrength } from "./types.ts";

/** How a key of recipes is swept. */
interface Sweepable {
  readonly scale: "linear" | "log";
  /** What is tried when nobody says, from the weakest to the strongest; the weakest may be the larger number. */
  readonly usual: readonly [weakest: number, strongest: number];
  /** The ends of what is legal. */
  readonly legal: readonly [low: number, high: number];
  /** It can be switched off by 0; otherwise what the recipe has is the reference, and no value is the stronger one. */
  readonly hasOff: boolean;
  /** Only classes have a use for it. */
  readonly needsClasses?: true;
}

/** Every strength that can be swept, with what is worth trying in a run of a few thousand steps. */
export const STRENGTHS = {
  dropout: { scale: "linear", usual: [0, 0.7], legal: [0, 0.95], hasOff: true },
  spatialDropout: { scale: "linear", usual: [0, 0.35], legal: [0, 0.95], hasOff: true },
  inputNoise: { scale: "linear", usual: [0, 1.4], legal: [0, 10], hasOff: true },
  labelSmoothing: { scale: "linear", usual: [0, 0.35], legal: [0, 0.9], hasOff: true, needsClasses: true },
  l1: { scale: "log", usual: [1e-5, 1e-2], legal: [0, 10], hasOff: true },
  l2: { scale: "log", usual: [1e-4, 1e-1], legal: [0, 10], hasOff: true },
  weightDecay: { scale: "log", usual: [1e-2, 10], legal: [0, 10], hasOff: true },
  maxNorm: { scale: "log", usual: [8, 0.25], legal: [1e-6, 1e6], hasOff: true },
  clipNorm: { scale: "log", usual: [10, 0.1], legal: [1e-12, 1e6], hasOff: true },
  learningRate: { scale: "log", usual: [1e-4, 1e-2], legal: [1e-12, 1000], hasOff: false },
} as const satisfies { readonly [K in keyof Recipe]?: Sweepable };

export type StrengthKey = keyof typeof STRENGTHS;

/** A strength with the values that are tried, weakest first, and one recipe for each. */
export interface Swept extends Pick<Sweepable, "scale" | "hasOff"> {
  readonly key: StrengthKey;
  readonly values: readonly number[];
  /** Index of the value that others are measured against. */
  readonly reference: number;
  readonly recipes: readonly Recipe[];
  readonly range: readonly [weakest: number, strongest: number];
}

export const DEFAULT_POINTS = 8;

/** The values of a sweep and their recipes. Throws E141 for what is no strength, E142 for an empty range, E131 for an illegal one. */
export function sweptOf(given: string | GivenStrength, points = DEFAULT_POINTS, base: Partial<Recipe> = {}): Swept {
  const { key: written, range: own } = typeof given === "string" ? { key: given } : given;
  const key = keyOf(written);
  const { scale, hasOff } = STRENGTHS[key];
  const plain = resolveRecipe({ ...base, ...(hasOff ? { [key]: 0 } : {}), name: PLAIN });
  const range = rangeOf(key, own);
  const values = strengthGrid({ scale, range, points, reference: plain[key] });
  const reference = values.indexOf(plain[key]);
  const recipes = values.map((value, i) =>
    i === reference ? plain : resolveRecipe({ ...base, [key]: value, name: `${key} ${showStrength(value)}` }),
  );
  return { key, scale, hasOff, values, reference, recipes, range };
}

function keyOf(written: string): StrengthKey {
  if (Object.hasOwn(STRENGTHS, written)) return written as StrengthKey;
  const known = Object.keys(STRENGTHS);
  throw new RegularizeError({
    code: "E141",
    where: "--strength",
    message: `${JSON.stringify(written)} is no strength of a recipe that can be swept`,
    expected: known.join(", "),
    todo: didYouMean(written, known),
  });
}

/** From the weakest to the strongest. A logarithmic range that begins at 0 begins where the usual one does, or below. */
function rangeOf(key: StrengthKey, own: GivenStrength["range"]): Swept["range"] {
  const { usual, scale } = STRENGTHS[key];
  if (own === undefined) return usual;
  const [from, to] = own;
  for (const value of own) resolveRecipe({ name: "sweep", [key]: value }, "sweep");
  if (from === to)
    throw new RegularizeError({
      code: "E142",
      where: "--strength",
      message: `The range of ${key} is empty: it begins where it ends`,
      received: `${from}..${to}`,
      todo: `--strength ${key}=${Math.min(...usual)}..${Math.max(...usual)}`,
    });
  const isDown = usual[0] > usual[1];
  const high = Math.max(from, to);
  const low = Math.min(from, to) || (scale === "log" ? Math.min(...usual, high / 1000) : 0);
  return isDown ? [high, low] : [low, high];
}

/** The range to try next when the best is at an end of this one; undefined where nothing is legal beyond. */
export function extended({ key, scale, range }: Swept, edge: "weakest" | "strongest"): string | undefined {
  const { legal, hasOff } = STRENGTHS[key];
  const [end, other] = edge === "strongest" ? [range[1], range[0]] : range;
  const far = scale === "log" ? end * (end > other ? 100 : 0.01) : end + (end - other);
  const limit = Math.min(legal[1], Math.max(scale === "log" ? 1e-12 : legal[0], far));
  const next = Number(limit.toPrecision(3));
  if (next === end || (hasOff && next === 0)) return undefined;
  return `--strength ${key}=${Math.min(next, end)}..${Math.max(next, end)}`;
}

/** E143 for a strength that changes nothing on such data. */
export function checkUse({ key }: Swept, isClassification: boolean): void {
  const { needsClasses }: Sweepable = STRENGTHS[key];
  if (needsClasses !== true || isClassification) return;
  throw new RegularizeError({
    code: "E143",
    where: "--strength",
    message: `${key} changes nothing here: regression has no classes`,
    todo: "--strength dropout",
  });
}
