import type { Rows } from "./batch.ts";
import { buildTree, LEAF, type Tree } from "./tree.ts";

/** Categories beside the numbers: each one that differs adds `penalty` to the squared distance. */
export interface Categories {
  /** [rows, width] */
  readonly codes: Int32Array;
  readonly width: number;
  readonly penalty: number;
}

/** Squared distance from a point to a node's box, summed in the same order as distances between points: never above them. */
function boxDistance({ width, low, high }: Tree, from: number, node: number, points: Float64Array): number {
  let sum = 0;
  for (let c = 0, i = node * width; c < width; c++, i++) {
    const q = points[from + c]!;
    const below = low[i]! - q;
    const above = q - high[i]!;
    const gap = below > 0 ? below : above > 0 ? above : 0;
    sum += gap * gap;
  }
  return sum;
}

/** Squared distance between the boxes of two nodes. */
function boxesApart({ width, low, high }: Tree, a: number, b: number): number {
  let sum = 0;
  for (let c = 0, i = a * width, j = b * width; c < width; c++, i++, j++) {
    const below = low[j]! - high[i]!;
    const above = low[i]! - high[j]!;
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

/** All queries of one leaf go through the tree together: a leaf of points stays in the cache for all of them. */
class Search {
  readonly #tree: Tree;
  readonly #k: number;
  readonly #categories: Categories | undefined;
  /** Places of the queries in leaf order, of the current leaf. */
  #queries: readonly number[] = [];
  #leaf = 0;
  /** [queries, k], nearest first; among equals the row with the lower number. */
  readonly #distance: Float64Array;
  readonly #row: Int32Array;

  constructor(tree: Tree, k: number, categories: Categories | undefined) {
    this.#tree = tree;
    this.#k = k;
    this.#categories = categories;
    this.#distance = new Float64Array(LEAF * k);
    this.#row = new Int32Array(LEAF * k);
  }

  /** [queries, k] for the points of a leaf at these places; overwritten by the next call. */
  of(leaf: number, queries: readonly number[]): Int32Array {
    this.#leaf = leaf;
    this.#queries = queries;
    this.#distance.fill(Number.POSITIVE_INFINITY);
    this.#row.fill(-1);
    this.#visit(0);
    return this.#row;
  }

  /** The largest distance that would still change a query's list. */
  #farthest(): number {
    let most = 0;
    for (let q = 1; q <= this.#queries.length; q++) most = Math.max(most, this.#distance[q * this.#k - 1]!);
    return most;
  }

  #visit(node: number): void {
    const tree = this.#tree;
    const left = tree.left[node]!;
    if (left === 0) {
      for (const [q, place] of this.#queries.entries())
        if (boxDistance(tree, place * tree.width, node, tree.points) <= this.#distance[(q + 1) * this.#k - 1]!)
          this.#scan(q, place, node);
      return;
    }
    const a = boxesApart(tree, this.#leaf, left);
    const b = boxesApart(tree, this.#leaf, left + 1);
    const nearer = a <= b ? left : left + 1;
    if (Math.min(a, b) <= this.#farthest()) this.#visit(nearer);
    if (Math.max(a, b) <= this.#farthest()) this.#visit(left + left + 1 - nearer);
  }

  /** Four points at a time: their sums do not wait for each other. */
  #scan(q: number, place: number, node: number): void {
    const { points, width, start, end } = this.#tree;
    const to = end[node]!;
    const last = (q + 1) * this.#k - 1;
    const from = place * width;
    for (let p = start[node]!; p < to; p += 4) {
      const worst = this.#distance[last]!;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let i = p * width;
      for (let column = 0; column < width; ) {
        for (const stop = column + 4 < width ? column + 4 : width; column < stop; column++, i++) {
          const x = points[from + column]!;
          const da = x - points[i]!;
          const db = x - points[i + width]!;
          const dc = x - points[i + 2 * width]!;
          const dd = x - points[i + 3 * width]!;
          a += da * da;
          b += db * db;
          c += dc * dc;
          d += dd * dd;
        }
        if (a > worst && b > worst && c > worst && d > worst) break;
      }
      if (a <= worst) this.#offer(q, a, p);
      if (b <= worst && p + 1 < to) this.#offer(q, b, p + 1);
      if (c <= worst && p + 2 < to) this.#offer(q, c, p + 2);
      if (d <= worst && p + 3 < to) this.#offer(q, d, p + 3);
    }
  }

  #offer(q: number, numeric: number, place: number): void {
    const self = this.#queries[q]!;
    if (place === self) return;
    const { order } = this.#tree;
    const row = order[place]!;
    const categories = this.#categories;
    const sum =
      categories === undefined ? numeric : numeric + categories.penalty * differing(categories, row, order[self]!);
    if (sum <= this.#distance[(q + 1) * this.#k - 1]!) this.#insert(q, sum, row);
  }

  #insert(q: number, d: number, r: number): void {
    const [distance, row] = [this.#distance, this.#row];
    const first = q * this.#k;
    let at = first + this.#k - 1;
    if (d === distance[at]! && r > row[at]!) return;
    while (at > first && (distance[at - 1]! > d || (distance[at - 1]! === d && row[at - 1]! > r))) {
      distance[at] = distance[at - 1]!;
      row[at] = row[at - 1]!;
      at--;
    }
    distance[at] = d;
    row[at] = r;
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
  for (let leaf = 0; leaf < tree.left.length; leaf++) {
    if (tree.left[leaf] !== 0 || tree.end[leaf] === 0) continue;
    const asked: number[] = [];
    for (let place = tree.start[leaf]!; place < tree.end[leaf]!; place++)
      if (slots[tree.order[place]!]! >= 0) asked.push(place);
    if (asked.length === 0) continue;
    const nearest = search.of(leaf, asked);
    for (const [q, place] of asked.entries())
      found.set(nearest.subarray(q * k, (q + 1) * k), slots[tree.order[place]!]! * k);
  }
  return found;
}
