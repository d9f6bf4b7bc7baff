import type { FixedTrial, Space, TrialValues } from "../../decide/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { ladder, PLAIN, type Situation } from "../ladder.ts";
import { HIDDEN } from "../model/mlp.ts";
import { type Recipe, resolveRecipe } from "../recipe.ts";

/** What `fit` trains when nothing is said: the recipe of most tutorials. */
const BASELINE = { l2: 1e-3, earlyStopping: true, schedule: "plateau" } as const;

/**
 * RealMLP's schedule, dropout, width and batch, as far as a recipe can say them: not its numeric embeddings, its learnable scale, β₂ .95 and
 * its parametrization, by which its rate of .04 is about 3e-3 here and its decay of .02 about .3. Holzmüller et al. 2024, arXiv:2407.04491.
 */
const REAL_MLP = {
  ...{ hidden: [256, 256, 256], activation: "silu", schedule: "coslog4", learningRate: 3e-3 },
  ...{ dropout: 0.15, weightDecay: 0.3 },
} as const;

/** Dropout and decay at the medians of 86 published searches, annealed. */
const USUAL = { dropout: 0.23, weightDecay: 0.3, schedule: "cosine", averaging: "ema" } as const;

/** Strong recipes that are tried before anything is sampled, the untuned default first; what the user decided is in all of them. */
export function fixedRecipes(
  of: Situation,
  metric: Metric,
  base: Partial<Recipe> = {},
  own: readonly Recipe[] = [],
): Recipe[] {
  const smoothing = of.isClassification && metric.name !== "auc" ? { labelSmoothing: 0.1 } : {};
  const together = ladder(of, base).at(-1)!;
  const made = (name: string, change: object): Recipe => resolveRecipe({ ...change, ...base, name });
  return [
    made(PLAIN, {}),
    made("article's baseline", BASELINE),
    { ...together, ...base, name: together.name },
    ...(of.kind === "table" ? [made("RealMLP-like", { ...REAL_MLP, ...smoothing })] : []),
    made("annealed", USUAL),
    ...own,
  ];
}

/** A recipe as the study knows it: what the space has a name for, and what differs from the defaults. */
export function fixedTrial(recipe: Recipe, space: Space, kind: Situation["kind"]): FixedTrial {
  const { name, ...rest } = recipe;
  const usual = resolveRecipe({ name });
  const known = new Set(space.parameters.map((parameter) => parameter.name));
  const hidden = kind === "table" ? { hidden: rest.hidden ?? [...HIDDEN] } : {};
  const said = Object.entries({ ...rest, ...hidden }).filter(
    ([key, value]) =>
      value !== undefined &&
      (known.has(key) || JSON.stringify(value) !== JSON.stringify(usual[key as keyof Recipe] ?? null)),
  );
  return { name, values: Object.fromEntries(said) as TrialValues };
}
