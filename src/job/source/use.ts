import type { Answering, Member } from "../../compile/answer.ts";
import type { Key } from "../../core/index.ts";
import type { Recipe } from "../recipe.ts";
import type { Notice } from "../../data/index.ts";
import type { RowData } from "../../train/rows.ts";
import type { DataOptions } from "../types.ts";

/** New data to predict. */
export interface NewData extends Pick<DataOptions, "delimiter" | "trimHeaders" | "onBadCell"> {
  readonly data: string;
  /** Column that is not needed, and not learned from. */
  readonly target: string;
}

/** New data as one network takes it. */
export interface Prepared {
  readonly x: RowData;
  /** Augmented copies of the rows, where this kind of data has them. */
  readonly copies?: (steps: Recipe["augment"], key: Key) => RowData;
}

/** New data as a network's input. */
export interface NewRows<Input = unknown> extends Prepared {
  readonly rows: number;
  readonly notices: readonly Notice[];
  /** What each row is called, where that is not its place in a file. */
  readonly names?: readonly string[];
  /** The same rows prepared for another network of an ensemble. */
  readonly as: (input: Input) => Prepared;
}

/** What every kind's ONNX program is made of beside how it reads raw data. */
export interface Pipeline<Input = unknown> extends Answering {
  /** Further networks of an ensemble, and how each has its data prepared. */
  readonly others?: readonly (Member & { readonly input: Input })[];
}
