// Which recipes to keep and how to average them, on data sets that are not in quality.py's suite: five networks of each fixed recipe, one a fold,
// scored on a sealed fifth. FILE has the networks' predictions; what it lacks is trained first.
// Run: npx tsx bench/search/mixing.ts DATA --sets boston,pima,… --bank FILE [--seed 1]
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { averagePredictions } from "../../src/job/ensemble.ts";
import { foldOf, prepare } from "../../src/job/prepare.ts";
import type { Recipe } from "../../src/job/recipe.ts";
import { situationOf } from "../../src/job/source/situation.ts";
import { predictTrial, runTrial } from "../../src/job/trial.ts";
import { fixedRecipes } from "../../src/job/tune/begin/fixed.ts";
import { sharesOf } from "../../src/job/tune/model/shares.ts";
import { createRuntime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import type { Metric, Predictions } from "../../src/train/metrics/index.ts";

const FOLDS = 5;
const WITH = "RealMLP with embeddings";
const WITHOUT = "RealMLP without embeddings";
const OTHERS = ["piecewise-linear MLP", "plain", "TabM"];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { sets: { type: "string" }, bank: { type: "string" }, seed: { type: "string", default: "1" } },
});
const { sets, bank: file } = options;
const [folder] = positionals;
if (folder === undefined || sets === undefined || file === undefined)
  throw new Error("npx tsx bench/search/mixing.ts DATA --sets a,b --bank FILE");
const seed = Number(options.seed);

/** What a network says of its validation rows and of the sealed ones. */
interface Said {
  readonly set: string;
  readonly seed: number;
  readonly recipe: string;
  readonly fold: number;
  readonly seconds: number;
  readonly validation: Predictions;
  readonly test: Predictions;
}

const plainArrays = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? [...(value as unknown as Iterable<number>)] : value;
const typed = (key: string, value: unknown): unknown =>
  ["probabilities", "values", "targets"].includes(key) ? Float32Array.from(value as number[]) : value;

const bank: Said[] = existsSync(file)
  ? readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line, typed) as Said)
  : [];
const networkOf = (set: string, recipe: string, fold: number): Said | undefined =>
  bank.find((one) => one.set === set && one.seed === seed && one.recipe === recipe && one.fold === fold);

async function train(set: string): Promise<void> {
  const card = JSON.parse(readFileSync(join(folder!, `${set}.json`), "utf8")) as { task: string; target: string };
  const task = card.task === "regression" ? "regression" : "classification";
  const data = { data: join(folder!, `${set}.csv`), target: card.target, task, split: [0.64, 0.16, 0.2] } as const;
  const prepared = { ...(await prepare(data, seed)), folds: FOLDS };
  const metric = metricFor(prepared.task.kind, task === "regression" ? "rmse" : "accuracy");
  const fixed = fixedRecipes(situationOf(foldOf(prepared, 0)), metric);
  const named = (name: string): Recipe => fixed.find((recipe) => recipe.name === name)!;
  const recipes: Recipe[] = [
    { ...named("RealMLP"), name: WITH, numericEmbedding: "pbld" },
    { ...named("RealMLP"), name: WITHOUT, numericEmbedding: "none" },
    ...OTHERS.map(named),
  ];
  const runtime = await createRuntime({ threads: 1 });
  for (const recipe of recipes)
    for (let fold = 0; fold < FOLDS; fold++) {
      if (networkOf(set, recipe.name, fold) !== undefined) continue;
      const part = foldOf(prepared, fold, recipe);
      const begun = process.cpuUsage();
      const trial = await runTrial(recipe, part, { seed: part.seed, metric: metric.name, runtime });
      const { user, system } = process.cpuUsage(begun);
      const where = { seed: part.seed, runtime };
      const validation = await predictTrial(recipe, part, where, trial, part.validation);
      const test = await predictTrial(recipe, part, where, trial, part.examples(prepared.test));
      const said: Said = { set, seed, recipe: recipe.name, fold, seconds: (user + system) / 1e6, validation, test };
      bank.push(said);
      appendFileSync(file!, `${JSON.stringify(said, plainArrays)}\n`);
    }
  await runtime.dispose();
}

const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
const errorOf = (metric: Metric, said: Predictions): number =>
  metric.better === "higher" ? 1 - metric.score(said) : metric.score(said);

/** The share of wrong labels, or the RMSE; and the log loss, or the RMSE again: of few wrong labels one more is a large part. */
type Errors = readonly [error: number, loss: number];
const bothOf = (metric: Metric, said: Predictions): Errors => [
  errorOf(metric, said),
  said.kind === "regression" ? metric.score(said) : metricFor(said.kind, "logLoss").score(said),
];

/** The mean of recipes by their shares, in whole networks of 20. */
const mixed = (all: readonly Predictions[], shares: readonly number[]): Predictions =>
  averagePredictions(
    all.flatMap((said, c) => Array<Predictions>(Math.round(20 * shares[c]!)).fill(said)),
    undefined,
  );

/** Errors on the sealed rows of what the race and the mean come to, over the folds that may have come first. */
function errorsOf(set: string, real: string, staying: number, how: "best" | "shares"): Errors {
  const names = [real, ...OTHERS];
  const all = names.map((name) => Array.from({ length: FOLDS }, (_, fold) => networkOf(set, name, fold)!));
  const metric = metricFor(all[0]![0]!.test.kind, all[0]![0]!.test.kind === "regression" ? "rmse" : "accuracy");
  const error = ({ validation }: Said): number => errorOf(metric, validation);
  const each = Array.from({ length: FOLDS }, (_, first): Errors => {
    const raced = all.toSorted((a, b) => error(a[first]!) - error(b[first]!)).slice(0, staying);
    const order = raced.toSorted((a, b) => mean(a.map(error)) - mean(b.map(error)));
    const test = order.map((own) =>
      averagePredictions(
        own.map((one) => one.test),
        undefined,
      ),
    );
    if (how === "best") return bothOf(metric, test[0]!);
    const shares = sharesOf(
      order.map((own) => own.map(({ validation }) => validation)),
      metric,
    );
    return bothOf(metric, mixed(test, shares));
  });
  return [mean(each.map(([error]) => error)), mean(each.map(([, loss]) => loss))];
}

const WAYS = [
  { real: WITHOUT, staying: 2, how: "best" },
  { real: WITHOUT, staying: 3, how: "best" },
  { real: WITHOUT, staying: 2, how: "shares" },
  { real: WITHOUT, staying: 3, how: "shares" },
  { real: WITH, staying: 2, how: "best" },
  { real: WITH, staying: 3, how: "shares" },
] as const;

/** Mean and standard error over data sets of the logarithm of what one way's errors are of the first's. */
function toFirst(errors: readonly number[], first: readonly number[]): string {
  const ratios = errors.map((error, i) => Math.log(error / first[i]!));
  const squares = ratios.map((ratio) => (ratio - mean(ratios)) ** 2);
  const error = Math.sqrt(mean(squares) / Math.max(1, ratios.length - 1));
  return `${(100 * mean(ratios)).toFixed(1)} % ± ${(100 * error).toFixed(1)}`;
}

const names = sets.split(",");
for (const set of names) await train(set);
const all = WAYS.map(({ real, staying, how }) => names.map((set) => errorsOf(set, real, staying, how)));
for (const [i, { real, staying, how }] of WAYS.entries()) {
  const part = (which: 0 | 1, of: readonly Errors[]): number[] => of.map((errors) => errors[which]);
  const shown = part(0, all[i]!).map((error) => error.toPrecision(4));
  const told = ([0, 1] as const).map((which) => toFirst(part(which, all[i]!), part(which, all[0]!)));
  console.log(`${real}, ${staying} stay, ${how}: ${shown.join("  ")}  error ${told[0]}, loss ${told[1]}`);
}
