import type { Origin } from "../origin.ts";
import type { LabelStatus } from "../status.ts";

export interface TextCopy {
  /** What made it, with its strength. */
  readonly operation: string;
  readonly text: string;
  readonly status?: LabelStatus;
}

/** A text and what was made of it. */
export interface TextRow {
  /** Its class, or its number. */
  readonly name?: string;
  readonly source: string;
  readonly copies: readonly TextCopy[];
}

export interface TextSheet extends Origin {
  readonly rows: readonly TextRow[];
}
