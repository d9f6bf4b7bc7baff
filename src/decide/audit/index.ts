export { auditOperations } from "./audit.ts";
export type { Figure } from "./figure.ts";
export { type AspectOperation, auditedAspects, type RecipeStep } from "./operations.ts";
export { type LeftOut, type PolicyOptions, type SafePolicy, safePolicy } from "./policy.ts";
export { type AuditLine, auditLines } from "./table.ts";
export type {
  Answers,
  AuditOperation,
  AuditOptions,
  AuditResult,
  AuditVerdict,
  ClassChange,
  ClassEvaluation,
  Confusion,
  Evaluation,
  OperationAudit,
  SecondLook,
  ValueEvaluation,
} from "./types.ts";
