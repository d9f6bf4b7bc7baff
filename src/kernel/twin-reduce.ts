import type { Raw } from "./raw.ts";

/** The sum of n terms in the one order: accumulator i mod 8, then ((0+1)+(2+3)) + ((4+5)+(6+7)). */
export function ordered(n: number, term: (i: number) => number): number {
  const a = new Float64Array(8);
  for (let i = 0; i < n; i++) a[i & 7] = a[i & 7]! + term(i);
  return a[0]! + a[1]! + (a[2]! + a[3]!) + (a[4]! + a[5]! + (a[6]! + a[7]!));
}

type Reduce = Pick<Raw<Float32Array>, "sum" | "sumAbs" | "sumSquares" | "dot" | "countZeros" | "firstNonFinite">;

export const twinReduce: Reduce = {
  sum: (n, x) => ordered(n, (i) => x[i]!),
  sumAbs: (n, x) => ordered(n, (i) => Math.abs(x[i]!)),
  sumSquares: (n, x) => ordered(n, (i) => x[i]! * x[i]!),
  dot: (n, x, y) => ordered(n, (i) => x[i]! * y[i]!),
  countZeros: (_, x) => x.reduce((count, value) => (value === 0 ? count + 1 : count), 0),
  firstNonFinite: (_, x) => x.findIndex((value) => !Number.isFinite(value)),
};
