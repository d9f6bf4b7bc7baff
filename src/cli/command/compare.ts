import type { CompareOptions, CompareResult } from "../../job/types.ts";
import { basename, dirname, resolve } from "node:path";
import { compareReport } from "../report/compare.ts";
import { baseOf, DATA, dataOptions, given, runOptions, stepsOf } from "./data.ts";
import { recipesNamed } from "./recipe.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { asTyped } from "../print.ts";
import { copied, PRINTED } from "../report/lines.ts";
import { quoted } from "../report/run.ts";
import type { Name } from "../options/settings.ts";
import { clean, width as columnsOf } from "../text/width.ts";
import { printJob } from "./job.ts";

async function optionsOf(context: Context): Promise<CompareOptions> {
  const { io, values } = context;
  const { seeds, budget: budgetSeconds } = values;
  const common = await dataOptions("compare", context);
  const base = baseOf(context, () => true);
  const { readRecipes } = await import("../options/recipes.ts");
  const recipes = [];
  for (const path of recipesNamed(values)) {
    // Its own name may be one of the ladder's.
    const run = basename(dirname(resolve(io.cwd, path)));
    const nameOfRun = (name: string): string => `${run}: ${name}`.slice(0, 80);
    recipes.push(...(await readRecipes(path, io, { below: base, nameOfRun })));
  }
  const optional = { ...runOptions(context), ...given({ seeds, budgetSeconds, augment: stepsOf(values.augment) }) };
  return { ...common, ...optional, base, recipes, signal: io.signal };
}

/** Below `next`: how to train the winner by itself, where that is one line and no other word about the data was needed. */
function fitNext(context: Context, { data, target, ...rest }: CompareOptions, { run }: CompareResult, width: number) {
  const known = new Set([
    "base",
    "recipes",
    "signal",
    "seeds",
    "budgetSeconds",
    "workers",
    "out",
    "png",
    "aggregatesOnly",
    "augment",
  ]);
  if (Object.keys(rest).some((name) => !known.has(name) && context.sources[name as Name] !== "default")) return [];
  const named = target === undefined ? [] : ["--target", quoted(target)];
  const words = [quoted(data), ...named, "--recipe", quoted(`${run}/recipe.json`)];
  const line = copied("", clean(["regularize fit", ...words].join(" ")));
  return columnsOf(asTyped(line, context.io)) <= width && !data.startsWith("-") && target?.startsWith("-") !== true
    ? [line]
    : [];
}

export const compare: CommandDefinition = {
  name: "compare",
  summary: "train the ladder of regularizers on a table and tell which help, by how much",
  args: [DATA],
  settings: "compare",
  examples: [
    "regularize compare churn.csv --target churn",
    "regularize compare churn.csv --target churn --seeds 10 --recipe mine.yaml",
    "regularize compare sales.parquet --target price --time date --budget 5m --json",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(
      context,
      (onEvent) => context.jobs.compare(options, onEvent),
      (result, style) => [
        ...compareReport(result, style, options),
        ...fitNext(context, options, result, Math.min(style.width, PRINTED)),
      ],
      options,
    );
  },
};
