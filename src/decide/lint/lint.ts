import { didYouMean, RegularizeError } from "../../core/index.ts";
import type { Evidence, RuleDefinition, Severity } from "./define.ts";
import * as members from "./rules/index.ts";
import type { Subject } from "./subject.ts";

/** Every rule, by its id. */
export const lintRules: Readonly<Record<string, RuleDefinition>> = members;

/** A rule that a subject breaks, as plain JSON. */
export interface Finding extends Evidence {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly paper?: string;
  /** One edit. */
  readonly fix: string;
}

export interface LintResult {
  /** Errors first, then warnings, then hints; within each by id. */
  readonly findings: readonly Finding[];
  /** Ids of rules that were broken and waived. */
  readonly waived: readonly string[];
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, hint: 2 };

/**
 * What is wrong with a recipe, a model, or both, before anything is trained. `ignore` waives rules by id, as the recipe's own
 * `lint: {ignore: [id]}` does. Throws E160 for an id that no rule has: a waiver with a typing error would waive nothing.
 */
export function lint(subject: Subject, { ignore = [] }: { readonly ignore?: readonly string[] } = {}): LintResult {
  const waivers = new Set([...ignore, ...(subject.recipe?.lint?.ignore ?? [])]);
  for (const id of waivers) if (!Object.hasOwn(lintRules, id)) throw unknown(id);
  const found = Object.values(lintRules).flatMap((rule) => {
    const evidence = rule.check(subject);
    return evidence === undefined ? [] : [finding(rule, evidence)];
  });
  const order = (a: Finding, b: Finding): number =>
    ORDER[a.severity] - ORDER[b.severity] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return {
    findings: found.filter(({ id }) => !waivers.has(id)).sort(order),
    waived: found.flatMap(({ id }) => (waivers.has(id) ? [id] : [])).sort(),
  };
}

const finding = ({ id, severity, title, why, paper, fix }: RuleDefinition, evidence: Evidence): Finding => ({
  ...{ id, severity, title, why, fix },
  ...(paper === undefined ? {} : { paper }),
  ...evidence,
});

const unknown = (id: string): RegularizeError =>
  new RegularizeError({
    code: "E160",
    where: "lint.ignore",
    message: `There is no lint rule ${JSON.stringify(id)}`,
    todo: didYouMean(id, Object.keys(lintRules)),
  });
