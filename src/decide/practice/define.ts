import type { Described, Schema } from "../../core/index.ts";

/** A technique that is no part of its own: a setting of one, a habit, or a function of the library. */
export interface PracticeDefinition extends Described {
  /** How to have it here. */
  readonly use: string;
  readonly settings: Schema;
}

export interface Practice {
  readonly definition: PracticeDefinition;
}

/** Makes a practice known to lists, help and docs. */
export const definePractice = (definition: PracticeDefinition): Practice => ({ definition });
