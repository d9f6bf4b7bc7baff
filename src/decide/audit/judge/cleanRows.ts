import type { ClassPredictions } from "../../../train/metrics/index.ts";
import { rightness, type Said } from "./tally.ts";
import type { AuditOptions } from "../types.ts";

/** The clean rows, as every evaluation needs them. */
export interface CleanRows {
  readonly names: readonly string[];
  /** Rows of each class. */
  readonly rowsOf: readonly (readonly number[])[];
  readonly said: Said;
  /** 1 where the clean model is right, [rows]. */
  readonly right: Float64Array;
  /** Questions of the audit that share its chance of a false alarm. */
  readonly questions: number;
}

/** `strengths`: how many all operations of the audit have together. */
export function cleanRows(
  clean: ClassPredictions,
  classes: AuditOptions["classes"],
  said: Said,
  strengths: number,
): CleanRows {
  const rowsOf = Array.from({ length: clean.classes }, (): number[] => []);
  for (const [row, target] of clean.targets.entries()) rowsOf[target]!.push(row);
  return {
    names: rowsOf.map((_rows, k) => classes?.[k] ?? String(k)),
    rowsOf,
    said,
    right: rightness([said]),
    questions: strengths * (clean.classes + 1),
  };
}
