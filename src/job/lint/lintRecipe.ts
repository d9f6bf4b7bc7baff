import { type Finding, lint, type LintSituation } from "../../decide/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { ModelShape } from "../model.ts";
import { notice } from "../notices.ts";
import type { Fold, Input } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import type { NoticeEvent } from "../types.ts";
import { lintSituationOf, subjectOf } from "./subject.ts";

/** What rules find in a recipe, with what is known of its data. Findings are ordered by severity. */
export const lintRecipe = (recipe: Recipe, situation?: LintSituation, shape?: ModelShape): readonly Finding[] =>
  lint(subjectOf(recipe, situation, shape)).findings;

/** What to say before recipes are trained: errors and warnings, each once whatever the number of recipes that have it. */
export function lintNotices(recipes: readonly Recipe[], part: Fold<Input>, metric: Metric): NoticeEvent[] {
  const situation = lintSituationOf(part, metric);
  const said = new Map<string, string[]>();
  for (const recipe of recipes)
    for (const { severity, message, fix } of lintRecipe(recipe, situation, part.shape)) {
      if (severity === "hint") continue;
      const text = `${message} (${fix}; why: regularize lint)`;
      said.set(text, [...(said.get(text) ?? []), recipe.name]);
    }
  const named = (names: readonly string[]): string =>
    names.length > 2 ? `${names[0]} and ${names.length - 1} more recipes` : names.join(" and ");
  return [...said].map(([text, names]) => notice("warning", `${named(names)}: ${text}`));
}
