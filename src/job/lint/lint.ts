import { type Finding, lint, type LintResult, type Severity, type Subject } from "../../decide/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import { foldOf, prepare } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { pauseOrStop } from "../stop.ts";
import type { DataOptions } from "../types.ts";
import { modelsIn } from "./moduleFile.ts";
import { subjectOfRun } from "./ofRun.ts";
import { lintSituationOf, subjectOf } from "./subject.ts";

/** What to judge: recipes, a run's folder, or the models that a JavaScript module exports. */
export type LintedSource =
  | { readonly recipes: readonly Recipe[] }
  | { readonly run: string }
  | { readonly moduleFile: string };

export interface LintJobOptions {
  readonly what: LintedSource;
  /** The data that recipes are for: more rules apply. */
  readonly data?: DataOptions;
  readonly metric?: string;
  /** Ids of rules that are waived. */
  readonly ignore?: readonly string[];
  readonly seed?: number;
  /** Aborted, it stops after the data is read, or between recipes: E107. */
  readonly signal?: AbortSignal;
}

export interface LintJobResult {
  readonly v: 1;
  readonly type: "result";
  readonly subjects: readonly ({ readonly name: string } & LintResult)[];
  readonly counts: Readonly<Record<Severity, number>>;
}

/**
 * What is wrong with recipes, a run or models, before anything is trained. Nothing is trained and nothing written.
 * Throws E160 for unknown waivers, E161 for a module without a model, as `openRun` for runs and as `prepare` for data.
 */
export async function lintJob(options: LintJobOptions): Promise<LintJobResult> {
  const { ignore = [] } = options;
  lint({}, { ignore });
  const subjects = (await subjectsOf(options)).map(({ name, subject }) => ({ name, ...lint(subject, { ignore }) }));
  const all = subjects.flatMap(({ findings }) => findings);
  const count = (wanted: Severity): number => all.filter(({ severity }: Finding) => severity === wanted).length;
  const counts = { error: count("error"), warning: count("warning"), hint: count("hint") };
  return { v: 1, type: "result", subjects, counts };
}

interface Named {
  readonly name: string;
  readonly subject: Subject;
}

async function subjectsOf({ what, ...options }: LintJobOptions): Promise<Named[]> {
  if ("run" in what) {
    const subject = await subjectOfRun(what.run);
    return [{ name: subject.recipe?.name ?? what.run, subject }];
  }
  if ("moduleFile" in what)
    return (await modelsIn(what.moduleFile)).map(([name, model]) => ({ name, subject: { model } }));
  return ofRecipes(what.recipes, options);
}

async function ofRecipes(
  recipes: readonly Recipe[],
  { data, metric, seed = 42, signal }: Omit<LintJobOptions, "what">,
): Promise<Named[]> {
  const situation = metric === undefined ? {} : { metric };
  if (data === undefined)
    return recipes.map((recipe) => ({ name: recipe.name, subject: subjectOf(recipe, situation) }));
  const prepared = await prepare(signal === undefined ? data : { ...data, signal }, seed);
  const named: Named[] = [];
  for (const recipe of recipes) {
    await pauseOrStop(signal);
    const part = foldOf(prepared, 0, recipe);
    await pauseOrStop(signal);
    const known = lintSituationOf(part, metricFor(prepared.task.kind, metric));
    named.push({ name: recipe.name, subject: subjectOf(recipe, known, part.shape) });
  }
  return named;
}
