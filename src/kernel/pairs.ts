import { invariant } from "../core/index.ts";
import type { Locate } from "./place.ts";
import type { Raw } from "./raw.ts";

/** Points as integers, for distances without rounding. */
export interface CodedPoints {
  /** [groups, ⌈columns / 2⌉, points of a group, 2]: 4 queries or 8 points a group, two columns beside each other. */
  readonly codes: Int16Array;
  /** [points]: Σ of the squared codes; for queries, whose codes are −2 times the point's, of the point's. */
  readonly squares: Int32Array;
  /** [points]: the squared distance up to which another point is close; −1 for none. */
  readonly limits: Int32Array;
}

/** Categories of points: each one that differs adds `penalty` to the squared distance. */
export interface Marks {
  /** [points, categories] */
  readonly codes: Int32Array;
  readonly penalty: number;
}

/** Points and the k nearest found so far of each, nearest first; equals by row number. */
export interface NearestLists {
  /** [points, columns] */
  readonly x: Float32Array;
  /** [points]: their row numbers. */
  readonly rows: Int32Array;
  readonly marks?: Marks;
  readonly k: number;
  /** [points, k]: squared distances in double precision, infinite where nothing was found yet, −1 in a list that takes nothing. */
  readonly distance: Float64Array;
  /** [points, k]: row numbers. */
  readonly row: Int32Array;
  /** [points]: how far apart codes may lie, squared, for points to be as near as the last of a list. */
  readonly limits: Int32Array;
  /** What 1 of a code is in the columns' units. */
  readonly unit: number;
}

export interface PairKernels {
  /**
   * Writes query·2¹⁶ + point for the pairs of `queries` (in fours) and `points` (in eights) whose squared distance is within the
   * limit of either, and returns how many. Exact while squared distances stay below 2³¹; `out` has room for all pairs.
   */
  readonly closePairs: (queries: CodedPoints, points: CodedPoints, out: Int32Array) => number;
  /**
   * Measures the first `count` pairs that `closePairs` wrote, query i standing at `places[i]` and point j at first + j, and puts the second
   * into the first's list, when `mutual` also the first into the second's. Left out are pairs of a point with itself, places
   * behind the last, and when `mutual` those whose second comes first. Returns how many puts; their lists' limits become
   * ⌊(1 + 1e-9)·(√worst / unit + √columns)² + 1⌋, at most 2³¹ − 1.
   */
  readonly meetPairs: (
    count: number,
    pairs: Int32Array,
    at: { readonly places: Int32Array; readonly first: number; readonly mutual: boolean },
    lists: NearestLists,
  ) => number;
}

const QUERIES = 4;
const POINTS = 8;

/** Called often and on little: messages are made only where one is needed. */
function checkPairs(queries: CodedPoints, points: CodedPoints, out: Int32Array): void {
  const q = queries.squares.length;
  const p = points.squares.length;
  if (q % QUERIES !== 0 || p % POINTS !== 0 || q > 2 ** 15 || p > 2 ** 16)
    invariant(false, `closePairs of ${q} and ${p}`);
  invariant(queries.codes.length * p === points.codes.length * q, "closePairs of one number of columns");
  invariant(queries.limits.length === q && points.limits.length === p, "closePairs needs a limit for each point");
  if (out.length < q * p) invariant(false, `closePairs into ${out.length}`);
}

function checkLists({ x, rows, marks, k, distance, row, limits }: NearestLists): void {
  const points = rows.length;
  const isWhole = x.length % points === 0 && (marks?.codes.length ?? 0) % points === 0;
  invariant(points > 0 && isWhole && limits.length >= points, "meetPairs of one number of points");
  if (k < 1 || distance.length !== points * k || row.length !== points * k)
    invariant(false, `meetPairs into lists of ${k}`);
}

export function pairKernels<P>(raw: Raw<P>, at: Locate<P>): PairKernels {
  return {
    closePairs: (queries, points, out) => {
      checkPairs(queries, points, out);
      const groups = queries.squares.length / QUERIES;
      const blocks = points.squares.length / POINTS;
      if (groups === 0 || blocks === 0) return 0;
      return raw.closePairs(
        groups,
        points.codes.length / (2 * points.squares.length),
        at(queries.codes),
        at(queries.squares),
        at(queries.limits),
        blocks,
        at(points.codes),
        at(points.squares),
        at(points.limits),
        at(out),
      );
    },
    meetPairs: (count, pairs, { places, first, mutual }, lists) => {
      checkLists(lists);
      const points = lists.rows.length;
      const width = lists.x.length / points;
      const marked = lists.marks?.codes;
      return raw.meetPairs(
        count,
        at(pairs),
        at(places),
        first,
        points,
        mutual ? 1 : 0,
        width,
        at(lists.x),
        at(lists.rows),
        marked === undefined ? 0 : marked.length / points,
        at(marked ?? lists.rows),
        lists.marks?.penalty ?? 0,
        lists.k,
        at(lists.distance),
        at(lists.row),
        at(lists.limits),
        lists.unit,
        Math.sqrt(width),
      );
    },
  };
}
