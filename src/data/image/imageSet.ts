import type { DataColumn, Notice } from "../table.ts";
import type { PixelStore } from "./pixels.ts";
import type { ImageShape, Rejected } from "./types.ts";

/** Images of one shape and what is to be learned about each. */
export interface ImageSet {
  /** As the user wrote it. */
  readonly path: string;
  readonly rows: number;
  /** [rows]: the path within the folder, the path as the list has it, or `image 17` (from 1). */
  readonly names: readonly string[];
  /** [rows] */
  readonly target: DataColumn;
  /** Of the pixels as they are stored. */
  readonly shape: ImageShape;
  readonly pixels: PixelStore;
  /** [rows]: images with the same picture get the number of the first of them, as `duplicateUnits` does for tables. */
  readonly units: Int32Array;
  readonly rejected: readonly Rejected[];
  readonly notices: readonly Notice[];
  /** SHA-256, hexadecimal, of every image's content, name and label in their order; not of the place or time of files. */
  readonly hash: string;
}
