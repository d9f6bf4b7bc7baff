import { auditLines, type AuditResult, type SafePolicy, safePolicy } from "../../decide/index.ts";
import type { Runtime } from "../../run/index.ts";
import { withRuntime } from "../runtime.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import { showSteps } from "../augment/steps.ts";
import { type Fold, foldOf, type Input, prepare } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { notice, withMetric } from "../notices.ts";
import type { NoticeEvent } from "../types.ts";
import { abandonRun } from "../save.ts";
import { createOutFolder } from "../../observe/index.ts";
import { pauseOrStop } from "../stop.ts";
import { saveAudit } from "./save.ts";
import type { AuditEvent, AuditJobOptions, AuditJobResult } from "./types.ts";
import { cleanRecipe, isRanking } from "./clean.ts";
import { type Audited, aspectsOf, writtenSteps } from "./operations.ts";
import { auditFold, type FoldAudit } from "./run.ts";

export type { AuditEvent, AuditJobOptions, AuditJobResult } from "./types.ts";

/** What to audit: the steps that were named, or all that the catalogue can do to such rows. */
export const operationsFor = ({ input, shape }: Fold<Input>, steps?: Recipe["augment"]): Audited[] =>
  steps === undefined ? aspectsOf(input.kind, shape) : writtenSteps(input.kind, steps);

/** The steps that passed: of the catalogue's at half of their largest safe strength; of named ones as they were named. */
export function policyOf(audit: AuditResult, part: Fold<Input>, steps: Recipe["augment"] | undefined): SafePolicy {
  if (steps === undefined) return safePolicy(audit, aspectsOf(part.input.kind, part.shape));
  const verdictOf = (name: string) => audit.operations.find((of) => of.name === name);
  const named = steps.map((step) => ({ step, found: verdictOf(showSteps([step])) }));
  const isSafe = ({ found }: (typeof named)[number]): boolean => found?.verdict === "safe";
  return {
    steps: named.filter(isSafe).map(({ step }) => step as SafePolicy["steps"][number]),
    kept: named.filter(isSafe).map(({ found }) => found!.name),
    leftOut: named.flatMap((of) =>
      isSafe(of) || of.found === undefined ? [] : [{ name: of.found.name, why: of.found.sentence }],
    ),
  };
}

export type AuditJobEvent = NoticeEvent | AuditEvent | AuditJobResult;

/**
 * Whether labels survive augmentation: a model trained on clean rows answers for augmented validation rows. Tells for each
 * operation the affinity, the classes that fall, what they are taken for, and the largest safe strength. Throws as `compare`,
 * and E107 when it was told to stop.
 */
export async function audit(
  options: AuditJobOptions,
  onEvent: (event: AuditJobEvent) => void = () => {},
): Promise<AuditJobResult> {
  const start = performance.now();
  const { signal, ...rest } = options;
  const prepared = await prepare(rest, options.seed ?? 42);
  await pauseOrStop(signal);
  const metric = metricFor(prepared.task.kind, options.metric);
  const recipe = cleanRecipe(options.base);
  const part = foldOf(prepared, 0, recipe);
  const operations = operationsFor(part, options.augment);
  const folder = options.out === undefined ? undefined : await createOutFolder(options.out);
  const notices = withMetric(prepared.notices, metric);
  for (const told of notices) onEvent(told);
  const foretell = (limits: string): void => {
    notices.push(notice("warning", limits));
    onEvent(notices.at(-1)!);
  };
  const work = async (runtime: Runtime): Promise<AuditJobResult> => {
    const observe: FoldAudit["observe"] = (operation, { strength, verdict, sentence }) => {
      const progress = { done: operations.indexOf(operation) + 1, total: operations.length };
      const at = strength === undefined ? {} : { strength };
      onEvent({ v: 1, type: "operation", ...progress, operation: operation.name, ...at, verdict, sentence });
    };
    const { audit: found, trial } = await auditFold({
      ...{ part, recipe, metric: metric.name, runtime, operations, observe, foretell },
      ...{ relearns: options.relearn ?? true, ranking: isRanking(metric), signal },
    });
    const result: AuditJobResult = {
      ...{ v: 1, type: "result", kind: prepared.kind },
      metric: { name: metric.name, title: metric.title },
      model: { train: trial.train, validation: trial.validation },
      ...{ audit: found, lines: auditLines(found), policy: policyOf(found, part, options.augment) },
      ...(folder === undefined ? {} : { run: folder.path }),
      seconds: (performance.now() - start) / 1000,
    };
    if (folder !== undefined) await saveAudit(folder, rest, result, notices);
    onEvent(result);
    return result;
  };
  try {
    return await withRuntime(work);
  } finally {
    if (folder !== undefined) await abandonRun(folder);
  }
}
