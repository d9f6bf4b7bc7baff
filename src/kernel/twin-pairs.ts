import type { Raw } from "./raw.ts";

type Codes = Int16Array | Int32Array;

/** Σ of the products of a query's and a point's codes, in wrapping 32-bit integers. */
function product(pairs: number, queries: Codes, query: number, points: Codes, point: number): number {
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++)
    for (let half = 0; half < 2; half++) {
      const q = (((query >> 2) * pairs + pair) * 4 + (query & 3)) * 2 + half;
      const p = (((point >> 3) * pairs + pair) * 8 + (point & 7)) * 2 + half;
      sum = (sum + Math.imul(queries[q]!, points[p]!)) | 0;
    }
  return sum;
}

export const twinPairs: Pick<Raw<Codes>, "closePairs"> = {
  closePairs(groups, pairs, queries, squares, limits, blocks, points, pointSquares, pointLimits, out) {
    let found = 0;
    for (let block = 0; block < blocks; block++)
      for (let query = 0; query < groups * 4; query++)
        for (let point = block * 8; point < block * 8 + 8; point++) {
          const sum = product(pairs, queries, query, points, point);
          const distance = (sum + squares[query]! + pointSquares[point]!) | 0;
          if (distance <= Math.max(limits[query]!, pointLimits[point]!)) out[found++] = query * 65536 + point;
        }
    return found;
  },
};
