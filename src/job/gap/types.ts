import type { ItemizedGap, Segment } from "../../decide/gap/index.ts";
import type { Interval } from "../../decide/statistics/index.ts";

/** The gap of a model that is kept, taken apart. */
export interface KeptFindings {
  /** In the loss, at the kept weights. */
  readonly kept: ItemizedGap;
  /** Classes and values of columns that overfit more than the rest, of how many that were looked at; errors are shares of wrong rows, or distances. */
  readonly segments: {
    readonly looked: number;
    readonly unit: string;
    readonly worse: readonly Segment[];
    /** Rows of both sides that were measured, where there are so many that an even sample tells enough. */
    readonly sampled?: { readonly train: number; readonly validation: number };
  };
}

/** What a training that was watched tells of its gap and its rows. */
export interface GapFindings extends KeptFindings {
  /** At the last epoch, where that is not the kept one. */
  readonly last?: ItemizedGap;
  /** Why labels that look wrong were not looked for; `labels` is absent then. */
  readonly notLooked?: string;
  readonly labels?: {
    /** Share of labels that look wrong. */
    readonly noise: Pick<Interval, "value" | "low" | "high">;
    /** The share is beyond what an unsure model explains. */
    readonly claimed: boolean;
    /** Training rows that were watched. */
    readonly looked: number;
    readonly suspects: number;
    /** There are more: the list was cut. */
    readonly cut?: true;
    readonly memorized: number;
    /** The list of them in the run's folder; none where the user wants aggregates alone. */
    readonly file?: string;
  };
}
