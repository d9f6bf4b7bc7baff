import { longFloats, longInts, passed, stretches } from "../core/long.ts";

/** A table of flags is smaller than one of values up to so many of them. */
const MOST_FLAGS = 1 << 22;
/** Values whose table lies in a processor's cache. */
const CACHED = 1 << 13;
/** No value has the bits of NaN: an empty slot. */
const EMPTY = 0x7fc00000;
const GOLDEN = 0x9e3779b1;

function countIntegers(values: Float32Array, min: number, range: number): number {
  const seen = new Uint8Array(range);
  let distinct = 0;
  for (const [from, to] of stretches(values.length)) distinct += newIn(values.subarray(from, to), min, seen);
  return distinct;
}

function newIn(values: Float32Array, min: number, seen: Uint8Array): number {
  let distinct = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    if (seen[value - min] === 0) distinct++;
    seen[value - min] = 1;
  }
  return distinct;
}

/** The bits of each value that is not NaN; −0 is 0. */
function presentBits(values: Float32Array): Int32Array {
  const present = longFloats(values.length);
  let n = 0;
  for (const [from, to] of stretches(values.length, 2))
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      if (!Number.isNaN(value)) present[n++] = value + 0;
    }
  return new Int32Array(present.buffer, 0, n);
}

/** Puts values of one hash side by side, so that each part is counted within a cache; gives where the parts end. */
function part(bits: Int32Array, into: Int32Array, shift: number): Int32Array {
  const ends = new Int32Array((1 << (32 - shift)) + 1);
  for (const [from, to] of stretches(bits.length))
    for (let i = from; i < to; i++) ends[(Math.imul(bits[i]!, GOLDEN) >>> shift) + 1]!++;
  for (let p = 1; p < ends.length; p++) ends[p]! += ends[p - 1]!;
  for (const [from, to] of stretches(bits.length, 2))
    for (let i = from; i < to; i++) into[ends[Math.imul(bits[i]!, GOLDEN) >>> shift]!++] = bits[i]!;
  return ends.subarray(0, -1);
}

/** Different numbers in values[from, to): an open hash table, no objects. */
function countIn(values: Int32Array, from: number, to: number, table: Int32Array): number {
  const mask = table.length - 1;
  table.fill(EMPTY);
  let distinct = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const hash = Math.imul(value ^ (value >>> 15), GOLDEN);
    let at = (hash ^ (hash >>> 13)) & mask;
    while (table[at] !== EMPTY && table[at] !== value) at = (at + 1) & mask;
    if (table[at] === value) continue;
    table[at] = value;
    distinct++;
  }
  return distinct;
}

function tableFor(values: number): Int32Array {
  let size = 64;
  while (size < 2 * values) size *= 2;
  return new Int32Array(size);
}

/** Different values of a Float32Array, NaN not counted; −0 equals 0. `bounds` are given for integers. */
export function countDistinct(values: Float32Array, bounds?: { readonly min: number; readonly max: number }): number {
  const range = bounds === undefined ? 0 : bounds.max - bounds.min + 1;
  if (bounds !== undefined && range <= Math.min(MOST_FLAGS, 64 + 8 * values.length))
    return countIntegers(values, bounds.min, range);
  const bits = presentBits(values);
  if (bits.length <= CACHED) return countIn(bits, 0, bits.length, tableFor(bits.length));
  const parted = longInts(bits.length);
  const ends = part(bits, parted, Math.clz32(bits.length / (CACHED / 2)));
  let table = tableFor(CACHED);
  let [from, distinct] = [0, 0];
  for (const to of ends) {
    if (table.length < 2 * (to - from)) table = tableFor(to - from);
    else if (table.length > 4 * CACHED && to - from <= CACHED) table = tableFor(CACHED);
    distinct += countIn(parted, from, to, table);
    passed(4 * (to - from));
    from = to;
  }
  return distinct;
}
