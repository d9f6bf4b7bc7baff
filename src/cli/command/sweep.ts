import { RegularizeError } from "../../core/index.ts";
import type { SweepOptions } from "../../job/sweep/types.ts";
import { quoted } from "../report/run.ts";
import { sweepReport } from "../report/sweep.ts";
import { DATA, dataOptions, given, runOptions } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";
import { commonRecipe } from "./recipe.ts";

async function optionsOf(context: Context): Promise<SweepOptions> {
  const { io, values } = context;
  const { seeds, budget: budgetSeconds, strength, points } = values;
  if (strength === undefined)
    throw new RegularizeError({
      code: "E112",
      where: "--strength",
      message: "sweep needs --strength: what to vary",
      todo: `regularize sweep ${quoted(context.args[0]!)} --strength dropout`,
    });
  const data = await dataOptions("sweep", context);
  const optional = { ...runOptions(context), ...given({ seeds, budgetSeconds, points }) };
  return { ...data, ...optional, strength, base: await commonRecipe(context, "sweep"), signal: io.signal };
}

export const sweep: CommandDefinition = {
  name: "sweep",
  summary: "find the sweet spot of one strength, such as dropout: the best, and the strongest that is as good",
  args: [DATA],
  settings: "sweep",
  examples: [
    "regularize sweep churn.csv --target churn --strength dropout",
    "regularize sweep churn.csv --target churn --strength l2=1e-5..1 --points 12 --seeds 10",
    "regularize sweep photos/ --strength weightDecay --recipe mine.yaml --budget 10m",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(context, (onEvent) => context.jobs.sweep(options, onEvent), sweepReport, options);
  },
};
