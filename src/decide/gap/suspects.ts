import type { RowStory } from "../../train/margins.ts";
import type { Bounds } from "../diagnose/story.ts";

/** What the kept weights say of rows, in inference mode on clean data. */
export interface SaidOfClasses {
  readonly kind: "classes";
  readonly classes: number;
  /** [rows]: the class of each row's label. */
  readonly targets: ArrayLike<number>;
  /** [rows, classes] */
  readonly probabilities: ArrayLike<number>;
}

export interface SaidOfValues {
  readonly kind: "values";
  readonly targets: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export type Said = SaidOfClasses | SaidOfValues;

export interface LabelEvidence<S extends Said = Said> {
  readonly train: S;
  readonly validation: S;
  /** What training said of a training row; the margin of values is its mean residual in the units of `targets`. */
  readonly story: (row: number) => RowStory;
}

/** A training row whose label training contradicts. */
export interface Suspect extends RowStory {
  /** Its place among the training rows. */
  readonly row: number;
  readonly label: number;
  /** The class, or value, that the other rows speak for. */
  readonly suggested: number;
  /** Probability of its label at the kept weights; of values NaN. */
  readonly confidence: number;
}

export interface LabelFindings {
  /** Share of labels that look wrong, by validation rows, with its 95 % interval. */
  readonly noise: Bounds;
  /** Enough of them, and as the model being unsure cannot explain: noisy labels. */
  readonly claimed: boolean;
  /** Training rows that were watched. */
  readonly looked: number;
  /** The most suspect first. */
  readonly suspects: readonly Suspect[];
  /** There are more than are listed. */
  readonly cut: boolean;
}

const Z = 1.96;

/** Wilson's 95 % interval of a share. */
export function wilson(count: number, n: number): Bounds {
  if (n === 0) return { value: Number.NaN, low: 0, high: 1 };
  const p = count / n;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** The likeliest class of a row, or the likeliest but one of them. */
export function likeliest({ classes, probabilities }: SaidOfClasses, row: number, but = -1): number {
  let best = -1;
  for (let k = 0; k < classes; k++)
    if (k !== but && (best < 0 || probabilities[row * classes + k]! > probabilities[row * classes + best]!)) best = k;
  return best;
}
