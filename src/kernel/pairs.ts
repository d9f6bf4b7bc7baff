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

export interface PairKernels {
  /**
   * Writes query·2¹⁶ + point for the pairs of `queries` (in fours) and `points` (in eights) whose squared distance is within the
   * limit of either, and returns how many. Exact while squared distances stay below 2³¹; `out` has room for all pairs.
   */
  readonly closePairs: (queries: CodedPoints, points: CodedPoints, out: Int32Array) => number;
}

const QUERIES = 4;
const POINTS = 8;

function checkPairs(queries: CodedPoints, points: CodedPoints, out: Int32Array): void {
  const [q, p] = [queries.squares.length, points.squares.length];
  invariant(q % QUERIES === 0 && p % POINTS === 0 && q <= 2 ** 15 && p <= 2 ** 16, `closePairs of ${q} and ${p}`);
  invariant(queries.codes.length * p === points.codes.length * q, "closePairs of one number of columns");
  invariant(queries.limits.length === q && points.limits.length === p, "closePairs needs a limit for each point");
  invariant(out.length >= q * p, `closePairs into ${out.length}`);
}

export function pairKernels<P>(raw: Raw<P>, at: Locate<P>): PairKernels {
  return {
    closePairs: (queries, points, out) => {
      checkPairs(queries, points, out);
      const groups = queries.squares.length / QUERIES;
      const blocks = points.squares.length / POINTS;
      if (groups === 0 || blocks === 0) return 0;
      const pairs = points.codes.length / (2 * points.squares.length);
      return raw.closePairs(
        groups,
        pairs,
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
  };
}
