import { type DiskMemory, openDisk } from "./disk.ts";

// Arrays as long as a table. Short ones are plain arrays. Long ones lie on the disk, where there is one for it: what a pass over them
// touches is let go of behind it, so that memory does not grow with the rows. Their readers see plain arrays either way.

/** Bytes from which an array lies on the disk: a column of a million rows does not. */
const LONG = 2 ** 22;
/** Bytes that are touched before they are let go of. */
const BUDGET = 2 ** 25;
/** Entries of a stretch: 1 MB of floats. */
const STRETCH = 1 << 18;

let least = LONG;
let disk: DiskMemory | null | undefined;
let touched = 0;

/** Sets how many bytes are long, for tests, and gives what they were. */
export function longFrom(bytes: number): number {
  const before = least;
  least = bytes;
  return before;
}

function roomFor(bytes: number): ArrayBuffer {
  if (bytes > least) {
    disk = disk === undefined ? (openDisk() ?? null) : disk;
    const found = disk?.take(bytes);
    if (found !== undefined) return found;
  }
  return new ArrayBuffer(bytes);
}

/** So many zeros. */
export const longFloats = (length: number): Float32Array<ArrayBuffer> => new Float32Array(roomFor(4 * length));
export const longInts = (length: number): Int32Array<ArrayBuffer> => new Int32Array(roomFor(4 * length));
export const longDoubles = (length: number): Float64Array<ArrayBuffer> => new Float64Array(roomFor(8 * length));
export const longBytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(roomFor(length));

/** Tells that so many bytes of long arrays were read or written. */
export function passed(bytes: number): void {
  if (disk === undefined || disk === null || disk.taken() === 0) return;
  touched += bytes;
  if (touched < BUDGET) return;
  touched = 0;
  disk.release();
}

/** [from, to) of 0 … length − 1, one stretch behind the other, for a pass over `arrays` arrays of 4-byte entries. */
export function* stretches(length: number, arrays = 1): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < length; from += STRETCH) {
    const to = Math.min(length, from + STRETCH);
    yield [from, to];
    passed(4 * arrays * (to - from));
  }
}

/** `source.map(of)`, as floats. */
export function floatsFrom(source: ArrayLike<number>, of: (value: number) => number): Float32Array<ArrayBuffer> {
  const out = longFloats(source.length);
  for (const [from, to] of stretches(source.length, 2)) for (let i = from; i < to; i++) out[i] = of(source[i]!);
  return out;
}

/** `source.map(of)`, as integers. */
export function intsFrom(source: ArrayLike<number>, of: (value: number) => number): Int32Array<ArrayBuffer> {
  const out = longInts(source.length);
  for (const [from, to] of stretches(source.length, 2)) for (let i = from; i < to; i++) out[i] = of(source[i]!);
  return out;
}

/** A copy that is long where its source is. */
export function longCopy<A extends Float32Array | Int32Array>(source: A): A {
  const out = source instanceof Float32Array ? longFloats(source.length) : longInts(source.length);
  for (const [from, to] of stretches(source.length, 2)) out.set(source.subarray(from, to), from);
  return out as A;
}
