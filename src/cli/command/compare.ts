import type { CompareOptions } from "../../job/types.ts";
import { compareReport } from "../report/compare.ts";
import { baseOf, DATA, dataOptions, given } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";

async function optionsOf(context: Context): Promise<CompareOptions> {
  const { io, values } = context;
  const { seeds, seed, metric, budget: budgetSeconds, threads: workers, out } = values;
  const common = await dataOptions("compare", context);
  const base = baseOf(context, () => true);
  const { readRecipes } = await import("../options/recipes.ts");
  const recipes = [];
  for (const path of values.recipe) recipes.push(...(await readRecipes(path, io, { below: base })));
  const optional = given({ seeds, seed, metric, budgetSeconds, workers, out });
  return { ...common, ...optional, base, recipes, signal: io.signal };
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
    await printJob(context, (onEvent) => context.jobs.compare(options, onEvent), compareReport);
  },
};
