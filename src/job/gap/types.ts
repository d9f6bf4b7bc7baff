import type { ItemizedGap, Segment } from "../../decide/gap/index.ts";
import type { Interval } from "../../decide/statistics/index.ts";

/** What a fit found out about its gap and its rows. */
export interface GapFindings {
  /** The gap taken apart, in the loss: at the kept weights, and at the last epoch where that is another. */
  readonly kept: ItemizedGap;
  readonly last?: ItemizedGap;
  /** Classes and values of columns that overfit more than the rest, of how many that were looked at; errors are shares of wrong rows, or distances. */
  readonly segments: {
    readonly looked: number;
    readonly unit: string;
    readonly worse: readonly Segment[];
    /** Rows of both sides that were measured, where there are so many that an even sample tells enough. */
    readonly sampled?: { readonly train: number; readonly validation: number };
  };
  readonly labels: {
    /** Share of labels that look wrong. */
    readonly noise: Pick<Interval, "value" | "low" | "high">;
    /** The share is beyond what an unsure model explains. */
    readonly claimed: boolean;
    /** Training rows that were watched. */
    readonly looked: number;
    readonly suspects: number;
    readonly memorized: number;
    /** The list of them in the run's folder. */
    readonly file: string;
  };
}
