import type { Shape } from "../../core/index.ts";

interface Outputs {
  readonly outputs: number;
  readonly isClassification: boolean;
}

export interface TableShape extends Outputs {
  readonly kind?: "table";
  /** Columns of the prepared table, codes included. */
  readonly width: number;
  /** Number of levels of each code column; the codes are the last columns. */
  readonly cardinalities: readonly number[];
  /** Columns of the prepared table that are numbers and vary; the others say yes or no. */
  readonly numeric?: readonly number[];
  /** Edges of the bins of each numeric column, where the recipe embeds by bins. */
  readonly bins?: readonly (readonly number[])[];
}

export interface ImageShape extends Outputs {
  readonly kind: "image";
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Of each channel over the training pixels, which are in 0 … 1. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface TextShape extends Outputs {
  readonly kind: "text";
  /** Ids of tokens in their order, padded with 0; or a weight for each word of the vocabulary. */
  readonly encoding: "tokens" | "tfidf";
  /** Numbers per text: the most tokens, or the words of the vocabulary. */
  readonly width: number;
  /** Ids are below this. */
  readonly vocabulary: number;
}

/** What the data asks of a model. */
export type ModelShape = TableShape | ImageShape | TextShape;

/** Shape of one row of the network's input. */
export const inputOf = (shape: ModelShape): Shape =>
  shape.kind === "image" ? [shape.channels, shape.height, shape.width] : [shape.width];
