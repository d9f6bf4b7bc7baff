import { type CodedPoints, gatherRows } from "../../kernel/index.ts";
import type { Rows } from "./batch.ts";
import { loadQueries, pointsFrom } from "./codes.ts";
import { type Categories, makeRoom, type SearchRoom, UNLIMITED } from "./searchRoom.ts";
import { BLOCK, boxesApart, buildTree, type Tree } from "./tree.ts";

/** Distances to boxes are summed in another order than those between points. */
const ROUNDING = 1 + 1e-12;

function treeOf({ x, width }: Rows, some: Int32Array): Tree {
  const part = new Float32Array(some.length * width);
  gatherRows(part, x, some, width);
  return buildTree({ x: part, rows: some.length, width }, new Float32Array(part.length));
}

/**
 * The kernel's integer distances between a leaf of queries and one of points leave few pairs over, which are then measured in
 * double precision. Where every row is asked for, a pair serves both of its points, and each two leaves meet once.
 */
export class Search {
  readonly #room: SearchRoom;
  readonly #isMutual: boolean;
  /** The tree of the queries, and where each of them stands among the points. */
  readonly #asking: Tree;
  readonly #standing: Int32Array;
  /** By node: its points as the kernel reads them. */
  readonly #blocks: readonly CodedPoints[];
  /** By node: the largest squared distance that still changes a list of its points, or more; −1 where those are not asked. */
  readonly #farthest: Float64Array;
  /** The leaf of queries that is looked after, and the largest squared distance that still changes a list of theirs. */
  #leaf = 0;
  #own = 0;
  #count = 0;
  #queries: CodedPoints;

  /** For the rows `asked`, all different, or for all. */
  constructor(rows: Rows, k: number, asked?: Int32Array, categories?: Categories) {
    this.#isMutual = asked === undefined;
    this.#room = makeRoom(rows, k, this.#isMutual, categories);
    const { tree, points, queries } = this.#room;
    this.#asking = asked === undefined ? tree : treeOf(rows, asked);
    const places = new Int32Array(rows.rows);
    for (const [place, row] of tree.order.entries()) places[row] = place;
    this.#standing = this.#asking.order.map((i) => places[asked === undefined ? i : asked[i]!]!);
    this.#blocks = Array.from({ length: tree.nodes }, (_, n) => pointsFrom(points, tree.start[n]!, tree.end[n]!));
    this.#farthest = new Float64Array(tree.nodes).fill(this.#isMutual ? Number.POSITIVE_INFINITY : -1);
    this.#queries = queries;
  }

  /** The k nearest rows of each row asked for, in that order. */
  run(): Int32Array {
    const { left, nodes, order } = this.#asking;
    const leaves = Array.from({ length: nodes }, (_, node) => node).filter((node) => left[node] === 0);
    if (this.#isMutual) for (const leaf of leaves) this.#within(leaf);
    for (const leaf of leaves) this.#everywhere(leaf);
    const { k, row } = this.#room.lists;
    const found = new Int32Array(order.length * k);
    for (const [i, own] of order.entries()) {
      const place = this.#standing[i]!;
      found.set(row.subarray(place * k, place * k + k), own * k);
    }
    return found;
  }

  #load(leaf: number): void {
    const { queries, points, places } = this.#room;
    const { start, end } = this.#asking;
    this.#leaf = leaf;
    this.#count = end[leaf]! - start[leaf]!;
    places.fill(UNLIMITED);
    places.set(this.#standing.subarray(start[leaf], end[leaf]));
    this.#queries = loadQueries(queries, points, places.subarray(0, this.#count));
    this.#refresh();
  }

  /** Takes over the queries' limits and their largest distance from the lists. */
  #refresh(): void {
    const { places, lists } = this.#room;
    const { limits } = this.#queries;
    let most = -1;
    for (let i = 0; i < this.#count; i++) {
      const place = places[i]!;
      limits[i] = lists.limits[place]!;
      most = Math.max(most, lists.distance[(place + 1) * lists.k - 1]!);
    }
    this.#own = most;
  }

  #within(leaf: number): void {
    this.#load(leaf);
    this.#meetSlowly(leaf);
    this.#farthest[leaf] = this.#own;
  }

  #everywhere(leaf: number): void {
    this.#load(leaf);
    this.#visit(0);
    if (this.#isMutual) this.#farthest[leaf] = this.#own;
  }

  /** Whether a node may hold what changes a list: one of the queries, or its own. */
  #matters(node: number, apart: number): boolean {
    const others = this.#farthest[node]!;
    return apart <= (this.#own > others ? this.#own : others) * ROUNDING;
  }

  #visit(node: number): void {
    const { tree } = this.#room;
    // Of two leaves the one that stands first has met the other.
    if (this.#isMutual && (node === this.#leaf || tree.end[node]! < tree.end[this.#leaf]!)) return;
    const child = tree.left[node]!;
    if (child === 0) {
      this.#visitLeaf(node);
      return;
    }
    const a = boxesApart(this.#asking, this.#leaf, tree, child);
    const b = boxesApart(this.#asking, this.#leaf, tree, child + 1);
    const nearer = a <= b ? child : child + 1;
    const other = 2 * child + 1 - nearer;
    if (this.#matters(nearer, Math.min(a, b))) this.#visit(nearer);
    if (this.#matters(other, Math.max(a, b))) this.#visit(other);
    this.#farthest[node] = Math.max(this.#farthest[child]!, this.#farthest[child + 1]!);
  }

  #visitLeaf(leaf: number): void {
    if (this.#own === Number.POSITIVE_INFINITY) this.#meetSlowly(leaf);
    else if (this.#meet(this.#room.tree.start[leaf]!, this.#blocks[leaf]!) && this.#isMutual) this.#measure(leaf);
  }

  #measure(leaf: number): void {
    const { tree, lists } = this.#room;
    const { k, distance } = lists;
    let most = -1;
    const to = tree.end[leaf]! * k;
    for (let i = tree.start[leaf]! * k + k - 1; i < to; i += k) if (distance[i]! > most) most = distance[i]!;
    this.#farthest[leaf] = most;
  }

  /** A leaf's points, eight after eight: what the first ones are near to keeps most of the others out. */
  #meetSlowly(leaf: number): void {
    const { tree, points } = this.#room;
    const to = tree.end[leaf]!;
    for (let from = tree.start[leaf]!; from < to; from += BLOCK)
      this.#meet(from, pointsFrom(points, from, Math.min(from + BLOCK, to)));
    if (this.#isMutual) this.#measure(leaf);
  }

  /** Puts points, the first of which stands at `first`, into the queries' lists, and the other way round. Whether a list changed. */
  #meet(first: number, points: CodedPoints): boolean {
    const { kernels, pairs, places, lists } = this.#room;
    const count = kernels.closePairs(this.#queries, points, pairs);
    if (count === 0) return false;
    if (kernels.meetPairs(count, pairs, { places, first, mutual: this.#isMutual }, lists) === 0) return false;
    this.#refresh();
    return true;
  }
}
