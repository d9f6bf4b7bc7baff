import type { Raw } from "./raw.ts";

type Numbers = Float32Array | Float64Array | Int16Array | Int32Array;

/** Σ of the products of a query's and a point's codes, in wrapping 32-bit integers. */
function product(pairs: number, queries: Numbers, query: number, points: Numbers, point: number): number {
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++)
    for (let half = 0; half < 2; half++) {
      const q = (((query >> 2) * pairs + pair) * 4 + (query & 3)) * 2 + half;
      const p = (((point >> 3) * pairs + pair) * 8 + (point & 7)) * 2 + half;
      sum = (sum + Math.imul(queries[q]!, points[p]!)) | 0;
    }
  return sum;
}

/** Σ (x − y)²: column c goes to accumulator c mod 4, and they are added as (0+2) + (1+3). */
function apart(width: number, x: Numbers, a: number, b: number): number {
  const sums = new Float64Array(4);
  for (let c = 0; c < width; c++) sums[c & 3] = sums[c & 3]! + (x[a * width + c]! - x[b * width + c]!) ** 2;
  return sums[0]! + sums[2]! + (sums[1]! + sums[3]!);
}

function differing(marks: number, marked: Numbers, a: number, b: number): number {
  let count = 0;
  for (let c = 0; c < marks; c++) if (marked[a * marks + c] !== marked[b * marks + c]) count++;
  return count;
}

/** Puts a row into a list of the k nearest if it belongs there: sorts it in and drops the last. */
function put(distance: Numbers, row: Numbers, k: number, d: number, r: number): boolean {
  const last = k - 1;
  if (d > distance[last]! || (d === distance[last]! && r > row[last]!)) return false;
  const entries = Array.from({ length: last }, (_, i) => ({ d: distance[i]!, r: row[i]! }));
  const sorted = [...entries, { d, r }].sort((a, b) => a.d - b.d || a.r - b.r);
  for (const [i, entry] of sorted.entries()) [distance[i], row[i]] = [entry.d, entry.r];
  return true;
}

export const twinPairs: Pick<Raw<Numbers>, "closePairs" | "meetPairs"> = {
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
  meetPairs(count, pairs, places, first, points, mutual, width, x, rows, ...rest) {
    const [marks, marked, penalty, k, distance, row, limits, unit, slack] = rest;
    let puts = 0;
    for (const found of pairs.subarray(0, count)) {
      const [a, b] = [places[found >> 16]!, first + (found & 65535)];
      if (b >= points || (mutual === 1 ? b <= a : b === a)) continue;
      const d = apart(width, x, a, b) + penalty * differing(marks, marked, a, b);
      for (const [self, other] of mutual === 1 ? [[a, b] as const, [b, a] as const] : [[a, b] as const]) {
        const list = [distance.subarray(self * k, self * k + k), row.subarray(self * k, self * k + k)] as const;
        if (!put(...list, k, d, rows[other]!)) continue;
        const reach = Math.sqrt(list[0][k - 1]!) / unit + slack;
        limits[self] = Math.min(Math.floor(reach * reach * (1 + 1e-9) + 1), 2 ** 31 - 1);
        puts++;
      }
    }
    return puts;
  },
};
