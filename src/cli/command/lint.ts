import { join } from "node:path";
import type { LintedSource, LintJobOptions, LintJobResult } from "../../job/lint/lint.ts";
import { lintReport } from "../report/lint.ts";
import { printEvent, printLines } from "../print.ts";
import { DATA, dataOptions, given } from "./data.ts";
import { type CommandDefinition, type Context, outStyle } from "./define.ts";

const MODULE = /\.[cm]?[jt]s$/iu;

/** A run's folder, a JavaScript module, or a file of recipes. */
async function sourceOf({ io, args }: Context): Promise<LintedSource> {
  const what = args[0]!;
  if (MODULE.test(what)) return { moduleFile: what };
  const isRun = await io.readText(join(what, "manifest.json")).then(
    () => true,
    () => false,
  );
  if (isRun) return { run: what };
  const { readRecipes } = await import("../options/recipes.ts");
  return { recipes: await readRecipes(what, io, {}) };
}

async function optionsOf(context: Context): Promise<LintJobOptions> {
  const { metric, ignore } = context.values;
  const file = context.args[1];
  const data = file === undefined ? undefined : await dataOptions("lint", { ...context, args: [file] });
  return { what: await sourceOf(context), ignore, ...given({ data, metric }), signal: context.io.signal };
}

async function run(context: Context): Promise<void> {
  const { io, mode, jobs, values, args } = context;
  const { checkRequirements, demand, parseRequirements } = await import("../../decide/diagnose/require.ts");
  const wanted = values.require === undefined ? [] : parseRequirements(values.require);
  const result: LintJobResult = await jobs.lint(await optionsOf(context));
  if (mode.json) printEvent(io, result);
  else printLines(io.stdout, lintReport(result, outStyle(context)));
  const { error: errors, warning: warnings, hint: hints } = result.counts;
  demand(checkRequirements(wanted, { errors, warnings, hints }), args[0]!);
}

export const lint: CommandDefinition = {
  name: "lint",
  summary: "find mistakes in a recipe, a run or a model before anything is trained",
  args: [
    {
      name: "RECIPE",
      doc: "a file of recipes, a run's folder, or a .js file that exports a model",
      required: true,
      example: "mine.yaml",
    },
    { ...DATA, required: false, doc: "the data that it is for: more rules apply" },
  ],
  settings: "lint",
  examples: [
    "regularize lint mine.yaml",
    "regularize lint mine.yaml churn.csv --target churn",
    'regularize lint runs/churn-7f3a --ignore dropoutWithBatchNorm --require "errors=0, warnings=0"',
    "regularize lint model.js",
  ],
  run,
};
