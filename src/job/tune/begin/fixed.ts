import type { FixedTrial, Space, TrialValues } from "../../../decide/index.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { ladder, PLAIN, type Situation } from "../../ladder.ts";
import { HIDDEN } from "../../model/mlp.ts";
import { type GivenRecipe, type Recipe, resolveRecipe } from "../../recipe.ts";
import { smooths } from "./space.ts";

type Change = Omit<GivenRecipe, "name">;

/** What `fit` trains when nothing is said: the recipe of most tutorials. */
const BASELINE: Change = { l2: 1e-3, earlyStopping: true, schedule: "plateau" };

/** Runs to the end and keeps the best epoch, by the metric itself: what RealMLP does. */
const BEST_EPOCH: Change = { earlyStopping: true, patience: 1000, monitor: "metric" };

/** RealMLP without its embeddings of numbers: Holzmüller et al. 2024, arXiv:2407.04491. */
const REAL_MLP: Change = {
  ...{ hidden: [256, 256, 256], activation: "silu", parametrization: "ntk", featureScale: true },
  ...{ schedule: "coslog4", learningRate: 2.5e-3, beta2: 0.95 },
  ...{ dropout: 0.15, weightDecay: 0.32, strengthSchedule: "flatCosine", ...BEST_EPOCH },
};

/** TabM-mini with piecewise-linear embeddings: Gorishniy et al. 2025, arXiv:2410.24210; fewer members than there, to be four times as fast. */
const TABM: Change = {
  ...{ network: "tabm", members: 8, numericEmbedding: "piecewiseLinear", hidden: [256] },
  ...{
    learningRate: 3e-3,
    weightDecay: 0.1,
    dropout: 0.1,
    schedule: "plateau",
    earlyStopping: true,
    monitor: "metric",
  },
};

/** Steps where the data lie, and what leaves them smooth. */
const STEPS: Change = {
  ...{ numericEmbedding: "piecewiseLinear", hidden: [256, 256], schedule: "cosine" },
  ...{ dropout: 0.3, weightDecay: 0.3, ...BEST_EPOCH },
};

/** Dropout and decay at the medians of 86 published searches, annealed. */
const USUAL: Change = { dropout: 0.23, weightDecay: 0.3, schedule: "cosine", averaging: "ema", ...BEST_EPOCH };

/** What fixed recipes depend on. */
interface Given extends Situation {
  readonly rows?: number;
  /** Whether numbers are embedded where that pays; by the rows when absent. */
  readonly embeds?: boolean;
  /** The budget hardly has room for the first of the strong ones: one that stops early goes before it. */
  readonly isShort?: boolean;
}

/** RealMLP's embeddings. On 16 sets of classes 12 % fewer errors (± 6), for a third more time; with many rows and columns for twice the time. */
const EMBEDDED: Change = { numericEmbedding: "pbld" };
const FEW = 10_000;
const embedsIn = ({ embeds, rows = Number.POSITIVE_INFINITY }: Given): boolean => embeds ?? rows < FEW;

interface Strong {
  readonly name: string;
  readonly change: Change;
  /** With embeddings of numbers, where they pay. */
  readonly embeds?: true;
  /** Labels are smoothed by so much, where that does no harm. */
  readonly smoothing?: number;
  /** With the steps that may be tried; not there without any. */
  readonly augments?: true;
}

/** What is known to be strong on each kind of data. */
const STRONG: { readonly [K in Situation["kind"]]: readonly Strong[] } = {
  table: [
    { name: "RealMLP", change: REAL_MLP, embeds: true, smoothing: 0.1 },
    { name: "piecewise-linear MLP", change: STEPS, smoothing: 0.1 },
    { name: "TabM", change: TABM },
    { name: "annealed", change: USUAL },
  ],
  image: [
    // A third of the time; on 1,500 pictures of clothes within chance of the whole (.866 and .873).
    { name: "short annealed", change: { ...USUAL, learningRate: 3e-3, epochs: 30 } },
    { name: "annealed", change: { ...USUAL, learningRate: 3e-3 } },
    { name: "one cycle", change: { schedule: "oneCycle", learningRate: 3e-3, weightDecay: 0.1, epochs: 30 } },
    { name: "augmented annealed", change: { ...USUAL, learningRate: 3e-3 }, augments: true },
  ],
  text: [
    {
      name: "linear on TF-IDF",
      change: { network: "tfidf", hidden: [], learningRate: 1e-2, l2: 1e-5, schedule: "cosine", ...BEST_EPOCH },
    },
    {
      name: "TF-IDF MLP",
      change: { network: "tfidf", hidden: [128], dropout: 0.5, schedule: "cosine", ...BEST_EPOCH },
    },
    { name: "annealed", change: USUAL },
  ],
};

/** So many strong ones stand before the untuned default: a short budget should not end without one. */
const BEFORE = 2;

/** Strong recipes that are tried before anything is sampled, the untuned default among them; what the user decided is in all of them. */
export function fixedRecipes(
  of: Given,
  metric: Metric,
  base: Partial<Recipe> = {},
  own: readonly Recipe[] = [],
): Recipe[] {
  const rungs = ladder(of, base);
  const [plain, together] = [rungs[0]!, rungs.at(-1)!];
  const isOpen = base.network === undefined || base.network === "auto";
  const made = (name: string, change: Change): Recipe => resolveRecipe({ ...change, ...base, name });
  const strong = STRONG[of.kind].filter(({ change }) => isOpen || change.network === undefined);
  const { augment = [] } = of;
  const known = strong
    .filter(({ augments = false }) => !augments || augment.length > 0)
    .map(({ name, change, embeds: may = false, smoothing = 0, augments }) => {
      const smooth = smoothing > 0 && smooths(of, metric) ? { labelSmoothing: smoothing } : {};
      const embedded = may && embedsIn(of) ? EMBEDDED : {};
      return made(name, { ...change, ...embedded, ...smooth, ...(augments === true ? { augment } : {}) });
    });
  const all = [
    ...known.slice(0, BEFORE),
    { ...plain, name: PLAIN },
    ...known.slice(BEFORE),
    { ...together, ...base, name: together.name },
    ...own,
  ];
  const baseline = made("article's baseline", BASELINE);
  return of.isShort === true ? [baseline, ...all] : all.toSpliced(known.length + 1, 0, baseline);
}

/** A way to begin: what it changes about the fixed recipes, and the first of them. */
export interface Way {
  readonly given: Pick<Given, "embeds" | "isShort">;
  readonly first: Recipe;
}

/** Ways to begin, from the one that takes longest to the one for a short budget. */
export function waysFor(of: Given, metric: Metric, base: Partial<Recipe> = {}): Way[] {
  const ways = [{ embeds: true }, { embeds: false }, { embeds: false, isShort: true }].map(
    (given): Way => ({ given, first: fixedRecipes({ ...of, ...given }, metric, base)[0]! }),
  );
  const texts = ways.map(({ first }) => JSON.stringify(first));
  return ways.filter((_, i) => texts.indexOf(texts[i]!) === i);
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
