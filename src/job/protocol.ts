import type { ErrorFacts } from "../core/index.ts";
import type { Recipe } from "./recipe.ts";
import type { Trial } from "./trial.ts";
import type { DataOptions, LadderAudit } from "./types.ts";

/** What the coordinator tells a worker process. */
export type Order =
  | { readonly type: "open"; readonly data: DataOptions; readonly seed: number; readonly sha256: string }
  | {
      readonly type: "trial";
      readonly recipe: Recipe;
      readonly repeat: number;
      readonly metric: string;
      /** Of the training rows; all when absent. */
      readonly share?: number;
      /** Repeats are folds of repeated cross-validation; each a split of its own when absent. */
      readonly folds?: number;
    }
  | {
      readonly type: "audit";
      readonly steps: Recipe["augment"];
      readonly base: Partial<Recipe>;
      readonly metric: string;
    };

/** What a worker answers: one answer per order. */
export type Answer =
  | { readonly type: "ready" }
  | { readonly type: "trial"; readonly trial: Trial; readonly seconds: number }
  | { readonly type: "audit"; readonly audit: LadderAudit }
  | { readonly type: "error"; readonly error: ErrorFacts };
