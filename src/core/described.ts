/** What a user should know before reaching for something: from its paper, or from the field's practice. One line each. */
export interface Advice {
  /** When to use it. The docs table shows this line. */
  readonly when: string;
  /** Values that people use. */
  readonly typical?: string;
  /** What it costs in time or memory. */
  readonly cost?: string;
  readonly pitfalls?: readonly string[];
  /** What it does together with other techniques. */
  readonly interactions?: readonly string[];
}

/** What every member tells about itself, for lists, help and docs. */
export interface Described {
  readonly name: string;
  /** One sentence for the docs table. */
  readonly doc: string;
  readonly paper?: string;
  /** Other names that people look for, such as "stochastic depth". */
  readonly aliases?: readonly string[];
  readonly advice?: Advice;
}
