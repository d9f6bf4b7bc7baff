import type { ListingOptions } from "../../observe/index.ts";
import type { Recipe } from "../recipe.ts";
import type { DataOptions, NoticeEvent } from "../types.ts";

/** What a sheet of augmentations is made of and where it goes. */
export interface AugmentSheetOptions extends DataOptions {
  /** The steps to show, each alone and all together; typical ones of the kind of data when absent. */
  readonly augment?: Recipe["augment"];
  /** Draws of each step on an image, or copies of a text; default 6. */
  readonly samples?: number;
  /** What everything random follows from; default 42. */
  readonly seed?: number;
  /** File to write, .png, .svg, .html or .txt. When absent a listing of texts is given back, and a picture is `augment-NAME.png`. */
  readonly out?: string;
  /** Name of the file that `augment` was read from: told in the command that makes the sheet again. */
  readonly recipeFile?: string;
  /** Width and marks of a listing that is given back. */
  readonly listing?: ListingOptions;
  readonly signal?: AbortSignal;
}

export interface AugmentSheetResult {
  readonly v: 1;
  readonly type: "result";
  readonly kind: "table" | "image" | "text";
  readonly format: SheetFormat;
  /** What is shown with its strength: `randomRotation (degrees 15)`. */
  readonly operations: readonly string[];
  /** Training rows of the first repeat: nothing else is shown. */
  readonly trainingRows: number;
  /** Those that are shown, counted from 1; absent of a table, of which all are. */
  readonly shown?: readonly number[];
  /** Where the sheet was written. */
  readonly path?: string;
  /** The listing, when it was not written. */
  readonly text?: string;
}

export type SheetFormat = "png" | "svg" | "html" | "txt";

export type AugmentSheetEvent = NoticeEvent | AugmentSheetResult;

/** A sheet of one kind of data, ready to be written. */
export interface Drawn {
  readonly operations: readonly string[];
  readonly trainingRows: number;
  /** Rows of the data that are shown, counted from 0; absent when that is all training rows. */
  readonly shown?: readonly number[];
  /** What was chosen for the user. */
  readonly notices?: readonly string[];
  readonly content: Uint8Array | string;
}
