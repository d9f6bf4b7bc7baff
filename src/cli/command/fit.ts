import { RegularizeError } from "../../core/index.ts";
import type { Recipe } from "../../job/recipe.ts";
import type { FitOptions } from "../../job/types.ts";
import { fitReport } from "../report/fit.ts";
import { baseOf, DATA, dataOptions, given, stepsOf } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";

/** A flag wins over the recipe's file, which wins over environment and settings file. */
async function recipeOf(context: Context): Promise<Recipe | undefined> {
  const { io, values, isFlag } = context;
  const path = values.recipe.at(-1);
  if (path === undefined) return undefined;
  const { readRecipes } = await import("../options/recipes.ts");
  const recipes = await readRecipes(path, io, { below: baseOf(context, () => true), above: baseOf(context, isFlag) });
  if (recipes.length === 1) return recipes[0];
  throw new RegularizeError({
    code: "E112",
    where: path,
    message: `${path} holds ${recipes.length} recipes, and fit trains one`,
    todo: "regularize compare, which takes several",
  });
}

async function optionsOf(context: Context): Promise<FitOptions> {
  const { io, values } = context;
  const { seed, metric, threads: workers, out, checkpointEvery: checkpointSeconds } = values;
  const data = await dataOptions("fit", context);
  const recipe = await recipeOf(context);
  const plan = recipe === undefined ? { base: baseOf(context, () => true) } : { recipe };
  return {
    ...data,
    ...given({ seed, metric, workers, out, checkpointSeconds, augment: stepsOf(values.augment) }),
    ...plan,
    signal: io.signal,
  };
}

export const fit: CommandDefinition = {
  name: "fit",
  summary: "train one recipe on a table, score it once on sealed rows, and save the model",
  args: [DATA],
  settings: "fit",
  examples: [
    "regularize fit churn.csv --target churn",
    "regularize fit churn.csv --target churn --recipe mine.yaml --out runs/final",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(context, (onEvent) => context.jobs.fit(options, onEvent), fitReport);
  },
};
