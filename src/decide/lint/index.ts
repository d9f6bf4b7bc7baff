export { type CannotHappen, cannotHappen } from "./cannotHappen.ts";
export type { Evidence, RuleDefinition, Severity } from "./define.ts";
export { type Finding, lint, type LintResult, lintRules } from "./lint.ts";
export type { LintedRecipe, LintSituation, Subject } from "./subject.ts";
export { Twins } from "./twins.ts";
