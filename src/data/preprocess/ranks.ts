import { invariant } from "../../core/index.ts";
import { longFloats, stretches } from "../../core/long.ts";

const BINS = 1 << 16;

/** Integers in the order of the numbers: −0 before 0. */
const keyOf = (bits: number): number => bits ^ ((bits >> 31) & 0x7fffffff);
const binOf = (bits: number): number => (keyOf(bits) >> 16) + BINS / 2;

/** The bin in which the values up to it are more than `rank`. */
function binAt(ends: Int32Array, rank: number): number {
  let [low, high] = [0, BINS - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A bin that a wanted rank falls into. */
interface Bin {
  readonly first: number;
  readonly values: Float32Array;
}

/** The values of some bins, sorted: one pass over all values. */
function sortedBins(
  values: Float32Array,
  bits: Int32Array,
  ends: Int32Array,
  bins: readonly number[],
): Map<number, Bin> {
  const found = bins.map((bin): Bin => {
    const first = bin === 0 ? 0 : ends[bin - 1]!;
    return { first, values: longFloats(ends[bin]! - first) };
  });
  // One more than the place of the bin; 0 is of all others.
  const placeOf = new Uint8Array(BINS);
  for (const [place, bin] of bins.entries()) placeOf[bin] = place + 1;
  const filled = new Int32Array(bins.length);
  const fill = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const place = placeOf[binOf(bits[i]!)]! - 1;
      if (place >= 0) found[place]!.values[filled[place]!++] = values[i]!;
    }
  };
  for (const [from, to] of stretches(bits.length)) fill(from, to);
  for (const bin of found) bin.values.sort();
  return new Map(found.map((bin, place) => [bins[place]!, bin]));
}

function countBins(bits: Int32Array, counts: Int32Array): void {
  for (let i = 0; i < bits.length; i++) counts[binOf(bits[i]!)]!++;
}

/** Bins that one pass tells apart. */
const MOST_BINS = 255;

/**
 * Values by their rank among all (0 is the smallest), without sorting them: one pass counts their leading 16 bits, and only what shares
 * these with a wanted rank is sorted. No value is NaN; no more than 255 ranks are wanted.
 */
export function ranked(values: Float32Array, wanted: readonly number[]): (rank: number) => number {
  invariant(wanted.length <= MOST_BINS, `${wanted.length} ranks at once`);
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const ends = new Int32Array(BINS);
  for (const [from, to] of stretches(bits.length)) countBins(bits.subarray(from, to), ends);
  for (let bin = 1; bin < BINS; bin++) ends[bin]! += ends[bin - 1]!;
  const bins = [...new Set(wanted.map((rank) => binAt(ends, rank)))];
  const sorted = sortedBins(values, bits, ends, bins);
  return (rank) => {
    const bin = sorted.get(binAt(ends, rank));
    invariant(bin !== undefined, `rank ${rank} was not wanted`);
    return bin.values[rank - bin.first]!;
  };
}

/** Below this many values, sorting is quicker than counting bins. */
const FEW = 1 << 14;

/** Values by their rank where they are sorted. */
export const rankOf =
  (sorted: Float32Array) =>
  (rank: number): number =>
    sorted[rank]!;

/** `ranked`, however many there are; may reorder the values. */
export const rankedOf = (values: Float32Array, wanted: readonly number[]): ((rank: number) => number) =>
  values.length < FEW ? rankOf(values.sort()) : ranked(values, wanted);
