import type { Metric } from "../../train/metrics/index.ts";
import type { Runtime } from "../../run/index.ts";
import { auditLines } from "../../decide/index.ts";
import type { Fold, Input } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import type { LadderAudit } from "../types.ts";
import { cleanRecipe, isRanking } from "./clean.ts";
import { writtenSteps } from "./operations.ts";
import { auditFold } from "./run.ts";
import { showSteps } from "../augment/steps.ts";

/**
 * Audits the steps that a comparison would try. A step goes when labels do not survive it; few rows that can't tell are no
 * reason against it, since the comparison itself measures what it is worth.
 */
export async function auditSteps(
  part: Fold<Input>,
  steps: Recipe["augment"],
  { metric, base, runtime }: { readonly metric: Metric; readonly base: Partial<Recipe>; readonly runtime: Runtime },
): Promise<LadderAudit> {
  const operations = writtenSteps(part.input.kind, steps);
  const recipe = cleanRecipe(base);
  const { audit } = await auditFold({
    ...{ part, recipe, metric: metric.name, runtime, operations },
    ...{ relearns: true, ranking: isRanking(metric) },
  });
  const bad = new Map(
    audit.operations.flatMap(({ name, verdict, sentence }) =>
      verdict === "risky" || verdict === "breaks labels" ? [[name, sentence] as const] : [],
    ),
  );
  return {
    lines: auditLines(audit),
    steps: steps.filter((step) => !bad.has(showSteps([step]))),
    leftOut: [...bad].map(([name, why]) => ({ name, why })),
    ...{ rows: audit.rows, guarantee: audit.guarantee },
  };
}
