import type { TuneOptions } from "../../job/tune/types.ts";
import type { Recipe } from "../../job/recipe.ts";
import { tuneReport } from "../report/tune.ts";
import { baseOf, DATA, dataOptions, given, runOptions, stepsOf } from "./data.ts";
import { recipesNamed } from "./recipe.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";

/** What `--space` names. Throws E114 and E115 for the file, E15x for what it says. */
async function spaceOf({ io, values }: Context): Promise<TuneOptions["space"]> {
  if (values.space === undefined) return undefined;
  const { readYaml } = await import("../options/yaml.ts");
  const { readSpace } = await import("../../job/tune/begin/space.ts");
  return readSpace((await readYaml(values.space, io, "--space")).value);
}

async function optionsOf(context: Context): Promise<TuneOptions> {
  const { io, values, sources } = context;
  const { goal, trials, budget: budgetSeconds } = values;
  // The fewer validation rows there are, the more repeats a trial needs.
  const folds = sources.seeds === "default" ? undefined : values.seeds;
  const data = await dataOptions("tune", context);
  const augment = stepsOf(values.augment);
  const base: Partial<Recipe> = { ...baseOf(context, () => true), ...(augment === undefined ? {} : { augment }) };
  const { readRecipes } = await import("../options/recipes.ts");
  const recipes = [];
  for (const path of recipesNamed(values)) recipes.push(...(await readRecipes(path, io, { below: base })));
  const space = await spaceOf(context);
  const optional = { ...runOptions(context), ...given({ goal, trials, budgetSeconds, space, folds }) };
  return { ...data, ...optional, base, recipes, signal: io.signal };
}

export const tune: CommandDefinition = {
  name: "tune",
  summary: "search for the best combination and strengths, and check it against the untuned default",
  args: [DATA],
  settings: "tune",
  examples: [
    "regularize tune churn.csv --target churn --budget 5m",
    "regularize tune churn.csv --target churn --trials 60 --space space.yaml --recipe mine.yaml",
    "regularize tune photos/ --budget 1h --network cnn",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(context, (onEvent) => context.jobs.tune(options, onEvent), tuneReport, options);
  },
};
