// What augmentation and balancing are worth on test rows: each against plain, over seeds, with as many steps.
// Run: npx tsx bench/augment/accuracy.ts DATA [--only fashion,mnist,spam] [--seeds N] [--epochs N] [--base '{"learningRate":0.003}']
//      [--arms plain,AEDA] [--out FILE] [--json]
// DATA holds images/NAME/*-ubyte.gz, text/NAME.csv and tabular/NAME.csv. Results of other experiments in FILE are kept.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { createRuntime } from "../../src/run/index.ts";
import { type Change, type Experiment, experiments } from "./accuracy/experiments.ts";
import { measure, type Run } from "./accuracy/measure.ts";
import { type Result, resultOf, tableOf } from "./accuracy/results.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: Object.keys(experiments).join(",") },
    seeds: { type: "string" },
    epochs: { type: "string" },
    base: { type: "string", default: "{}" },
    arms: { type: "string" },
    out: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const [folder] = positionals;
if (folder === undefined) throw new Error("npx tsx bench/augment/accuracy.ts DATA");
const say = (line: string): void => {
  if (!options.json) console.log(line);
};

function chosen(name: string): Experiment {
  const found = experiments[name];
  if (found === undefined) throw new Error(`--only: ${name} is none of ${Object.keys(experiments).join(", ")}`);
  const { seeds = found.seeds, epochs = found.epochs } = options;
  const arms = options.arms?.split(",");
  return {
    ...found,
    ...{ seeds: Number(seeds), epochs: Number(epochs) },
    base: { ...found.base, ...(JSON.parse(options.base) as Change) },
    arms: arms === undefined ? found.arms : found.arms.filter(({ name: arm }) => arms.includes(arm)),
  };
}

const runtime = await createRuntime({ threads: 1 });

function shown({ best, last, seconds }: Run, { metrics, keeps }: Experiment): string {
  const { epoch, test } = keeps === "best" ? best : last;
  const scores = metrics.map((metric) => `${metric} ${test[metric]!.toFixed(4)}`).join(", ");
  const other = (keeps === "best" ? last : best).test[metrics[0]!]!.toFixed(4);
  return `${scores} at epoch ${epoch} of ${last.epoch} (${keeps === "best" ? "last" : "best"} ${other}); CPU ${seconds.toFixed(0)} s`;
}

/** Seed by seed, so that what is interrupted leaves whole seeds. */
async function* tried(experiment: Experiment): AsyncGenerator<Result> {
  const { seeds, arms, base, metrics, epochs } = experiment;
  const draws = await experiment.draws(folder!, seeds);
  const runs: Record<string, Run>[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const prepared = await draws.of(seed);
    const of: Record<string, Run> = {};
    for (const { name, change } of arms) {
      of[name] = await measure(prepared, resolveRecipe({ ...base, ...change, name }), { epochs, metrics, runtime });
      say(`seed ${seed}  ${name}: ${shown(of[name], experiment)}`);
    }
    runs.push(of);
    yield resultOf(experiment, draws, runs);
  }
}

const all: Record<string, Result> = {};
for (const name of options.only.split(",")) {
  const experiment = chosen(name);
  say(`\n## ${experiment.title}\n`);
  for await (const result of tried(experiment)) {
    all[name] = result;
    if (options.out !== undefined) {
      const kept = existsSync(options.out) ? (JSON.parse(readFileSync(options.out, "utf8")) as object) : {};
      writeFileSync(options.out, `${JSON.stringify({ ...kept, [name]: result }, null, 1)}\n`);
    }
  }
  say(`\n${tableOf(all[name]!)}`);
}
if (options.json) console.log(JSON.stringify(all));
await runtime.dispose();
