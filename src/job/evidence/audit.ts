import { fold as foldKey, keyOf } from "../../core/index.ts";
import { type Answers, auditLines, auditOperations } from "../../decide/index.ts";
import type { ReportAudit } from "../../observe/index.ts";
import { pickRows } from "../../train/pick.ts";
import type { AnyExamples } from "../../train/score.ts";
import { isRanking } from "../audit/clean.ts";
import { type Audited, writtenSteps } from "../audit/operations.ts";
import { type GivenStep, joinsRows, showSteps } from "../augment/steps.ts";
import { type Fold, foldOf } from "../prepare.ts";
import type { Asked, KeptModel, Network } from "./kept.ts";

/** Rows that the clean model is asked about at most. */
const MOST_ROWS = 1000;

/** A model that was trained on clean rows: the kept one where it augments nothing, or plain. */
const cleanOf = (kept: KeptModel, plain: Network | undefined): Network | undefined =>
  [kept, plain].find((of) => of?.recipe.augment.length === 0);

/**
 * What a clean model that was trained anyway says of the steps, on validation rows. It also fails on rows that are merely
 * unfamiliar, and nothing is trained for a second look: what is not safe cannot be told here. Undefined where no model is
 * clean, or no step leaves labels alone.
 */
export async function auditOf(
  kept: KeptModel,
  asked: Asked,
  plain: Network | undefined,
): Promise<ReportAudit | undefined> {
  const { prepared, repeat, metric } = kept;
  const { kind } = prepared;
  const { augment = [], audited = [] } = asked;
  const isOpen = (step: GivenStep): boolean => !joinsRows(kind, step) && !audited.includes(showSteps([step]));
  const steps = kind === "table" ? [] : augment.filter(isOpen);
  const clean = cleanOf(kept, plain);
  if (steps.length === 0 || clean === undefined) return undefined;
  const { recipe, trainer } = clean;
  const fold: Fold = foldOf(prepared, repeat, recipe);
  const answers = async (of: AnyExamples): Promise<Answers> => fold.interpret(of, await trainer.predict(of.x, of.rows));
  const rows = Int32Array.from({ length: Math.min(MOST_ROWS, fold.validation.rows) }, (_, i) => i);
  const validation = pickRows(fold.validation, rows);
  const places = validation.ids!.map((id) => id - 1);
  const key = foldKey(keyOf(fold.seed), "audit of a report");
  const audit = await auditOperations<Audited>({
    operations: writtenSteps(kind, steps),
    ...{ clean: await answers(validation), ranking: isRanking(metric) },
    ...(prepared.task.kind === "regression" ? {} : { classes: prepared.task.classes }),
    score: ({ audited, name }, strength, draw) =>
      answers({ ...validation, x: fold.copies([audited(strength)], places, foldKey(key, name, draw)) }),
  });
  return { lines: auditLines(audit).map(withoutSecondLook), rows: audit.rows, guarantee: GUARANTEE };
}

const GUARANTEE = "the plain model was asked, without the second look that regularize audit takes";

function withoutSecondLook(line: ReportAudit["lines"][number]): ReportAudit["lines"][number] {
  const isSure = line.verdict === "safe" || line.verdict === "can't tell";
  return isSure ? line : { ...line, verdict: "can't tell", why: `${line.why}; broken, or only unfamiliar` };
}
