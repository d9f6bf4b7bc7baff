import type { Inside, Move, Window } from "../../kernel/index.ts";
import { type Colour, isDiagonal } from "./colour.ts";
import type { Image, Size } from "./image.ts";
import { isAxisAligned } from "./matrix.ts";
import { partly, room } from "./room.ts";
import { separable } from "./separable.ts";
import { blank, blankBytes, byteRows, floatRows, isStored, residentBytes, type Source, type Stored } from "./source.ts";
import { clamp, type Frame, type Warp } from "./warp.ts";

/** How many points per output pixel are averaged along its x and y: one, or where a smooth warp shrinks, one per input pixel. */
function pointsOf({ matrix: [a, b, , d, e], smooth }: Warp): readonly [x: number, y: number] {
  const count = (length: number): number => (smooth ? Math.max(1, Math.ceil(length - 1e-6)) : 1);
  return [count(Math.hypot(a, d)), count(Math.hypot(b, e))];
}

/** The rows of the source that the warp may read, from … end; at least two where there are two. */
function rowsOf({ matrix, width, height, window }: Warp, rows: number): readonly [from: number, end: number] {
  const [, , , d, e, f] = matrix;
  const [right, down] = [d * (width - 1), e * (height - 1)];
  const margin = Math.abs(d) + Math.abs(e) + 1;
  const low = f + Math.min(0, right) + Math.min(0, down);
  const high = f + Math.max(0, right) + Math.max(0, down);
  const from = Math.max(0, Math.floor(clamp(low, window[1], window[3]) - margin));
  const end = Math.min(rows, Math.ceil(clamp(high, window[1], window[3]) + margin) + 1);
  return from + 2 <= end ? [from, end] : [Math.max(0, end - 2), end];
}

/** The warp of an image whose first row is `from` of the one that it was made for, with `rows` rows. */
function shifted(warp: Warp, from: number, rows: number): Warp {
  const { matrix, window } = warp;
  const [a, b, c, d, e, f] = matrix;
  if (from === 0 && window[3] < rows) return warp;
  const within = (y: number): number => clamp(y - from, 0, rows - 1);
  return {
    ...warp,
    matrix: [a, b, c, d, e, f - from],
    window: [window[0], within(window[1]), window[2], within(window[3])],
  };
}

/** The warp as a move by whole pixels, where it is one. */
function moveOf({ matrix, window }: Warp): Move | undefined {
  const [right, , left, , down, top] = matrix;
  if ((right !== 1 && right !== -1) || (down !== 1 && down !== -1)) return undefined;
  if (!Number.isInteger(left) || !Number.isInteger(top) || !window.every(Number.isInteger)) return undefined;
  return { top, left, down, right, window, mirrored: false };
}

/** An image of at least two rows and columns: a single one is doubled. */
function doubled(image: Image): Image {
  const { channels, height, width } = image;
  if (height > 1 && width > 1) return image;
  const out = blank({ channels, height: Math.max(2, height), width: Math.max(2, width) });
  const window: Window = [0, 0, width - 1, height - 1];
  room().kernels.moveImage(out, image, { top: 0, left: 0, down: 1, right: 1, window, mirrored: false });
  return out;
}

/** From here on a sum of as many readings as bytes does not fit. */
const MOST_POINTS = 512;

/** Reads RGB bytes as they are: no floats are made of pixels in between. */
function readRgb(source: Stored, warp: Warp, out: Image): void {
  const { width, height } = source;
  const interleaved = room().bytes(8 * (width * height + 1));
  room().kernels.interleave(interleaved, source);
  const reading = { matrix: warp.matrix, window: warp.window, points: pointsOf(warp) };
  room().kernels.bilinearRgb(out, { width, bytes: interleaved }, reading);
}

/** Writes what the warp reads; whatever lies in between leaves the room again. */
function read(source: Source, warp: Warp, out: Image, colour?: Colour): void {
  const { kernels } = room();
  const [from, end] = rowsOf(warp, source.height);
  const near = shifted(warp, from, end - from);
  const floats = (): Image => floatRows(source, from, end);
  const [nx, ny] = pointsOf(warp);
  const move = moveOf(near);
  if (move !== undefined) kernels.moveImage(out, floats(), move);
  else if (isAxisAligned(warp.matrix))
    separable(isStored(source) ? byteRows(source, from, end) : floats(), near, out, colour);
  else if (isStored(source) && source.channels === 3 && nx * ny <= MOST_POINTS)
    readRgb(byteRows(source, from, end), near, out);
  else kernels.bilinear(out, doubled(floats()), { matrix: near.matrix, window: near.window, points: [nx, ny] });
}

/** The part of an image that a frame shows, where it shows whole pixels. */
function shownBy(frame: Frame, { height, width }: Omit<Size, "channels">): Inside | undefined {
  const [a, b, c, d, e, f] = frame.matrix;
  const isWhole = Math.abs(a) === 1 && Math.abs(e) === 1 && b === 0 && d === 0;
  if (!isWhole || !Number.isInteger(c) || !Number.isInteger(f) || !Number.isInteger(frame.fill * 255)) return undefined;
  const [left, top] = [a > 0 ? -c : c - frame.width + 1, e > 0 ? -f : f - frame.height + 1].map((v) => Math.max(0, v));
  const right = a > 0 ? frame.width - c : c + 1;
  const bottom = e > 0 ? frame.height - f : f + 1;
  return {
    top: Math.min(top!, height),
    left: Math.min(left!, width),
    bottom: clamp(bottom, 0, height),
    right: clamp(right, Math.min(left!, width), width),
  };
}

/** Bytes moved by whole pixels, where the warp is no more than that. */
function moved(source: Stored, warp: Warp): Stored | undefined {
  const move = moveOf(warp);
  const shown = warp.frames.map((frame) => shownBy(frame, warp));
  if (move === undefined || !shown.every((inside) => inside !== undefined)) return undefined;
  const { kernels } = room();
  const out = blankBytes({ channels: source.channels, height: warp.height, width: warp.width });
  partly(() => kernels.moveBytes(out, { ...source, bytes: residentBytes(source) }, move));
  for (const [i, inside] of shown.entries()) kernels.fillBytes(out, inside, Math.round(warp.frames[i]!.fill * 255));
  return out;
}

/** What a warp makes of an image, and the colour maps that are left to do. */
interface Resampled {
  readonly pixels: Source;
  readonly left: readonly Colour[];
}

/** Whether a colour map may go with the filters of bytes. */
const goesAlong = (source: Source, warp: Warp, colour: Colour | undefined): colour is Colour =>
  colour !== undefined &&
  isStored(source) &&
  isAxisAligned(warp.matrix) &&
  moveOf(warp) === undefined &&
  warp.frames.length === 0 &&
  !colour.clamped &&
  isDiagonal(colour, source.channels);

/**
 * Reads the image once, at the warp's matrix: separable filters where rows stay rows, bilinear everywhere else. Bytes stay
 * bytes where pixels only change places. Of the colour maps the first is done on the way where that costs nothing.
 */
export function resample(source: Source, warp: Warp, colours: readonly Colour[]): Resampled {
  const bytes = isStored(source) ? moved(source, warp) : undefined;
  if (bytes !== undefined) return { pixels: bytes, left: colours };
  const out = blank({ channels: source.channels, height: warp.height, width: warp.width });
  const [first, ...others] = colours;
  const along = goesAlong(source, warp, first);
  partly(() => read(source, warp, out, along ? first : undefined));
  for (const frame of warp.frames) room().kernels.fillOutside(out, frame);
  return { pixels: out, left: along ? others : colours };
}
