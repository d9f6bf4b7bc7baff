import { createHash } from "node:crypto";
import { RegularizeError, showShape } from "../../core/index.ts";
import { contentHash } from "./contentHash.ts";
import type { ImageSet } from "./imageSet.ts";
import { pictureUnits } from "./near.ts";
import { labelNotices, pictureNotices, sizeNotice } from "./notices.ts";
import { memoryPixels } from "./pixels.ts";
import { classColumn, labelText, numberColumn } from "./target.ts";
import { arrayName, type ImageShape } from "./types.ts";

/** Images and labels of a program. */
export interface ImageArrays {
  /** [rows, channels, height, width] */
  readonly pixels: Uint8Array;
  readonly shape: ImageShape;
  /** [rows]: words are classes; numbers are to be predicted as numbers, or are indices into `classes`. */
  readonly labels: readonly string[] | readonly number[];
  /** Names of the classes that numeric labels stand for. */
  readonly classes?: readonly string[];
}

const misfit = (message: string, expected: string, received: string): RegularizeError =>
  new RegularizeError({ code: "E241", where: "imageSetOf", message, expected, received });

function targetOf({ labels, classes }: ImageArrays): ImageSet["target"] {
  const words = labels.map((label, row) => {
    if (typeof label === "string" || classes === undefined) return String(label);
    const name = classes[label];
    if (name === undefined)
      throw misfit(`label ${row + 1} is no class`, `an index below ${classes.length}`, String(label));
    return name;
  });
  const numeric = classes === undefined && labels.length > 0 && labels.every((label) => typeof label === "number");
  return numeric ? numberColumn("label", Float32Array.from(labels as readonly number[])) : classColumn("label", words);
}

/**
 * Images that a program already holds, copied into shared memory. Throws E241 when pixels, shape and labels do not agree.
 *
 * @example
 * const set = imageSetOf({ pixels: new Uint8Array(2 * 28 * 28), shape: [1, 28, 28], labels: ["cat", "dog"] });
 */
export function imageSetOf(arrays: ImageArrays): ImageSet {
  const { pixels: given, shape, labels } = arrays;
  const [channels, height, width] = shape;
  const size = channels * height * width;
  const rows = labels.length;
  if ((channels !== 1 && channels !== 3) || ![height, width].every((d) => Number.isInteger(d) && d > 0))
    throw misfit("the shape is not that of an image", "[1 or 3, height, width]", showShape(shape));
  if (given.length !== rows * size)
    throw misfit("pixels and labels do not agree", `${rows} × ${size} bytes`, `${given.length} bytes`);
  const memory = new SharedArrayBuffer(given.length);
  new Uint8Array(memory).set(given);
  const pixels = memoryPixels(memory, rows, shape);
  const target = targetOf(arrays);
  const names = Array.from({ length: rows }, (_, row) => arrayName(row));
  const alike = pictureUnits(pixels);
  const label = (row: number): string => labelText(target, row);
  return {
    ...{ path: "arrays", rows, names, target, shape, pixels, units: alike.units, rejected: [] },
    notices: [sizeNotice([], shape, {}), ...pictureNotices(alike, rows), ...labelNotices(alike.units, label)],
    hash: contentHash(names, label, (row) => createHash("sha256").update(pixels.bytes(row)).digest()),
  };
}
