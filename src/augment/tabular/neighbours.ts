import type { Rows } from "./batch.ts";
import { buildTree, type Tree } from "./tree.ts";

/** Categories beside the numbers: each one that differs adds `penalty` to the squared distance. */
export interface Categories {
  /** [rows, width] */
  readonly codes: Int32Array;
  readonly width: number;
  readonly penalty: number;
}

/** The k nearest so far, nearest first; among equals the row with the lower number. */
interface Nearest {
  readonly distance: Float64Array;
  readonly row: Int32Array;
}

function insert({ distance, row }: Nearest, d: number, r: number): void {
  let at = distance.length - 1;
  if (d === distance[at]! && r > row[at]!) return;
  while (at > 0 && (distance[at - 1]! > d || (distance[at - 1]! === d && row[at - 1]! > r))) {
    distance[at] = distance[at - 1]!;
    row[at] = row[at - 1]!;
    at--;
  }
  distance[at] = d;
  row[at] = r;
}

/** Squared distance from a point to a node's box, summed in the same order as distances between points: never above them. */
function boxDistance({ width, low, high }: Tree, query: Float64Array, node: number): number {
  let sum = 0;
  for (let c = 0, i = node * width; c < width; c++, i++) {
    const q = query[c]!;
    const below = low[i]! - q;
    const above = q - high[i]!;
    const gap = below > 0 ? below : above > 0 ? above : 0;
    sum += gap * gap;
  }
  return sum;
}

function differing({ codes, width }: Categories, a: number, b: number): number {
  let count = 0;
  for (let c = 0; c < width; c++) if (codes[a * width + c] !== codes[b * width + c]) count++;
  return count;
}

/** One query after the other on one tree; nothing is allocated per query. */
class Search {
  readonly #tree: Tree;
  readonly #categories: Categories | undefined;
  readonly #nearest: Nearest;
  readonly #query: Float64Array;
  #self = -1;

  constructor(tree: Tree, k: number, categories: Categories | undefined) {
    this.#tree = tree;
    this.#categories = categories;
    this.#nearest = { distance: new Float64Array(k), row: new Int32Array(k) };
    this.#query = new Float64Array(tree.width);
  }

  /** Nearest rows to the point at `place` in leaf order, without itself. */
  at(place: number): Int32Array {
    const { points, width, order } = this.#tree;
    for (let c = 0; c < width; c++) this.#query[c] = points[place * width + c]!;
    this.#self = order[place]!;
    this.#nearest.distance.fill(Number.POSITIVE_INFINITY);
    this.#nearest.row.fill(-1);
    this.#visit(0);
    return this.#nearest.row;
  }

  #worst(): number {
    return this.#nearest.distance[this.#nearest.distance.length - 1]!;
  }

  #visit(node: number): void {
    const left = this.#tree.left[node]!;
    if (left === 0) {
      this.#scan(this.#tree.start[node]!, this.#tree.end[node]!);
      return;
    }
    const a = boxDistance(this.#tree, this.#query, left);
    const b = boxDistance(this.#tree, this.#query, left + 1);
    const nearer = a <= b ? left : left + 1;
    if (Math.min(a, b) <= this.#worst()) this.#visit(nearer);
    if (Math.max(a, b) <= this.#worst()) this.#visit(left + left + 1 - nearer);
  }

  /** Four points at a time: their sums do not wait for each other. */
  #scan(from: number, to: number): void {
    const { points, width } = this.#tree;
    const query = this.#query;
    for (let p = from; p < to; p += 4) {
      const worst = this.#worst();
      let [a, b, c, d] = [0, 0, 0, 0];
      let i = p * width;
      for (let column = 0; column < width; ) {
        for (const end = column + 4 < width ? column + 4 : width; column < end; column++, i++) {
          const q = query[column]!;
          const da = q - points[i]!;
          const db = q - points[i + width]!;
          const dc = q - points[i + 2 * width]!;
          const dd = q - points[i + 3 * width]!;
          a += da * da;
          b += db * db;
          c += dc * dc;
          d += dd * dd;
        }
        if (a > worst && b > worst && c > worst && d > worst) break;
      }
      if (a <= worst) this.#offer(a, p);
      if (b <= worst && p + 1 < to) this.#offer(b, p + 1);
      if (c <= worst && p + 2 < to) this.#offer(c, p + 2);
      if (d <= worst && p + 3 < to) this.#offer(d, p + 3);
    }
  }

  #offer(numeric: number, place: number): void {
    const row = this.#tree.order[place]!;
    if (row === this.#self) return;
    const categories = this.#categories;
    const sum =
      categories === undefined ? numeric : numeric + categories.penalty * differing(categories, row, this.#self);
    if (sum <= this.#worst()) insert(this.#nearest, sum, row);
  }
}

/**
 * The k nearest other rows of each of `queries` (row numbers; all rows when left out) by Euclidean distance, nearest first,
 * [queries, k]; exact, equals by row number. Needs k < rows and finite values. Memory: O(rows · (width + k)).
 */
export function nearestRows(rows: Rows, k: number, queries?: Int32Array, categories?: Categories): Int32Array {
  const tree = buildTree(rows);
  const search = new Search(tree, k, categories);
  const slots = new Int32Array(rows.rows).fill(-1);
  if (queries === undefined) for (let row = 0; row < rows.rows; row++) slots[row] = row;
  else for (const [slot, row] of queries.entries()) slots[row] = slot;
  const found = new Int32Array((queries?.length ?? rows.rows) * k);
  for (const [place, row] of tree.order.entries()) if (slots[row]! >= 0) found.set(search.at(place), slots[row]! * k);
  return found;
}
