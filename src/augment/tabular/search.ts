import { type CodedPoints, createMemory, type KernelMemory, type NearestLists, roomFor } from "../../kernel/index.ts";
import type { Rows } from "./batch.ts";
import { codesPer, encodePoints, loadQueries, pointsFrom } from "./codes.ts";
import { BLOCK, boxesApart, buildTree, LEAF, type Tree } from "./tree.ts";

/** Categories beside the numbers: each one that differs adds `penalty` to the squared distance. */
export interface Categories {
  /** [rows, width] */
  readonly codes: Int32Array;
  readonly width: number;
  readonly penalty: number;
}

/** Distances to boxes are summed in another order than those between points. */
const ROUNDING = 1 + 1e-12;
const UNLIMITED = 2 ** 31 - 1;

interface Room {
  readonly memory: KernelMemory;
  readonly points: CodedPoints;
  readonly queries: CodedPoints;
  /** Pairs of two leaves that the kernel finds close. */
  readonly pairs: Int32Array;
  /** Where the queries stand; those behind the last stand behind every point. */
  readonly places: Int32Array;
}

function makeRoom({ rows, width }: Rows, k: number, marks: number): Room {
  const per = codesPer(width);
  const all = Math.ceil(rows / BLOCK) * BLOCK;
  const coded = (points: number): number[] => [(points * per) / 2, points, points];
  const lists = [rows * width, rows, rows * marks, 2 * rows * k, rows * k, rows];
  const memory = createMemory({ floats: roomFor(...coded(all), ...coded(LEAF), LEAF * LEAF, LEAF, ...lists) });
  const { shorts, ints } = memory;
  const make = (points: number): CodedPoints => ({
    codes: shorts(points * per),
    squares: ints(points),
    limits: ints(points).fill(-1),
  });
  return { memory, points: make(all), queries: make(LEAF), pairs: ints(LEAF * LEAF), places: ints(LEAF) };
}

/**
 * The kernel's integer distances of two leaves leave few pairs over, which are then measured in double precision. When every row
 * is asked for, a pair serves both of its points, and each two leaves meet once.
 */
export class Search {
  readonly #tree: Tree;
  readonly #room: Room;
  readonly #lists: NearestLists;
  readonly #isMutual: boolean;
  /** By node: its points as the kernel reads them. */
  readonly #blocks: readonly CodedPoints[];
  /** By node: the largest squared distance that still changes a list of its points; of others than leaves at least that. */
  readonly #farthest: Float64Array;
  #leaf = 0;
  #queries: CodedPoints;

  /** Lists for the rows where `asked` is 1, or for all. */
  constructor(rows: Rows, k: number, asked?: Uint8Array, categories?: Categories) {
    this.#isMutual = asked === undefined;
    this.#room = makeRoom(rows, k, categories?.width ?? 0);
    const { memory, points } = this.#room;
    this.#tree = buildTree(rows, memory.floats(rows.rows * rows.width));
    const unit = encodePoints(this.#tree, points);
    this.#lists = this.#empty(k, unit, asked, categories);
    const { nodes, start, end } = this.#tree;
    this.#blocks = Array.from({ length: nodes }, (_, node) => pointsFrom(points, start[node]!, end[node]!));
    this.#farthest = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
    this.#queries = this.#room.queries;
  }

  #empty(k: number, unit: number, asked: Uint8Array | undefined, categories: Categories | undefined): NearestLists {
    const { memory, points } = this.#room;
    const { order, points: x } = this.#tree;
    const rows = memory.ints(order.length);
    rows.set(order);
    const limits = asked === undefined ? points.limits : memory.ints(order.length);
    const distance = memory.doubles(order.length * k);
    for (const [place, row] of order.entries()) {
      const takes = asked === undefined || asked[row] === 1;
      limits[place] = takes ? UNLIMITED : -1;
      distance.fill(takes ? Number.POSITIVE_INFINITY : -1, place * k, place * k + k);
    }
    const lists = { x, rows, k, distance, row: memory.ints(order.length * k), limits, unit };
    if (categories === undefined) return lists;
    const { codes, width, penalty } = categories;
    const marks = memory.ints(order.length * width);
    for (const [place, row] of order.entries())
      marks.set(codes.subarray(row * width, row * width + width), place * width);
    return { ...lists, marks: { codes: marks, penalty } };
  }

  /** The k nearest rows of each row, [rows, k], where they were asked for; else −1. */
  run(): Int32Array {
    const { left, nodes, order } = this.#tree;
    const leaves = Array.from({ length: nodes }, (_, node) => node).filter((node) => left[node] === 0);
    for (const leaf of leaves) this.#within(leaf);
    for (const leaf of leaves) this.#beyond(leaf);
    const { k, row, limits } = this.#lists;
    const found = new Int32Array(order.length * k).fill(-1);
    for (const [place, own] of order.entries())
      if (limits[place]! >= 0) found.set(row.subarray(place * k, place * k + k), own * k);
    return found;
  }

  /** Makes a leaf's points that were asked for the queries; whether there are any. */
  #load(leaf: number): boolean {
    const { start, end } = this.#tree;
    const { limits } = this.#lists;
    const { queries, points, places } = this.#room;
    let count = 0;
    for (let place = start[leaf]!; place < end[leaf]!; place++) if (limits[place]! >= 0) places[count++] = place;
    if (count === 0) return false;
    this.#leaf = leaf;
    this.#queries = loadQueries(queries, points, places.subarray(0, count));
    places.fill(UNLIMITED, count);
    this.#refresh();
    return true;
  }

  #refresh(): void {
    const { places } = this.#room;
    const { limits } = this.#queries;
    for (let i = 0; i < limits.length; i++) limits[i] = this.#lists.limits[places[i]!] ?? -1;
  }

  /** A leaf's own points, eight after eight: what the first ones find keeps most of the others out. */
  #within(leaf: number): void {
    if (!this.#load(leaf)) return;
    const { start, end } = this.#tree;
    for (let from = start[leaf]!; from < end[leaf]!; from += BLOCK)
      this.#meet(from, pointsFrom(this.#room.points, from, Math.min(from + BLOCK, end[leaf]!)));
    this.#measure(leaf);
  }

  #beyond(leaf: number): void {
    if (this.#load(leaf)) this.#visit(0);
  }

  #measure(leaf: number): void {
    const { k, distance } = this.#lists;
    let most = -1;
    const to = this.#tree.end[leaf]! * k;
    for (let i = this.#tree.start[leaf]! * k + k - 1; i < to; i += k) if (distance[i]! > most) most = distance[i]!;
    this.#farthest[leaf] = most;
  }

  /** Whether a node may hold what changes a list: the leaf's, or its own. */
  #matters(node: number, apart: number): boolean {
    const own = this.#farthest[this.#leaf]!;
    const others = this.#isMutual ? this.#farthest[node]! : -1;
    return apart <= (own > others ? own : others) * ROUNDING;
  }

  #visit(node: number): void {
    const { left, end } = this.#tree;
    if (node === this.#leaf || (this.#isMutual && end[node]! < end[this.#leaf]!)) return;
    const child = left[node]!;
    if (child === 0) {
      this.#visitLeaf(node);
      return;
    }
    const a = boxesApart(this.#tree, this.#leaf, child);
    const b = boxesApart(this.#tree, this.#leaf, child + 1);
    const nearer = a <= b ? child : child + 1;
    const other = 2 * child + 1 - nearer;
    if (this.#matters(nearer, Math.min(a, b))) this.#visit(nearer);
    if (this.#matters(other, Math.max(a, b))) this.#visit(other);
    this.#farthest[node] = Math.max(this.#farthest[child]!, this.#farthest[child + 1]!);
  }

  #visitLeaf(leaf: number): void {
    if (!this.#meet(this.#tree.start[leaf]!, this.#blocks[leaf]!)) return;
    this.#measure(this.#leaf);
    if (this.#isMutual) this.#measure(leaf);
  }

  /** Puts points, the first of which stands at `first`, into the queries' lists, and the other way round. Whether a list changed. */
  #meet(first: number, points: CodedPoints): boolean {
    const { memory, pairs, places } = this.#room;
    const count = memory.kernels.closePairs(this.#queries, points, pairs);
    if (count === 0) return false;
    const at = { places, first, mutual: this.#isMutual };
    if (memory.kernels.meetPairs(count, pairs, at, this.#lists) === 0) return false;
    this.#refresh();
    return true;
  }
}
