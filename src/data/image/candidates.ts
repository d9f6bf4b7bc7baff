import { MEAN_DIFFERENCE } from "./thumbnail.ts";

/** Blocks per side, and in all. */
const SIDE = 4;
const BLOCKS = SIDE * SIDE;
/** Axes of the grid. */
const AXES = 4;
/** Cells per axis: features lie in [−255, 255]. */
const CELLS = 2 * Math.ceil(256 / MEAN_DIFFERENCE) + 3;
/** From a cell to half of its neighbours: to each pair of them once. */
const STEPS: readonly number[] = neighbourSteps(AXES).filter((step) => step > 0);
/** Comparisons per image before giving up. */
const BUDGET = 5_000;

/** Offsets of a cell's key to those of its 3^axes neighbours, itself included. */
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

type Range = readonly [from: number, to: number];

/**
 * Proposes pairs of thumbnails whose mean absolute difference may be at most d = `MEAN_DIFFERENCE`. A sum of ± pixels over
 * their number differs at most as much as they do on average: images within d lie in neighbouring cells of a grid with cells of d.
 * Its axes are the four Walsh–Hadamard features of 4 × 4 blocks that vary most.
 */
export class CandidateGrid {
  readonly #n: number;
  /** [n, 16], in the order of the cells. */
  readonly #blocks: Float32Array;
  /** [n]: images in the order of their cells. */
  readonly #order: Int32Array;
  /** Where the images of a cell begin in that order, and end. */
  readonly #cells = new Map<number, Range>();

  constructor(greys: Uint8Array, n: number, plane: readonly [height: number, width: number]) {
    this.#n = n;
    const size = plane[0] * plane[1];
    const blocks = new Float32Array(n * BLOCKS);
    for (let i = 0; i < n; i++) blockSums(greys.subarray(i * size, (i + 1) * size), plane, blocks, i * BLOCKS);
    const keys = cellKeys(blocks, n);
    this.#order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
    this.#blocks = sortedBlocks(blocks, this.#order);
    for (let from = 0, to = 0; from < n; from = to) {
      const key = keys[this.#order[from]!]!;
      while (to < n && keys[this.#order[to]!] === key) to++;
      this.#cells.set(key, [from, to]);
    }
  }

  /** Calls `visit` with each pair once; does nothing and says false when there are far too many. */
  visitPairs(visit: (i: number, j: number) => void): boolean {
    const within = (from: number, to: number): number => ((to - from) * (to - from - 1)) / 2;
    let pairs = 0;
    for (const [[from, to], near] of this.#neighbours())
      pairs += within(from, to) + near.reduce((n, [start, end]) => n + (to - from) * (end - start), 0);
    if (pairs > BUDGET * this.#n) return false;
    for (const [[from, to], near] of this.#neighbours())
      for (let a = from; a < to; a++) {
        this.#compare(a, a + 1, to, visit);
        for (const [start, end] of near) this.#compare(a, start, end, visit);
      }
    return true;
  }

  /** Each cell with half of its neighbours that are not empty. */
  *#neighbours(): Generator<readonly [cell: Range, near: readonly Range[]]> {
    for (const [key, cell] of this.#cells) {
      const near = STEPS.map((step) => this.#cells.get(key + step));
      yield [cell, near.filter((range) => range !== undefined)];
    }
  }

  #compare(a: number, from: number, to: number, visit: (i: number, j: number) => void): void {
    const blocks = this.#blocks;
    for (let b = from; b < to; b++) {
      let sum = 0;
      for (let k = 0; k < BLOCKS && sum <= MEAN_DIFFERENCE + 1e-3; k++)
        sum += Math.abs(blocks[a * BLOCKS + k]! - blocks[b * BLOCKS + k]!);
      if (sum <= MEAN_DIFFERENCE + 1e-3) visit(this.#order[a]!, this.#order[b]!);
    }
  }
}

/** [n]: the cell of each image, as one number. */
function cellKeys(blocks: Float32Array, n: number): Float64Array {
  const features = Float32Array.from(blocks);
  for (let i = 0; i < n; i++) walsh(features.subarray(i * BLOCKS, (i + 1) * BLOCKS));
  const axes = widest(features, n).slice(0, AXES);
  const cellOf = (i: number, axis: number): number =>
    Math.floor((features[i * BLOCKS + axis]! + 256) / MEAN_DIFFERENCE) + 1;
  return Float64Array.from({ length: n }, (_, i) => axes.reduce((key, axis) => key * CELLS + cellOf(i, axis), 0));
}

/** The rows in an order, their blocks by how much they vary: most pairs are then told apart by the first few. */
function sortedBlocks(blocks: Float32Array, order: Int32Array): Float32Array {
  const by = widest(blocks, order.length);
  const out = new Float32Array(blocks.length);
  for (const [at, i] of order.entries())
    for (let k = 0; k < BLOCKS; k++) out[at * BLOCKS + k] = blocks[i * BLOCKS + by[k]!]!;
  return out;
}

/** Columns by their variance, the largest first. */
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
  return [...spread.keys()].sort((a, b) => spread[b]! - spread[a]!);
}
