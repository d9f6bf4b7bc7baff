import type { GivenOf, Schema } from "../core/index.ts";

/** When it acts in a policy: position and shape first, then colour, then what hides; `quality` and `preset` are rarely joined to others. */
export type Stage = "geometry" | "crop" | "colour" | "quality" | "preset" | "words" | "values" | "erase" | "mix";

/**
 * One thing that an augmentation does to rows, for the audit of whether labels survive it: what makes it weaker or stronger.
 * Most have one; a random affine map shifts, zooms and shears.
 */
export interface Aspect<S extends Schema = Schema> {
  /** The member's own name when left out. */
  readonly name?: string;
  readonly stage: Stage;
  /** From weak to strong, 0 being nothing; absent for what is done or not done. */
  readonly strengths?: readonly number[];
  /** What follows a strength when it is shown: `°`. */
  readonly unit?: string;
  /** The settings of a strength for rows of this shape: [channels, height, width] of images. */
  readonly at?: (strength: number, shape: readonly number[]) => GivenOf<S>;
  /** Settings of an audit alone, so that every row shows the effect: `{ p: 1 }`. */
  readonly always?: GivenOf<S>;
}
