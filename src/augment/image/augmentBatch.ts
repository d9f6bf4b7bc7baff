import { type Key, RegularizeError } from "../../core/index.ts";
import type { ImageAugmentation } from "./define.ts";
import { type Size, unfit } from "./image.ts";
import { finish, pictureOf } from "./picture.ts";
import { within } from "./room.ts";

export type ImageShape = readonly [channels: number, height: number, width: number];

/** Images of one size as bytes 0 … 255, each [channels, height, width]. */
export interface PixelRows {
  readonly shape: ImageShape;
  /** The bytes of a row's image, or all rows' one after the other. */
  readonly pixels: Uint8Array | ((row: number) => Uint8Array);
}

/** The key of a row's draws; `place` tells copies of a row in one batch apart. */
export type KeyOfRow = (row: number, place: number) => Key;

/**
 * Writes the named rows, each augmented by the draws of its own key, into `out`, [rows, channels, height, width]: a row comes
 * out the same in whatever batch and worker it is asked for. All have to come out with the shape `result`, that of the source
 * when absent: E268 names the step that changes it. E267 where `out` is not that long, E260 where a row has not as many bytes
 * as its shape.
 */
export function augmentBatch(
  policy: ImageAugmentation,
  { shape, pixels }: PixelRows,
  rows: Int32Array,
  keyOfRow: KeyOfRow,
  out: Float32Array,
  result: ImageShape = shape,
): void {
  const [size, wanted] = [sizeOf(shape), sizeOf(result)];
  const [length, width] = [countOf(size), countOf(wanted)];
  if (out.length !== rows.length * width) throw unfitting(rows.length, wanted, out.length);
  const bytesOf =
    typeof pixels === "function" ? pixels : (row: number) => pixels.subarray(row * length, (row + 1) * length);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    const drawn = policy.sample(keyOfRow(row, place), size);
    checkSize(policy, size, drawn, wanted);
    const bytes = bytesOf(row);
    if (bytes.length !== length) throw unfit(size, bytes.length);
    within(() => out.set(finish(policy.plan(pictureOf({ ...size, bytes }), drawn)).data, place * width));
  }
}

const sizeOf = ([channels, height, width]: ImageShape): Size => ({ channels, height, width });
const countOf = ({ channels, height, width }: Size): number => channels * height * width;
const show = ({ channels, height, width }: Size): string => `${channels} · ${height} · ${width}`;

const same = (a: Size, b: Size): boolean => a.channels === b.channels && a.height === b.height && a.width === b.width;

function unfitting(rows: number, size: Size, received: number): RegularizeError {
  return new RegularizeError({
    code: "E267",
    where: "augmentBatch",
    message: "The batch's array does not fit its size",
    expected: `${rows} images of ${show(size)}`,
    received: `${received} numbers`,
  });
}

/** The innermost step that is the last one to change the size. */
function lastChange(augmentation: ImageAugmentation, size: Size, drawn: unknown): string {
  let [at, name] = [size, augmentation.name];
  for (const part of augmentation.parts?.(drawn) ?? []) {
    const next = part.augmentation.resized(at, part.drawn);
    if (!same(at, next)) name = lastChange(part.augmentation, at, part.drawn);
    at = next;
  }
  return name;
}

function checkSize(policy: ImageAugmentation, size: Size, drawn: unknown, wanted: Size): void {
  const after = policy.resized(size, drawn);
  if (same(wanted, after)) return;
  const step = lastChange(policy, size, drawn);
  throw new RegularizeError({
    code: "E268",
    where: step,
    message: `${step} does not leave the size that was asked for`,
    expected: show(wanted),
    received: show(after),
    todo: "set its size to that of the images, or resize the images before",
  });
}
