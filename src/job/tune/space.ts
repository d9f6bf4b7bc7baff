import { type Parameter, type Space, parseSpace, type TrialValues } from "../../decide/index.ts";
import { RegularizeError } from "../../core/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { type Situation, usualAugment } from "../ladder.ts";
import { type Recipe, recipeKeys, resolveRecipe } from "../recipe.ts";

type Written = Readonly<Record<string, unknown>>;
type Range = readonly [low: number, high: number, scale: "log" | "linear"];

/** A strength that may be off: a switch of the search, and the range behind it. */
const maybe = (name: string, [low, high, scale]: Range): Written => ({
  [name]: { low, high, scale, off: 0, switch: true },
});

/** What acts on any network. Published searches chose dropout in 60 % and decay in 53 % of cases: each has a switch. */
const COMMON: Written = {
  learningRate: [3e-4, 2e-2, "log"],
  schedule: ["constant", "cosine", "oneCycle", "coslog4", "plateau"],
  // Stopping early cuts off what an annealed rate is there for.
  earlyStopping: { flag: true, off: false, when: { schedule: ["constant", "plateau"] } },
  averaging: ["none", "ema", "swa"],
  ...maybe("dropout", [0.05, 0.5, "linear"]),
  // Decoupled decay acts by rate · decay a step: at 1e-3, a decay of 1 is what 1e-2 is at a rate of .1.
  ...maybe("weightDecay", [1e-3, 3, "log"]),
};

/** L2 beside decoupled decay is the same pull twice. */
const ONE_DECAY = { forbid: { "l2?": true, "weightDecay?": true } } as const;

const OF_KIND: Readonly<Record<Situation["kind"], Written>> = {
  table: {
    hidden: { choices: [[128], [256], [256, 128], [256, 256, 256], [512, 256]] },
    activation: ["relu", "gelu", "silu"],
    norm: ["auto", "batch", "layer"],
    ...maybe("inputNoise", [0.01, 0.5, "log"]),
    ...maybe("l2", [1e-6, 1e-2, "log"]),
    ...maybe("l1", [1e-7, 1e-3, "log"]),
  },
  image: {
    norm: ["auto", "none"],
    ...maybe("spatialDropout", [0.05, 0.3, "linear"]),
  },
  text: {
    network: ["embeddingBag", "textCnn", "tfidf"],
    ...maybe("l2", [1e-6, 1e-2, "log"]),
  },
};

/** Smoothing spoils the order of probabilities, which ranking metrics judge. */
const smooths = ({ isClassification }: Situation, { name }: Metric): boolean =>
  isClassification && !["auc", "averagePrecision"].includes(name);

function writtenFor(of: Situation, metric: Metric): Written {
  const isTuned = of.isClassification && of.rarest !== undefined && of.rarest.share < 0.4;
  return {
    ...OF_KIND[of.kind],
    ...COMMON,
    ...(smooths(of, metric) ? maybe("labelSmoothing", [0.02, 0.2, "linear"]) : {}),
    ...(isTuned ? { classWeights: ["none", "squareRoot", "balanced"] } : {}),
    ...(of.augment?.length === 0 ? {} : { augment: { choices: [[], of.augment ?? usualAugment(of.kind)] } }),
  };
}

/** What may be tried on such data: without what the user decided already. */
export function spaceFor(of: Situation, metric: Metric, base: Partial<Recipe> = {}): Space {
  const decided = new Set<string>(Object.keys(base));
  // A dense network has no channels.
  if (base.network === "mlp") decided.add("spatialDropout");
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
export const recipeOf = (name: string, values: TrialValues, base: Partial<Recipe> = {}): Recipe =>
  resolveRecipe({ ...base, ...values, name });
