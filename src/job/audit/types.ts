import type { AuditLine, AuditResult, SafePolicy } from "../../decide/index.ts";
import type { Recipe } from "../recipe.ts";
import type { DataOptions } from "../types.ts";

export interface AuditJobOptions extends DataOptions {
  /** Changes to the recipe of the clean model: L2 with early stopping and plateau. */
  readonly base?: Partial<Recipe>;
  /** Steps to audit in place of the catalogue's. */
  readonly augment?: Recipe["augment"];
  readonly metric?: string;
  readonly seed?: number;
  /** Train once more with what seems to break labels, to tell broken from unfamiliar. Default true. */
  readonly relearn?: boolean;
  /** Folder for the result and its report; none is written when absent. */
  readonly out?: string;
  /** Aborted, the audit stops within a moment and leaves nothing behind: E107. */
  readonly signal?: AbortSignal;
}

/** An operation that was judged. */
export interface AuditEvent {
  readonly v: 1;
  readonly type: "operation";
  /** Operations begun, of how many. */
  readonly done: number;
  readonly total: number;
  readonly operation: string;
  readonly strength?: number;
  readonly verdict: string;
  readonly sentence: string;
}

export interface AuditJobResult {
  readonly v: 1;
  readonly type: "result";
  readonly kind: "table" | "image" | "text";
  readonly metric: { readonly name: string; readonly title: string };
  /** The clean model's score on its training and on the validation rows. */
  readonly model: { readonly train: number; readonly validation: number };
  readonly audit: AuditResult;
  /** One line per operation. */
  readonly lines: readonly AuditLine[];
  /** What passed, as a recipe's `augment`, and what was left out, with the reason. */
  readonly policy: SafePolicy;
  /** The folder that was asked for. */
  readonly run?: string;
  readonly seconds: number;
}
