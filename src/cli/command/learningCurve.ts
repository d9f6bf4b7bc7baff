import type { LearningCurveOptions } from "../../job/learningCurve/types.ts";
import { learningCurveReport } from "../report/learningCurve.ts";
import { DATA, dataOptions, given, runOptions } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";
import { commonRecipe } from "./recipe.ts";

async function optionsOf(context: Context): Promise<LearningCurveOptions> {
  const { io, values } = context;
  const { seeds, budget: budgetSeconds, sizes, against } = values;
  const data = await dataOptions("learning-curve", context);
  const optional = { ...runOptions(context), ...given({ seeds, budgetSeconds, sizes, against }) };
  return { ...data, ...optional, base: await commonRecipe(context, "learning-curve"), signal: io.signal };
}

export const learningCurve: CommandDefinition = {
  name: "learning-curve",
  summary: "more data or more regularization? what twice the rows would give, beside the best regularizer",
  args: [DATA],
  settings: "learning-curve",
  examples: [
    "regularize learning-curve churn.csv --target churn",
    "regularize learning-curve churn.csv --target churn --against runs/churn-7f3a --seeds 10",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(context, (onEvent) => context.jobs.learningCurve(options, onEvent), learningCurveReport, options);
  },
};
