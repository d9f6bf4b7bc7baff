const BINS = 1 << 16;

/** Integers in the order of the numbers: −0 before 0. */
const keyOf = (bits: number): number => bits ^ ((bits >> 31) & 0x7fffffff);
const binOf = (bits: number): number => (keyOf(bits) >> 16) + BINS / 2;

/** The values of one bin, sorted. */
function sortedBin(values: Float32Array, bits: Int32Array, bin: number, size: number): Float32Array {
  const found = new Float32Array(size);
  let n = 0;
  for (let i = 0; i < bits.length; i++) if (binOf(bits[i]!) === bin) found[n++] = values[i]!;
  return found.sort();
}

/**
 * Values by their rank among all (0 is the smallest), without sorting them: one pass counts their leading 16 bits, and only what shares
 * these with a wanted one is sorted. No value is NaN.
 */
export function ranked(values: Float32Array): (rank: number) => number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const ends = new Int32Array(BINS);
  for (let i = 0; i < bits.length; i++) ends[binOf(bits[i]!)]!++;
  for (let bin = 1; bin < BINS; bin++) ends[bin]! += ends[bin - 1]!;
  const sorted = new Map<number, Float32Array>();
  return (rank) => {
    let [low, high] = [0, BINS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > rank) high = middle;
      else low = middle + 1;
    }
    const first = low === 0 ? 0 : ends[low - 1]!;
    const known = sorted.get(low) ?? sortedBin(values, bits, low, ends[low]! - first);
    sorted.set(low, known);
    return known[rank - first]!;
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
export const rankedOf = (values: Float32Array): ((rank: number) => number) =>
  values.length < FEW ? rankOf(values.sort()) : ranked(values);
