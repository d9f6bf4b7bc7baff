import type { FitOptions } from "../../job/types.ts";
import { fitReport } from "../report/fit.ts";
import { baseOf, DATA, dataOptions, given, runOptions, stepsOf } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";
import { recipeOf } from "./recipe.ts";

async function optionsOf(context: Context): Promise<FitOptions> {
  const { io, values } = context;
  const { checkpointEvery: checkpointSeconds } = values;
  const data = await dataOptions("fit", context);
  const recipe = await recipeOf(context, "fit");
  const plan = recipe === undefined ? { base: baseOf(context, () => true) } : { recipe };
  return {
    ...data,
    ...runOptions(context),
    ...given({ checkpointSeconds, augment: stepsOf(values.augment) }),
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
    await printJob(context, (onEvent) => context.jobs.fit(options, onEvent), fitReport, options);
  },
};
