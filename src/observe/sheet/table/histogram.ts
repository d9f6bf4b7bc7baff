/** Values of this many kinds at most get a bin each. */
const KINDS = 12;
const BINS = 24;

/** Different finite values, ascending, or no more than the lowest and highest where there are more than `KINDS`. */
function kindsOf(lists: readonly Float64Array[]): { readonly kinds: readonly number[]; readonly many: boolean } {
  const kinds = new Set<number>();
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists)
    for (const value of list) {
      if (!Number.isFinite(value)) continue;
      if (kinds.size <= KINDS) kinds.add(value);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  return kinds.size > KINDS
    ? { kinds: [low, high], many: true }
    : { kinds: [...kinds].sort((x, y) => x - y), many: false };
}

/** Ends of bins, ascending, that hold all finite values of both lists. */
export function edgesOf(a: Float64Array, b: Float64Array): Float64Array {
  const { kinds, many } = kindsOf([a, b]);
  const [low, high] = [kinds[0] ?? 0, kinds.at(-1) ?? 0];
  if (many) {
    const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => low + (i / BINS) * (high - low));
    edges[BINS] = high;
    return edges;
  }
  const apart = kinds.length > 1 ? (high - low) / (kinds.length - 1) : Math.max(1, Math.abs(low));
  const middles = kinds.slice(1).map((kind, i) => (kind + kinds[i]!) / 2);
  return Float64Array.of(low - apart / 2, ...middles, high + apart / 2);
}

/** How many finite values lie in each bin [edge, next edge); the last one holds its end too. */
export function histogram(values: Float64Array, edges: Float64Array): Int32Array {
  const counts = new Int32Array(edges.length - 1);
  for (const value of values) {
    if (!(value >= edges[0]! && value <= edges.at(-1)!)) continue;
    let [low, high] = [0, counts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= value) low = middle;
      else high = middle;
    }
    counts[low]!++;
  }
  return counts;
}

/** Kolmogorov and Smirnov's distance max |F_a − F_b| of two lists of finite numbers, in 0 … 1; 0 when one is empty. */
export function distance(a: Float64Array, b: Float64Array): number {
  const [x, y] = [a.filter(Number.isFinite).sort(), b.filter(Number.isFinite).sort()];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (x[i] === value) i++;
    while (y[j] === value) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}

/** Total variation distance ½ Σ |p − q| of the shares of each code in two lists, in 0 … 1; 0 when one is empty. The order of codes has no part. */
export function variation(a: Float64Array, b: Float64Array): number {
  if (a.length === 0 || b.length === 0) return 0;
  const counts = (list: Float64Array): Map<number, number> => {
    const of = new Map<number, number>();
    for (const code of list) of.set(code, (of.get(code) ?? 0) + 1);
    return of;
  };
  const [inA, inB] = [counts(a), counts(b)];
  const codes = new Set([...inA.keys(), ...inB.keys()]);
  const apart = (code: number): number => Math.abs((inA.get(code) ?? 0) / a.length - (inB.get(code) ?? 0) / b.length);
  return [...codes].reduce((sum, code) => sum + apart(code), 0) / 2;
}
