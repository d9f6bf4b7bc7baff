import { factsOf, type Judged } from "./verdict/facts.ts";
import { diverged, improvable, negligible, noError, noSignal, tooFew, underfit } from "./verdict/rules.ts";
import type { ResultTable, Verdict, VerdictKind } from "./verdict/types.ts";
import { cannotTell, namesOf } from "./verdict/wording.ts";

export type { RecipeResult, ResultTable, Verdict, VerdictKind } from "./verdict/types.ts";

/**
 * The conclusion of a comparison in one sentence. Rules, the first that applies: no score (diverged); validation never beats
 * the best constant prediction by 2 SE (no signal); a recipe is better after Holm's correction (overfitting that costs, when
 * training beats validation by over 3 SE); training keeps ≥ 90 % of guessing's error without a gap
 * (underfit); every interval ends below
 * 5 % of the signal (harmless gap, or good); otherwise it says that it cannot tell. A gap alone is never a fault: of two
 * models the better one often has the larger gap.
 */
export function verdict(table: ResultTable): Verdict {
  const reference = table.recipes.find((recipe) => recipe.effect === undefined || recipe.effect === null);
  if (reference === undefined)
    return conclude([], "cannotTell", "can't tell: there is no reference recipe to compare with");
  const facts = factsOf(table, reference);
  for (const rule of [diverged, noError, noSignal, tooFew]) {
    const found = rule(facts);
    // Whatever the p-values: these say that nothing can be said of a technique.
    if (found !== undefined) return conclude([], ...found);
  }
  for (const rule of [improvable, underfit, negligible]) {
    const found = rule(facts);
    if (found !== undefined) return conclude(facts.others, ...found);
  }
  return conclude(facts.others, "cannotTell", cannotTell(facts));
}

function conclude(others: readonly Judged[], kind: VerdictKind, sentence: string): Verdict {
  return { kind, sentence, helps: namesOf(others, "helps"), hurts: namesOf(others, "hurts") };
}
