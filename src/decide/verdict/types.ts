import type { Better } from "../../train/best.ts";

/** What a comparison measured of one recipe, in the metric's natural units. */
export interface RecipeResult {
  readonly name: string;
  readonly train: number;
  readonly validation: { readonly mean: number; readonly se: number };
  /** Validation of this recipe − validation of the reference, paired; absent or null for the reference itself. */
  readonly effect?: { readonly mean: number; readonly low: number; readonly high: number; readonly p: number } | null;
}

export interface ResultTable {
  readonly metric: { readonly name: string; readonly title?: string; readonly better: Better };
  /** One of them, the reference, has no effect. */
  readonly recipes: readonly RecipeResult[];
  /** Validation score of the best constant prediction. */
  readonly baseline: number;
  /** Repeats (seeds × splits) behind every number, when known. */
  readonly repeats?: number;
}

export type VerdictKind =
  | "diverged"
  | "noSignal"
  | "costlyOverfit"
  | "improvable"
  | "underfit"
  | "harmlessGap"
  | "good"
  | "cannotTell";

export interface Verdict {
  readonly kind: VerdictKind;
  /** One sentence for a person. */
  readonly sentence: string;
  /** Recipes better than the reference (Holm-adjusted p ≤ .05), best first; none where there is no signal or no error to trust. */
  readonly helps: readonly string[];
  /** Recipes worse than the reference, likewise. */
  readonly hurts: readonly string[];
}
