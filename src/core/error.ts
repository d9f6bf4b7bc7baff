/**
 * The class of an error decides the exit code of the command line.
 * E1 usage · E2 data · E3 model (shapes, settings) · E4 diverged · E5 resources · E6 queue/storage ·
 * E7 requirement missed · E8 corrupt or unsafe file · E9 a bug of ours.
 */
export type ErrorCode = `E${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}${string}`;

/** The four facts of an error: where it is, what was expected, what was found, what to do about it. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  /** One sentence for a person, without the code. */
  readonly message: string;
  /** File:line:column, option, setting or node where it was found. */
  readonly where?: string;
  readonly expected?: string;
  readonly received?: string;
  /** More lines of evidence, shown indented. */
  readonly details?: readonly string[];
  /** One command or edit to try, shown after an arrow. */
  readonly todo?: string;
  readonly cause?: unknown;
}

/** The only error class of this library: programs read the fields, people the sentence. */
export class RegularizeError extends Error {
  override readonly name = "RegularizeError";
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly details: readonly string[];
  readonly todo: string | undefined;

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.where = facts.where;
    this.expected = facts.expected;
    this.received = facts.received;
    this.details = facts.details ?? [];
    this.todo = facts.todo;
  }

  /** Exit code by class of error; model and usage errors are both 2. */
  get exitCode(): number {
    return [1, 2, 3, 2, 4, 5, 6, 7, 8, 1][Number(this.code[1])] ?? 1;
  }

  /** The error as the command line prints it: `error CODE  where  message`, evidence, `→ what to try`. */
  toText(): string {
    const place = this.where === undefined || this.message.includes(this.where) ? "" : `${this.where}  `;
    const facts = [
      ...(this.expected === undefined ? [] : [`expected ${this.expected}`]),
      ...(this.received === undefined ? [] : [`found ${this.received}`]),
    ];
    const lines = [...(facts.length > 0 ? [facts.join(", ")] : []), ...this.details].map((line) => `  ${line}`);
    const todo = this.todo === undefined ? [] : [`  → ${this.todo}`];
    return [`error ${this.code}  ${place}${this.message}`, ...lines, ...todo].join("\n");
  }
}

/** Throws when a promise of our own code is broken: always our bug (E900), never the user's. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition)
    throw new RegularizeError({ code: "E900", message: `Internal: ${message}`, todo: "please report it" });
}
