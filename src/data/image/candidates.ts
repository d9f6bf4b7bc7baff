import { MEAN_DIFFERENCE } from "./thumbnail.ts";

/** Blocks per side, and in all. */
const SIDE = 4;
const BLOCKS = SIDE * SIDE;
/** Axes of the grid. */
const AXES = 4;
/** Cells per axis: features lie in [−255, 255]. */
const CELLS = 2 * Math.ceil(256 / MEAN_DIFFERENCE) + 3;
const STEPS: readonly number[] = neighbourSteps(AXES);
/** Comparisons per image before giving up. */
const BUDGET = 5_000;

/** Offsets of a cell's key to its 3^axes neighbours, itself included. */
function neighbourSteps(axes: number): number[] {
  if (axes === 0) return [0];
  return neighbourSteps(axes - 1).flatMap((step) => [-1, 0, 1].map((d) => step * CELLS + d));
}

/** Sums of a 4 × 4 partition of a thumbnail, divided by its number of pixels. */
function blockSums(grey: Uint8Array, [height, width]: readonly [number, number], out: Float32Array, at: number): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const block = Math.floor((y * SIDE) / height) * SIDE + Math.floor((x * SIDE) / width);
      out[at + block]! += grey[y * width + x]! / grey.length;
    }
}

/** Walsh–Hadamard transform of 16 numbers, in place: each result is a sum of ± all of them. */
function walsh(values: Float32Array): void {
  for (let half = 1; half < BLOCKS; half *= 2)
    for (let i = 0; i < BLOCKS; i++) {
      if ((i & half) !== 0) continue;
      const [a, b] = [values[i]!, values[i + half]!];
      values[i] = a + b;
      values[i + half] = a - b;
    }
}

/**
 * Proposes pairs of thumbnails whose mean absolute difference may be at most d = `MEAN_DIFFERENCE`. A sum of ± pixels over
 * their number differs at most as much as they do on average: images within d lie in neighbouring cells of a grid with cells of d.
 * Its axes are the four Walsh–Hadamard features of 4 × 4 blocks that vary most.
 */
export class CandidateGrid {
  readonly #n: number;
  /** [n, 16] */
  readonly #blocks: Float32Array;
  /** [n]: the cell of each image. */
  readonly #keys: Float64Array;

  constructor(greys: Uint8Array, n: number, plane: readonly [height: number, width: number]) {
    this.#n = n;
    this.#blocks = new Float32Array(n * BLOCKS);
    const size = plane[0] * plane[1];
    const features = new Float32Array(n * BLOCKS);
    for (let i = 0; i < n; i++) {
      blockSums(greys.subarray(i * size, (i + 1) * size), plane, this.#blocks, i * BLOCKS);
      const own = features.subarray(i * BLOCKS, (i + 1) * BLOCKS);
      own.set(this.#blocks.subarray(i * BLOCKS, (i + 1) * BLOCKS));
      walsh(own);
    }
    const axes = widest(features, n);
    const cellOf = (i: number, axis: number): number =>
      Math.floor((features[i * BLOCKS + axis]! + 256) / MEAN_DIFFERENCE) + 1;
    this.#keys = Float64Array.from({ length: n }, (_, i) =>
      axes.reduce((key, axis) => key * CELLS + cellOf(i, axis), 0),
    );
  }

  /** Calls `same` with pairs, the later first, until it has seen all of them; false when there are far too many. */
  visitPairs(same: (i: number, j: number) => boolean): boolean {
    const last = new Map<number, number>();
    const previous = new Int32Array(this.#n).fill(-1);
    let left = BUDGET * this.#n;
    for (let i = 0; i < this.#n; i++) {
      const key = this.#keys[i]!;
      for (const step of STEPS)
        for (let j = last.get(key + step) ?? -1; j >= 0; j = previous[j]!) {
          left--;
          if (this.#isNear(i, j)) same(i, j);
        }
      if (left < 0) return false;
      previous[i] = last.get(key) ?? -1;
      last.set(key, i);
    }
    return true;
  }

  #isNear(i: number, j: number): boolean {
    let sum = 0;
    const [a, b] = [i * BLOCKS, j * BLOCKS];
    for (let k = 0; k < BLOCKS; k++) {
      sum += Math.abs(this.#blocks[a + k]! - this.#blocks[b + k]!);
      if (sum > MEAN_DIFFERENCE + 1e-3) return false;
    }
    return true;
  }
}

/** The features of the largest variance. */
function widest(features: Float32Array, n: number): number[] {
  const spread = Array.from({ length: BLOCKS }, (_, k) => {
    let mean = 0;
    let square = 0;
    for (let i = 0; i < n; i++) {
      const value = features[i * BLOCKS + k]!;
      mean += value / n;
      square += (value * value) / n;
    }
    return square - mean * mean;
  });
  return [...spread.keys()].sort((a, b) => spread[b]! - spread[a]!).slice(0, AXES);
}
