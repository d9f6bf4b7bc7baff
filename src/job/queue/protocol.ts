import type { ErrorFacts } from "../../core/index.ts";
import type { Told } from "../gap/findings.ts";
import type { Recipe } from "../recipe.ts";
import type { Trial } from "../trial.ts";
import type { DataOptions, LadderAudit } from "../types.ts";

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
      /** A trial that was done before, to be watched: see `lookAgain`. */
      readonly type: "look";
      readonly recipe: Recipe;
      readonly repeat: number;
      readonly metric: string;
    }
  | {
      readonly type: "audit";
      readonly steps: Recipe["augment"];
      readonly base: Partial<Recipe>;
      readonly metric: string;
    };

/** To train a recipe on a repeat. */
export type TrialOrder = Extract<Order, { type: "trial" }>;

/** What a worker answers: one answer per order. */
export type Answer =
  | { readonly type: "ready" }
  | { readonly type: "trial"; readonly trial: Trial; readonly seconds: number }
  | { readonly type: "audit"; readonly audit: LadderAudit }
  /** `weights`: SHA-256 of what came of it. */
  | { readonly type: "look"; readonly found?: Told; readonly weights: string }
  | { readonly type: "error"; readonly error: ErrorFacts };

/** What came of an order to train, or why nothing did. */
export type TrialAnswer = Extract<Answer, { type: "trial" | "error" }>;
