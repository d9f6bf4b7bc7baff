import { gatherRows } from "../../kernel/index.ts";
import type { Rows } from "./batch.ts";

/** Most points of a leaf. */
export const LEAF = 128;
/** Few columns leave out most leaves: smaller ones leave out more. Measured: half as many points are best up to four columns. */
const leafSize = (width: number): number => (width < 5 ? LEAF / 2 : LEAF);
/** Leaves begin at multiples of it: the kernel reads points in eights. */
export const BLOCK = 8;
/** Points that are looked at to choose where to halve a node. */
const SAMPLE = 64;

/** A balanced k-d tree whose nodes know the tight box of their points. Memory: boxes and keys, together less than the points. */
export interface Tree {
  readonly width: number;
  /** [rows, width] in the order of the leaves. */
  readonly points: Float32Array;
  /** The row of each point in leaf order. */
  readonly order: Int32Array;
  /** Node n holds the points start[n] … end[n] − 1; its children are left[n] and left[n] + 1, none where left[n] is 0. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly left: Int32Array;
  readonly nodes: number;
  /** [nodes, width] */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Moves the `middle` smallest of keys[from … to) to the front, and the rows along with them (Hoare's quickselect). */
function select(keys: Float32Array, order: Int32Array, middle: number, from: number, to: number): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = keys[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (keys[i]! < pivot) i++;
      while (keys[j]! > pivot) j--;
      if (i > j) break;
      const [key, row] = [keys[i]!, order[i]!];
      keys[i] = keys[j]!;
      order[i++] = order[j]!;
      keys[j] = key;
      order[j--] = row;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

/** The column with the widest range among a sample of the rows order[from … to). */
function widestColumn({ x, width }: Rows, order: Int32Array, from: number, to: number): number {
  const step = Math.ceil((to - from) / SAMPLE);
  let widest = 0;
  let most = -1;
  for (let c = 0; c < width; c++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i += step) {
      const value = x[order[i]! * width + c]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > most) {
      most = high - low;
      widest = c;
    }
  }
  return widest;
}

/** Tight boxes: of leaves by their points, of the others by their children, which come behind them. */
function fitBoxes({ width, points, start, end, left, nodes, low, high }: Tree): void {
  low.fill(Number.POSITIVE_INFINITY);
  high.fill(Number.NEGATIVE_INFINITY);
  for (let node = nodes - 1; node >= 0; node--) {
    const at = node * width;
    const child = left[node]! * width;
    const isLeaf = child === 0;
    const [lows, highs] = isLeaf ? [points, points] : [low, high];
    const first = isLeaf ? start[node]! * width : child;
    const last = isLeaf ? end[node]! * width : child + 2 * width;
    for (let i = first; i < last; i += width)
      for (let c = 0; c < width; c++) {
        if (lows[i + c]! < low[at + c]!) low[at + c] = lows[i + c]!;
        if (highs[i + c]! > high[at + c]!) high[at + c] = highs[i + c]!;
      }
  }
}

/** The nodes, and the rows in the order of the leaves. */
function halve(rows: Rows): Pick<Tree, "order" | "start" | "end" | "left" | "nodes"> {
  const size = leafSize(rows.width);
  const most = 2 * Math.ceil(rows.rows / (size / 2 - BLOCK)) + 1;
  const order = Int32Array.from({ length: rows.rows }, (_, i) => i);
  const keys = new Float32Array(rows.rows);
  const [start, end, left] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  end[0] = rows.rows;
  let nodes = 1;
  for (let node = 0; node < nodes; node++) {
    const [from, to] = [start[node]!, end[node]!];
    if (to - from <= size) continue;
    const side = widestColumn(rows, order, from, to);
    for (let i = from; i < to; i++) keys[i] = rows.x[order[i]! * rows.width + side]!;
    const middle = from + Math.round((to - from) / 2 / BLOCK) * BLOCK;
    select(keys, order, middle, from, to);
    left[node] = nodes;
    [start[nodes], end[nodes], start[nodes + 1], end[nodes + 1]] = [from, middle, middle, to];
    nodes += 2;
  }
  return { order, start, end, left, nodes };
}

/** Halves the widest side of each node at its median and fills `points`, O(rows · (width + log rows)). Finite values only. */
export function buildTree(rows: Rows, points: Float32Array): Tree {
  const { x, width } = rows;
  const halves = halve(rows);
  gatherRows(points, x, halves.order, width);
  const boxes = halves.nodes * width;
  const tree = { ...halves, width, points, low: new Float32Array(boxes), high: new Float32Array(boxes) };
  fitBoxes(tree);
  return tree;
}

/** Squared distance between the boxes of two nodes, of one tree or of two. */
export function boxesApart(one: Tree, a: number, other: Tree, b: number): number {
  const { width, low, high } = one;
  let sum = 0;
  for (let c = 0, i = a * width, j = b * width; c < width; c++, i++, j++) {
    const below = other.low[j]! - high[i]!;
    const above = low[i]! - other.high[j]!;
    const gap = below > 0 ? below : above > 0 ? above : 0;
    sum += gap * gap;
  }
  return sum;
}
