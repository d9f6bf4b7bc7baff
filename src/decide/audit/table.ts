import { show } from "../wording.ts";
import { interval, points } from "./judge/classVerdict.ts";
import type { AuditResult, Evaluation, OperationAudit } from "./types.ts";

/** One operation as a line of text; every field is plain. */
export interface AuditLine {
  readonly operation: string;
  readonly verdict: string;
  /** The largest safe strength; `—` where there is none, empty where nothing can be stronger. */
  readonly safeUpTo: string;
  /** With its interval, of the first strength that is not safe, or of the strongest. */
  readonly affinity: string;
  /** The class that fell most there, in points. */
  readonly worst: string;
  readonly why: string;
}

/** The audit as lines of a table, in the order in which operations were named. */
export const auditLines = ({ operations }: Pick<AuditResult, "operations">): AuditLine[] => operations.map(lineOf);

function lineOf({ name, verdict, largestSafe, evaluations, sentence }: OperationAudit): AuditLine {
  const graded = evaluations[0]!.strength !== undefined;
  const shown = evaluations.find((of) => of.verdict !== "safe") ?? evaluations.at(-1)!;
  return {
    operation: name,
    verdict,
    safeUpTo: graded ? String(largestSafe ?? "—") : "",
    affinity: interval(shown.affinity),
    worst: worstOf(shown),
    why: sentence,
  };
}

function worstOf(evaluation: Evaluation): string {
  if (evaluation.kind === "values") return `error ${show(evaluation.errorRise.value)}`;
  const known = evaluation.classes.filter(({ rows }) => rows > 0);
  const { name, change } = known.reduce((a, b) => (b.change.value < a.change.value ? b : a));
  return `${name} ${change.value < 0 ? "-" : "+"}${points(change.value)}`;
}
