import { load } from "./lanes";
import { high, low, pair } from "./sum";

/** Σ (x − y)² in double precision: column c goes to accumulator c mod 4, and they are added as (0+2) + (1+3). */
// @ts-ignore: decorator
@inline
function apart(n: i32, p: usize, q: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (; n > 0; n -= 4, p += 16, q += 16) {
    const x = load(p, min(n, 4));
    const y = load(q, min(n, 4));
    const c = f64x2.sub(low(x), low(y));
    const d = f64x2.sub(high(x), high(y));
    a = f64x2.add(a, f64x2.mul(c, c));
    b = f64x2.add(b, f64x2.mul(d, d));
  }
  return pair(f64x2.add(a, b));
}

// @ts-ignore: decorator
@inline
function differing(n: i32, p: usize, q: usize): i32 {
  let count = 0;
  for (const end = p + (<usize>n << 2); p < end; p += 4, q += 4) count += i32(i32.load(p) != i32.load(q));
  return count;
}

/** Whether what stands at a place of a list comes after a row at distance d. */
// @ts-ignore: decorator
@inline
function after(distance: usize, row: usize, at: i32, d: f64, r: i32): bool {
  const there = f64.load(distance + (<usize>at << 3));
  return there > d || (there == d && i32.load(row + (<usize>at << 2)) > r);
}

/** Puts a row into a list of the k nearest, equals by row; whether it belongs there. */
// @ts-ignore: decorator
@inline
function put(distance: usize, row: usize, k: i32, d: f64, r: i32): bool {
  let at = k - 1;
  const belongs = after(distance, row, at, d, r);
  if (belongs) {
    for (; at > 0 && after(distance, row, at - 1, d, r); at--) {
      f64.store(distance + (<usize>at << 3), f64.load(distance + (<usize>at << 3) - 8));
      i32.store(row + (<usize>at << 2), i32.load(row + (<usize>at << 2) - 4));
    }
    f64.store(distance + (<usize>at << 3), d);
    i32.store(row + (<usize>at << 2), r);
  }
  return belongs;
}

/**
 * Measures the pairs that closePairs wrote, and puts each point into the other's list when `mutual` is 1, else the
 * second into the first's. Limits follow the lists: ((√worst / unit + slack)² · (1 + 1e-9)) + 1, rounded down. How many puts.
 */
export function meetPairs(
  count: i32, pairs: usize, places: usize, first: i32, points: i32, mutual: i32, width: i32, x: usize, rows: usize,
  marks: i32, marked: usize, penalty: f64, k: i32, distance: usize, row: usize, limits: usize, unit: f64, slack: f64,
): i32 {
  let puts = 0;
  for (const end = pairs + (<usize>count << 2); pairs < end; pairs += 4) {
    const found = i32.load(pairs);
    let a = i32.load(places + (<usize>(found >> 16) << 2));
    let b = first + (found & 0xffff);
    if (b >= points || (mutual ? b <= a : b == a)) continue;
    let d = apart(width, x + (<usize>a * <usize>width << 2), x + (<usize>b * <usize>width << 2));
    if (marks) {
      d += penalty * <f64>differing(
        marks, marked + (<usize>a * <usize>marks << 2), marked + (<usize>b * <usize>marks << 2),
      );
    }
    for (let side = 0; side <= mutual; side++) {
      const list = <usize>a * <usize>k;
      if (put(distance + (list << 3), row + (list << 2), k, d, i32.load(rows + (<usize>b << 2)))) {
        const reach = sqrt<f64>(f64.load(distance + (list << 3) + (<usize>(k - 1) << 3))) / unit + slack;
        i32.store(limits + (<usize>a << 2), i32(min<f64>(floor<f64>(reach * reach * (1 + 1e-9) + 1), 2147483647)));
        puts++;
      }
      const swap = a;
      a = b;
      b = swap;
    }
  }
  return puts;
}
