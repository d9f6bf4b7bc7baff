import { type CodedPoints, createMemory, type KernelMemory, type NearestLists, roomFor } from "../../kernel/index.ts";
import type { Rows } from "./batch.ts";
import { codesPer, encodePoints } from "./codes.ts";
import { BLOCK, buildTree, LEAF, type Tree } from "./tree.ts";

/** Categories beside the numbers: each one that differs adds `penalty` to the squared distance. */
export interface Categories {
  /** [rows, width] */
  readonly codes: Int32Array;
  readonly width: number;
  readonly penalty: number;
}

/** Larger than any squared distance of codes, and than any place. */
export const UNLIMITED = 2 ** 31 - 1;

/** The points in a tree, as the kernels read them, and the k nearest found so far of each. */
export interface SearchRoom {
  readonly kernels: KernelMemory["kernels"];
  readonly tree: Tree;
  /** In leaf order, padded to eights. Their limits are those of the lists where a pair serves both of its points, else −1. */
  readonly points: CodedPoints;
  readonly lists: NearestLists;
  /** Room for the queries of a leaf, and their places among the points. */
  readonly queries: CodedPoints;
  readonly places: Int32Array;
  /** Room for the pairs of two leaves. */
  readonly pairs: Int32Array;
}

function memoryFor({ rows, width }: Rows, k: number, marks: number): KernelMemory {
  const coded = (points: number): number[] => [(points * codesPer(width)) / 2, points, points];
  const lists = [rows * width, rows, rows * marks, 2 * rows * k, rows * k, rows];
  const all = [...coded(Math.ceil(rows / BLOCK) * BLOCK), ...coded(LEAF), LEAF, LEAF * LEAF, ...lists];
  return createMemory({ floats: roomFor(...all) });
}

function marksOf(
  { ints }: KernelMemory,
  { order }: Tree,
  { codes, width, penalty }: Categories,
): NearestLists["marks"] {
  const marks = ints(order.length * width);
  for (const [place, row] of order.entries()) marks.set(codes.subarray(row * width, (row + 1) * width), place * width);
  return { codes: marks, penalty };
}

/** Builds the tree and its codes, with empty lists. `isMutual`: pairs serve both of their points. */
export function makeRoom(rows: Rows, k: number, isMutual: boolean, categories?: Categories): SearchRoom {
  const memory = memoryFor(rows, k, categories?.width ?? 0);
  const { kernels, floats, ints, doubles, shorts } = memory;
  const coded = (points: number): CodedPoints => ({
    codes: shorts(points * codesPer(rows.width)),
    squares: ints(points),
    limits: ints(points).fill(-1),
  });
  const tree = buildTree(rows, floats(rows.rows * rows.width));
  const points = coded(Math.ceil(rows.rows / BLOCK) * BLOCK);
  const own = ints(rows.rows);
  own.set(tree.order);
  const marks = categories === undefined ? undefined : marksOf(memory, tree, categories);
  const lists: NearestLists = {
    ...{ x: tree.points, rows: own, k, unit: encodePoints(tree, points) },
    ...(marks === undefined ? {} : { marks }),
    distance: doubles(rows.rows * k).fill(Number.POSITIVE_INFINITY),
    row: ints(rows.rows * k),
    limits: (isMutual ? points.limits : ints(rows.rows)).fill(UNLIMITED, 0, rows.rows),
  };
  return { kernels, tree, points, lists, queries: coded(LEAF), places: ints(LEAF), pairs: ints(LEAF * LEAF) };
}
