import { join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import type { AblateOptions } from "../../job/receipt/types.ts";
import { ablateReport } from "../report/ablate.ts";
import { quoted } from "../report/run.ts";
import { DATA, dataOptions, given } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";
import { printJob } from "./job.ts";
import { recipeOf } from "./recipe.ts";

const isRun = ({ io, args }: Context): Promise<boolean> =>
  io.readText(join(args[0]!, "manifest.json")).then(
    () => true,
    () => false,
  );

async function optionsOf(context: Context): Promise<AblateOptions> {
  const { io, values, sources } = context;
  const { seed, metric, budget: budgetSeconds, threads: workers, out } = values;
  // Five repeats are too few to part several effects.
  const repeats = sources.seeds === "default" ? undefined : values.seeds;
  const recipe = await recipeOf(context, "ablate");
  const size = { ...given({ repeats, budgetSeconds, workers, out, recipe }), signal: io.signal };
  const moved = values.data.length === 0 ? undefined : values.data.join(",");
  if (await isRun(context)) return { ...(await context.jobs.ablationOf(context.args[0]!, moved)), ...size };
  const data = await dataOptions("ablate", context);
  if (recipe === undefined) throw noRecipe(context.args[0]!, values.target);
  return { ...data, ...given({ seed, metric }), ...size, recipe };
}

const noRecipe = (data: string, target: string | undefined): RegularizeError =>
  new RegularizeError({
    code: "E112",
    where: "--recipe",
    message: "ablate needs --recipe: whose parts are left out one by one",
    todo: `regularize ablate ${quoted(data)}${target === undefined ? "" : ` --target ${quoted(target)}`} --recipe mine.yaml, or the folder of a run alone`,
  });

export const ablate: CommandDefinition = {
  name: "ablate",
  summary: "the receipt of a recipe: what each of its regularizers brings, and which to drop",
  args: [{ ...DATA, name: "DATA|RUN", doc: `${DATA.doc}; or a run's folder, for the model that it kept` }],
  settings: "ablate",
  examples: [
    "regularize ablate churn.csv --target churn --recipe mine.yaml",
    "regularize ablate churn.csv --target churn --recipe '{dropout: .3, l2: 1e-3}' --seeds 20",
    "regularize ablate runs/churn-7f3a --budget 10m",
  ],
  run: async (context) => {
    const options = await optionsOf(context);
    await printJob(context, (onEvent) => context.jobs.ablate(options, onEvent), ablateReport, options);
  },
};
