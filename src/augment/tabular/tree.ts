import type { Rows } from "./batch.ts";

/** Points per leaf: below it, looking at the points costs less than looking at boxes. */
export const LEAF = 48;

/** A balanced k-d tree whose nodes know the tight box of their points. Memory: about four copies of the points. */
export interface Tree {
  readonly width: number;
  /** The columns by falling spread: differences show early. */
  readonly columns: Int32Array;
  /** [rows + 3, width] in the order of the leaves, columns by spread; zeros behind the last, so that four can be read. */
  readonly points: Float64Array;
  /** The row of each point in leaf order. */
  readonly order: Int32Array;
  /** Node n holds the points start[n] … end[n] − 1; its children are left[n] and left[n] + 1, none where left[n] is 0. Unused nodes end at 0. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly left: Int32Array;
  /** [nodes, width] */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

function columnsBySpread({ x, rows, width }: Rows): Int32Array {
  const spread = Float64Array.from({ length: width }, (_, c) => {
    let mean = 0;
    let squares = 0;
    for (let r = 0; r < rows; r++) {
      const delta = x[r * width + c]! - mean;
      mean += delta / (r + 1);
      squares += delta * (x[r * width + c]! - mean);
    }
    return squares;
  });
  return Int32Array.from(spread.keys()).sort((a, b) => spread[b]! - spread[a]! || a - b);
}

/** Moves the `middle` smallest values of order[from … to) in one column to the front (Hoare's quickselect). */
function select(order: Int32Array, values: Float32Array, middle: number, from: number, to: number): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = values[order[(low + high) >> 1]!]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[order[i]!]! < pivot) i++;
      while (values[order[j]!]! > pivot) j--;
      if (i > j) break;
      const swap = order[i]!;
      order[i++] = order[j]!;
      order[j--] = swap;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

/** Columns as arrays of their own: building reads one column at a time. */
const columnOf = ({ x, rows, width }: Rows, column: number): Float32Array =>
  Float32Array.from({ length: rows }, (_, row) => x[row * width + column]!);

function fitBox(tree: Tree, columns: readonly Float32Array[], node: number): number {
  let widest = 0;
  let range = -1;
  for (const [c, values] of columns.entries()) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = tree.start[node]!; i < tree.end[node]!; i++) {
      const value = values[tree.order[i]!]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    tree.low[node * tree.width + c] = low;
    tree.high[node * tree.width + c] = high;
    if (high - low > range) [range, widest] = [high - low, c];
  }
  return widest;
}

/** Builds the tree by halving the widest side of each box at its median: O(rows · width · log rows). Finite values only. */
export function buildTree(rows: Rows): Tree {
  const { width } = rows;
  const columns = columnsBySpread(rows);
  const byColumn = Array.from(columns, (c) => columnOf(rows, c));
  const most = 4 * Math.ceil(rows.rows / LEAF) + 1;
  const tree: Tree = {
    width,
    columns,
    points: new Float64Array(rows.x.length + 3 * width),
    order: Int32Array.from({ length: rows.rows }, (_, i) => i),
    start: new Int32Array(most),
    end: new Int32Array(most),
    left: new Int32Array(most),
    low: new Float32Array(most * width),
    high: new Float32Array(most * width),
  };
  tree.end[0] = rows.rows;
  for (let node = 0, nodes = 1; node < nodes; node++) {
    const [from, to] = [tree.start[node]!, tree.end[node]!];
    const side = fitBox(tree, byColumn, node);
    if (to - from <= LEAF) continue;
    const middle = (from + to) >> 1;
    select(tree.order, byColumn[side]!, middle, from, to);
    tree.left[node] = nodes;
    [tree.start[nodes], tree.end[nodes], tree.start[nodes + 1], tree.end[nodes + 1]] = [from, middle, middle, to];
    nodes += 2;
  }
  for (let i = 0; i < rows.rows; i++)
    for (let c = 0; c < width; c++) tree.points[i * width + c] = byColumn[c]![tree.order[i]!]!;
  return tree;
}
