// The networks of a whole search on data sets that are not in quality.py's suite, and what each says of its validation rows and of sealed ones. The
// race, the samples and the pruning are `tune`'s own. policies.ts asks afterwards what other choices from them would have come to.
// Run: npx tsx bench/search/bank.ts DATA --sets a,b --bank FOLDER [--seed 1] [--seconds 28]
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fold, keyOf } from "../../src/core/index.ts";
import { createStudy, type Row } from "../../src/decide/index.ts";
import { foldOf, type Prepared, prepare } from "../../src/job/prepare.ts";
import type { Recipe } from "../../src/job/recipe.ts";
import { situationOf } from "../../src/job/source/situation.ts";
import { predictTrial, runTrial } from "../../src/job/trial.ts";
import { fixedRecipes, fixedTrial } from "../../src/job/tune/begin/fixed.ts";
import { spaceFor, trialRecipe } from "../../src/job/tune/begin/space.ts";
import { bestOf } from "../../src/job/tune/final/finalists.ts";
import { nameOf } from "../../src/job/tune/named.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import type { Metric, Predictions } from "../../src/train/metrics/index.ts";

const FOLDS = 5;
const TRIALS = 50;
/** Seconds after which a training is given up: some samples take twenty times as long as a fixed recipe. */
const LONG = 3;
/** Has all folds, fresh ones too; the first two have a third round. */
const KNOWN = ["RealMLP", "TabM", "piecewise-linear MLP"];
const TOP = 4;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sets: { type: "string" },
    bank: { type: "string" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "28" },
  },
});
const { sets, bank } = options;
const [folder] = positionals;
if (folder === undefined || sets === undefined || bank === undefined)
  throw new Error("npx tsx bench/search/bank.ts DATA --sets a,b --bank FOLDER");
const seed = Number(options.seed);

/** Five digits say enough. */
const rounded = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as unknown as Iterable<number>, (v) => Number(v.toPrecision(5))) : value;

/** One data set's networks, and where what they say is written. */
interface Banking {
  readonly prepared: Prepared;
  readonly metric: Metric;
  readonly runtime: Runtime;
  /** Recipes by name, those of samples too. */
  readonly recipes: Map<string, Recipe>;
  readonly write: (line: object) => void;
  /** What was written once: networks, and rows with their targets. */
  readonly known: Set<string>;
}

const bare = (said: Predictions): Float32Array => (said.kind === "regression" ? said.values : said.probabilities);

interface Trained {
  readonly score: number;
  readonly seconds: number;
}

async function train(of: Banking, recipe: Recipe, repeat: number): Promise<Trained> {
  const { prepared, metric, runtime, known } = of;
  const part = foldOf(prepared, repeat, recipe);
  const begun = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  };
  const onEpoch = (): void => {
    if (spent() > LONG) throw new Error("too long");
  };
  const trial = await runTrial(recipe, part, { seed: part.seed, metric: metric.name, runtime, onEpoch });
  const told = { seconds: spent(), score: trial.validation };
  const where = { seed: part.seed, runtime };
  const validation = await predictTrial(recipe, part, where, trial, part.validation);
  const test = await predictTrial(recipe, part, where, trial, part.examples(prepared.test));
  const about = { type: "network", recipe: recipe.name, repeat, ...told };
  of.write({ ...about, validation: bare(validation), test: bare(test) });
  known.add(`${recipe.name} ${repeat}`);
  for (const [name, said] of Object.entries({ [`validation ${repeat}`]: validation, test }))
    if (!known.has(name)) of.write({ type: "rows", name, said });
  known.add(`validation ${repeat}`).add("test");
  return told;
}

/** The search, until its samples have taken the time that they are given. */
async function searched(of: Banking): Promise<readonly Row[]> {
  const { prepared, metric, recipes } = of;
  const situation = { ...situationOf(foldOf(prepared, 0)), rows: prepared.rest.length, augment: [] };
  const space = spaceFor(situation, metric);
  const fixed = fixedRecipes(situation, metric).map((recipe) => fixedTrial(recipe, space, "table"));
  const study = createStudy({
    ...{ space, fixed, better: metric.better, folds: FOLDS, budget: TRIALS, lag: 4, prune: { p: 0.26, least: 2 } },
    race: { rounds: [1], count: 4, least: 3 },
    key: fold(keyOf(seed), "tune"),
  });
  let spent = 0;
  for (let next = study.ask(); next.status === "run"; next = study.ask()) {
    const { id, fold: repeat, source, values } = next;
    const isSampled = !source.startsWith("fixed ");
    if (isSampled && spent > Number(options.seconds)) break;
    const recipe = trialRecipe(nameOf({ id, source }), values);
    recipes.set(recipe.name, recipe);
    const told = await train(of, recipe, repeat).catch((error: unknown) => ({ failed: String(error) }));
    study.tell(id, repeat, "failed" in told ? told : told.score);
    if (isSampled) spent += "failed" in told ? LONG : told.seconds;
  }
  return study.rows();
}

/** Networks of what may be kept: fresh repeats of the best, all repeats of the fixed. */
async function further(of: Banking, rows: readonly Row[]): Promise<void> {
  const best = bestOf(rows, of.metric, TOP).map((row) => nameOf(row));
  const wanted = (names: readonly string[], first: number): (readonly [string, number])[] =>
    names.flatMap((name) => Array.from({ length: FOLDS }, (_, i) => [name, first + i] as const));
  const all = [
    ...wanted(KNOWN, 0),
    ...wanted([...new Set([...best, ...KNOWN])], FOLDS),
    ...wanted(KNOWN.slice(0, 2), 2 * FOLDS),
  ];
  for (const [name, repeat] of all)
    if (!of.known.has(`${name} ${repeat}`)) await train(of, of.recipes.get(name)!, repeat);
}

interface Card {
  readonly task: string;
  readonly target: string;
  /** Parts for training, validation and test. */
  readonly split?: readonly [number, number, number];
}

async function bankOf(set: string): Promise<void> {
  const file = join(bank!, `${set}-${seed}.jsonl`);
  if (existsSync(file)) return;
  const card = JSON.parse(readFileSync(join(folder!, `${set}.json`), "utf8")) as Card;
  const task = card.task === "regression" ? "regression" : "classification";
  const asked = { data: join(folder!, `${set}.csv`), target: card.target, task } as const;
  const prepared = { ...(await prepare({ ...asked, split: card.split ?? [0.64, 0.16, 0.2] }, seed)), folds: FOLDS };
  const metric = metricFor(prepared.task.kind, task === "regression" ? "rmse" : "accuracy");
  const runtime = await createRuntime({ threads: 1 });
  writeFileSync(file, "");
  const write = (line: object): void => appendFileSync(file, `${JSON.stringify(line, rounded)}\n`);
  const of: Banking = { prepared, metric, runtime, write, recipes: new Map(), known: new Set() };
  const rows = await searched(of);
  await further(of, rows);
  const table = rows.map(({ id, source, state, scores, score }) => ({ id, source, state, scores, score }));
  write({ type: "study", set, metric: metric.name, rows: table });
  await runtime.dispose();
  console.log(`${set}: ${rows.length} trials`);
}

for (const set of sets.split(",")) await bankOf(set);
