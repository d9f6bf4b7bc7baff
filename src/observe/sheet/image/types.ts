import type { image } from "../../../augment/index.ts";
import type { Origin } from "../origin.ts";
import type { LabelStatus } from "../status.ts";

/** An image and what stands below it. */
export interface Sample {
  /** What was drawn, such as `−13.2°`, or what the image is of. */
  readonly label: string;
  /** Grey or RGB in 0 … 1. */
  readonly image: image.Image;
}

/** One operation, or one class. */
export interface ImageRow {
  readonly name: string;
  /** Below the name: strength, evidence. */
  readonly details?: readonly string[];
  readonly status?: LabelStatus;
  /** What the samples were made of; stands apart from them. */
  readonly original?: Sample;
  readonly samples: readonly Sample[];
}

export interface ImageSheet extends Origin {
  readonly rows: readonly ImageRow[];
}
