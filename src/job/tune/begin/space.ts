import { type Parameter, type Space, parseSpace, type TrialValues } from "../../../decide/index.ts";
import { RegularizeError } from "../../../core/index.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { type Situation, usualAugment } from "../../ladder.ts";
import { type Recipe, recipeKeys, resolveRecipe } from "../../recipe.ts";

type Written = Readonly<Record<string, unknown>>;
type Range = readonly [low: number, high: number, scale: "log" | "linear"];

/** A strength that may be off: a switch of the search, and the range behind it. */
const maybe = (name: string, [low, high, scale]: Range): Written => ({
  [name]: { low, high, scale, off: 0, switch: true },
});

/** What acts on any network. Published searches chose dropout in 60 % and decay in 53 % of cases: each has a switch. */
const COMMON: Written = {
  learningRate: [3e-4, 2e-2, "log"],
  schedule: ["cosine", "oneCycle", "coslog4", "plateau"],
  // Stopping early cuts off what an annealed rate is there for: there it only keeps the best epoch.
  earlyStopping: [true],
  monitor: ["loss", "metric"],
  patience: { choices: [15], when: { schedule: "plateau" }, off: 1000 },
  averaging: ["none", "ema"],
  ...maybe("dropout", [0.05, 0.5, "linear"]),
  // Decoupled decay acts by rate · decay a step: at 1e-3, a decay of 1 is what 1e-2 is at a rate of .1.
  ...maybe("weightDecay", [1e-4, 3, "log"]),
};

/** L2 beside decoupled decay is the same pull twice. */
const ONE_DECAY = { forbid: { "l2?": true, "weightDecay?": true } } as const;

const OF_KIND: Readonly<Record<Situation["kind"], Written>> = {
  table: {
    network: ["mlp", "tabm"],
    // A member costs a step of its own.
    members: { choices: [4, 8, 16], when: { network: "tabm" }, off: 16 },
    hidden: { choices: [[128], [256], [256, 128], [256, 256, 256], [512, 256]] },
    numericEmbedding: ["none", "piecewiseLinear", "pbld", "periodic"],
    parametrization: ["standard", "ntk"],
    featureScale: "flag",
    scaling: ["robust", "standard"],
    activation: ["relu", "silu"],
    norm: { choices: ["auto", "batch", "layer"], when: { network: "mlp" }, off: "auto" },
    beta2: { choices: [0.95, 0.999] },
    strengthSchedule: ["constant", "flatCosine"],
    batchSize: { choices: [0, 64, 256] },
    ...maybe("inputNoise", [0.01, 0.5, "log"]),
    ...maybe("l2", [1e-6, 1e-2, "log"]),
    ...maybe("l1", [1e-7, 1e-3, "log"]),
  },
  image: {
    norm: ["auto", "none"],
    filters: { choices: [[], [32, 64, 128]] },
    ...maybe("spatialDropout", [0.05, 0.3, "linear"]),
  },
  text: {
    network: ["embeddingBag", "textCnn", "tfidf"],
    hidden: { choices: [[], [64], [128]] },
    ...maybe("l2", [1e-6, 1e-2, "log"]),
  },
};

/** Smoothing spoils the order of probabilities, which ranking metrics judge. */
export const smooths = ({ isClassification }: Situation, { name }: Metric): boolean =>
  isClassification && !["auc", "averagePrecision"].includes(name);

/** Steps as a search tries them: none, the first, the first two, and so on. */
const prefixesOf = (steps: Recipe["augment"]): Recipe["augment"][] =>
  Array.from({ length: steps.length + 1 }, (_, n) => steps.slice(0, n));

function writtenFor(of: Situation, metric: Metric): Written {
  const isTuned = of.isClassification && of.rarest !== undefined && of.rarest.share < 0.4;
  return {
    ...OF_KIND[of.kind],
    ...COMMON,
    ...(smooths(of, metric) ? maybe("labelSmoothing", [0.02, 0.2, "linear"]) : {}),
    ...(isTuned ? { classWeights: ["none", "squareRoot", "balanced"] } : {}),
    ...(of.augment?.length === 0 ? {} : { augment: { choices: prefixesOf(of.augment ?? usualAugment(of.kind)) } }),
  };
}

/** What may be tried on such data: without what the user decided already. */
export function spaceFor(of: Situation, metric: Metric, base: Partial<Recipe> = {}): Space {
  const decided = new Set<string>(Object.keys(base));
  // A dense network has no channels.
  if (base.network === "mlp") for (const name of ["spatialDropout", "filters"]) decided.add(name);
  const entries = Object.entries(writtenFor(of, metric)).filter(([name]) => !decided.has(name));
  const names = new Set(entries.map(([name]) => name));
  const parameters = Object.fromEntries(entries.map(([name, written]) => [name, ungated(written, names)]));
  return parseSpace({ parameters, constraints: names.has("l2") && names.has("weightDecay") ? [ONE_DECAY] : [] });
}

/** Without a condition on what is not searched. */
function ungated(written: unknown, names: ReadonlySet<string>): unknown {
  if (typeof written !== "object" || written === null || !("when" in written)) return written;
  const { when, ...rest } = written;
  return Object.keys(when as object).every((name) => names.has(name)) ? written : rest;
}

const INTEGERS = ["embedding", "maxTokens", "patience", "epochs", "batchSize"];

/** Reads what a file of `--space` holds: keys of recipes with their ranges. Throws E151 for other keys, E131 for values no recipe may have. */
export function readSpace(given: unknown): Space {
  const space = parseSpace(given, { known: recipeKeys.filter((key) => key !== "name"), integers: INTEGERS });
  for (const parameter of space.parameters) checkLegal(parameter);
  return space;
}

function checkLegal(parameter: Parameter): void {
  const { name, helper, off } = parameter;
  if (helper === true) return;
  const tried =
    "choices" in parameter ? parameter.choices : "low" in parameter ? [parameter.low, parameter.high] : [true];
  for (const value of off === undefined ? tried : [...tried, off])
    try {
      resolveRecipe({ name: "trial", [name]: value }, "space");
    } catch (error) {
      if (!(error instanceof RegularizeError)) throw error;
      const { code, message, where, expected, todo } = error;
      const facts = { ...(expected === undefined ? {} : { expected }), ...(todo === undefined ? {} : { todo }) };
      throw new RegularizeError({ code, message, where: where ?? `space.${name}`, ...facts, cause: error });
    }
}

/** The recipe of a trial: what the user decided, then what the search chose. */
export const trialRecipe = (name: string, values: TrialValues, base: Partial<Recipe> = {}): Recipe =>
  resolveRecipe({ ...base, ...values, name });
