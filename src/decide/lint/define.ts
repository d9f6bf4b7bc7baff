import type { Subject } from "./subject.ts";

/**
 * error: the result is wrong or worthless. warning: measurably worse, most of the time. hint: worth a thought; said when
 * asked, not before each training.
 */
export type Severity = "error" | "warning" | "hint";

/** What a rule saw in one subject. */
export interface Evidence {
  /** One sentence with the numbers that were found. */
  readonly message: string;
  /** The same numbers for programs. */
  readonly evidence: Readonly<Record<string, number | string>>;
  /** A fix that fits better than the rule's. */
  readonly fix?: string;
}

export interface RuleDefinition {
  /** What waivers name; the name of its file. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What goes wrong, with a figure where there is one. */
  readonly why: string;
  readonly paper?: string;
  /** One edit. */
  readonly fix: string;
  /** What is wrong with the subject; undefined when nothing is, or when too little is known of it. */
  readonly check: (subject: Subject) => Evidence | undefined;
}

/** A rule: a definition in a file of its own plus a line in `rules/index.ts`. */
export const defineRule = (definition: RuleDefinition): RuleDefinition => definition;
