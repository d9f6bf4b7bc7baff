import type { LintSituation, Subject } from "../../decide/index.ts";
import { openRun } from "../../observe/index.ts";
import { readCard } from "../card.ts";
import { knownMetric, perfectOf } from "../result.ts";
import type { CompareResult, FitResult } from "../types.ts";
import { USUAL_SPLIT } from "../usual.ts";
import { subjectOf } from "./subject.ts";

/** A finished run as lint sees it: its recipe with the model as it was built, and how training went. */
export async function subjectOfRun(path: string): Promise<Subject> {
  const run = await openRun(path);
  const card = await readCard(run, `${path}/recipe.json`);
  const result = JSON.parse(await run.readText("result.json")) as FitResult | CompareResult;
  const { task, metric: name, kind } = card;
  const known = knownMetric(name);
  const own = "recipes" in result ? result.recipes.find((of) => of.name === card.recipe.name) : result;
  const perfect = known && perfectOf(known);
  const isScored = own !== undefined && perfect !== undefined && Number.isFinite(own.train);
  const rows = "rows" in result ? result.rows.train : Math.round((card.data.rows * USUAL_SPLIT[0]) / 100);
  const situation: LintSituation = {
    ...{ kind, rows, metric: name, isClassification: task.kind !== "regression" },
    ...(task.kind === "regression" ? {} : { classes: task.classes }),
    ...(isScored ? { trained: { train: own.train, baseline: result.baseline, perfect } } : {}),
    ...(own !== undefined && "zeros" in own ? { zeros: own.zeros } : {}),
  };
  return subjectOf(card.recipe, situation, card.shape);
}
