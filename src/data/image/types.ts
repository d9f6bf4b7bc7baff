import type { DataColumn, Notice } from "../table.ts";

/** [channels, height, width] */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** An image that was named and is not used. */
export interface Rejected {
  readonly name: string;
  /** For a person: `cut short or damaged (premature end of JPEG image)`. */
  readonly reason: string;
  /** E280–E287. */
  readonly code: RejectedCode;
}

/**
 * E280 cannot be read · E281 no image, or a format that is not read · E282 SVG · E283 too many pixels · E284 damaged ·
 * E285 a link that leaves the folder · E286 too many bytes · E287 the list names no file.
 */
export type RejectedCode = `E28${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** What is found before any image is decoded. */
export interface Listing {
  /** As the user wrote it. */
  readonly path: string;
  /** Absolute: part of the cache's key. */
  readonly root: string;
  readonly images: FileImages | ArrayImages;
  /** [images]: labels of all, also of those that turn out unreadable. */
  readonly target: DataColumn;
  readonly rejected: readonly Rejected[];
  readonly notices: readonly Notice[];
}

export interface FileImages {
  readonly kind: "files";
  readonly files: readonly ImageFile[];
}

export interface ImageFile {
  readonly name: string;
  readonly absolute: string;
  readonly bytes: number;
  /** Changes when the file does: size, time of its content, time of its inode. */
  readonly stamp: string;
}

/** Images of one shape that lie in one array. */
export interface ArrayImages {
  readonly kind: "array";
  readonly rows: number;
  readonly shape: ImageShape;
  /** Changes when the file that holds the array does. */
  readonly stamp: string;
  /** [rows, channels, height, width], read when it is needed. */
  readonly load: () => Promise<Uint8Array>;
}

/** `image 17`, from 1. */
export const arrayName = (row: number): string => `image ${row + 1}`;

export const imageCount = (images: Listing["images"]): number =>
  images.kind === "files" ? images.files.length : images.rows;

export const imageName = (images: Listing["images"], at: number): string =>
  images.kind === "files" ? images.files[at]!.name : arrayName(at);
