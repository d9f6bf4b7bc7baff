import { type DiskMemory, openDisk } from "./disk.ts";

// Arrays as long as a table. Short ones are plain arrays. Long ones lie on the disk, where there is one for it: what a pass over them
// touches is let go of behind it, so that memory does not grow with the rows. Their readers see plain arrays either way.

/** Bytes above which an array lies on the disk: a column of a million rows does not. */
const LONG = 6 * 2 ** 20;
/** Bytes that are touched before they are let go of. */
const BUDGET = 2 ** 25;
/** Entries of a stretch: 2 MB of floats. */
const STRETCH = 1 << 19;

let long = LONG;
let disk: DiskMemory | null | undefined;
let touched = 0;
/** Resident memory when it was least, or after long arrays were let go of. */
let least = Number.POSITIVE_INFINITY;

/** Sets how many bytes are long, for tests, and gives what they were. */
export function longFrom(bytes: number): number {
  const before = long;
  long = bytes;
  return before;
}

function roomFor(bytes: number): ArrayBuffer {
  if (isLong(bytes)) {
    disk = disk === undefined ? (openDisk() ?? null) : disk;
    const found = disk?.take(bytes);
    if (found !== undefined) return found;
  }
  return new ArrayBuffer(bytes);
}

/** Whether an array of so many bytes is long: it is passed over in order then, never at random. */
export const isLong = (bytes: number): boolean => bytes > long;

/** So many zeros. */
export const longFloats = (length: number): Float32Array<ArrayBuffer> => new Float32Array(roomFor(4 * length));
export const longInts = (length: number): Int32Array<ArrayBuffer> => new Int32Array(roomFor(4 * length));
export const longDoubles = (length: number): Float64Array<ArrayBuffer> => new Float64Array(roomFor(8 * length));
export const longBytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(roomFor(length));

const isUsed = (): boolean => disk !== undefined && disk !== null && disk.taken() > 0;

/** Tells that so many bytes of long arrays were read or written, at most: they are let go of where memory has grown by that. */
export function passed(bytes: number): void {
  if (!isUsed()) return;
  touched += bytes;
  if (touched < BUDGET) return;
  touched = 0;
  const resident = process.memoryUsage.rss();
  least = Math.min(least, resident);
  if (resident < least + BUDGET) return;
  disk!.release();
  least = process.memoryUsage.rss();
}

/**
 * [from, to) of 0 … length − 1, one stretch behind the other, for a pass over `arrays` arrays of 4-byte entries; all at once where all
 * arrays lie in memory. What is done in a stretch is best a function of its own: the engine is slow to make a loop in a loop fast.
 */
export function* stretches(length: number, arrays = 1): Generator<readonly [from: number, to: number]> {
  const step = isUsed() ? STRETCH : length;
  for (let from = 0; from < length; from += step) {
    const to = Math.min(length, from + step);
    yield [from, to];
    passed(4 * arrays * (to - from));
  }
}

type Numbers = Float32Array | Int32Array;

function mapStretch(source: Numbers, of: (value: number) => number, out: Numbers, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = of(source[i]!);
}

function mapped<A extends Numbers>(source: Numbers, of: (value: number) => number, out: A): A {
  for (const [from, to] of stretches(source.length, 2)) mapStretch(source, of, out, from, to);
  return out;
}

/** `source.map(of)`, as floats, */
export const floatsFrom = (source: Numbers, of: (value: number) => number): Float32Array<ArrayBuffer> =>
  mapped(source, of, longFloats(source.length));

/** and as integers. */
export const intsFrom = (source: Numbers, of: (value: number) => number): Int32Array<ArrayBuffer> =>
  mapped(source, of, longInts(source.length));

function numberStretch(out: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = i;
}

/** 0, 1, 2 … */
export function numberAll(out: Int32Array): void {
  for (const [from, to] of stretches(out.length)) numberStretch(out, from, to);
}

/** A copy that is long where its source is. */
export function longCopy<A extends Float32Array | Int32Array>(source: A): A {
  const out = source instanceof Float32Array ? longFloats(source.length) : longInts(source.length);
  for (const [from, to] of stretches(source.length, 2)) out.set(source.subarray(from, to), from);
  return out as A;
}
