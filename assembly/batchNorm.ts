import { load, store, whole } from "./lanes";

// Matrices [rows, features], row-major, n floats a row. Sums over rows run in the order (r0 + r1) + (r2 + r3) of four rows, then the
// rest one by one: memory is read as it lies, and a vector of sums stays in the cache.

// @ts-ignore: decorator
@inline
function plus(out: usize, x: v128, lanes: i32): void {
  store(out, f32x4.add(load(out, lanes), x), lanes);
}

// @ts-ignore: decorator
@inline
function four(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** An entry of x, or its squared distance from the mean. */
// @ts-ignore: decorator
@inline
function term(x: usize, mean: v128, lanes: i32, squared: bool): v128 {
  if (!squared) return load(x, lanes);
  const d = f32x4.sub(load(x, lanes), mean);
  return f32x4.mul(d, d);
}

/** One vector of the columns, of one row or of four. */
// @ts-ignore: decorator
@inline
function total(x: usize, width: usize, mean: usize, out: usize, lanes: i32, all: bool, squared: bool): void {
  const m = squared ? load(mean, lanes) : f32x4.splat(0);
  const first = term(x, m, lanes, squared);
  if (!all) {
    plus(out, first, lanes);
    return;
  }
  const y = x + 2 * width;
  plus(out, four(first, term(x + width, m, lanes, squared), term(y, m, lanes, squared), term(y + width, m, lanes, squared)), lanes);
}

/** out ← Σ over rows of x, or of (x − mean)². */
// @ts-ignore: decorator
@inline
function totals(rows: i32, n: i32, x: usize, mean: usize, out: usize, squared: bool): void {
  const width = <usize>n << 2;
  const end = whole(n);
  const rest = n & 3;
  memory.fill(out, 0, width);
  let row = 0;
  for (; row + 4 <= rows; row += 4, x += 4 * width) {
    for (let o: usize = 0; o < end; o += 16) total(x + o, width, mean + o, out + o, 4, true, squared);
    if (rest) total(x + end, width, mean + end, out + end, rest, true, squared);
  }
  for (; row < rows; row++, x += width) {
    for (let o: usize = 0; o < end; o += 16) total(x + o, width, mean + o, out + o, 4, false, squared);
    if (rest) total(x + end, width, mean + end, out + end, rest, false, squared);
  }
}

function times(n: i32, x: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) v128.store(x + o, f32x4.mul(v128.load(x + o), f));
  if (n & 3) store(x + end, f32x4.mul(load(x + end, n & 3), f), n & 3);
}

// @ts-ignore: decorator
@inline
function norm(x: usize, m: v128, f: v128, b: v128, mask: usize, y: usize, lanes: i32, rectified: bool, masked: bool): void {
  let a = f32x4.add(f32x4.mul(f32x4.sub(load(x, lanes), m), f), b);
  if (rectified) a = f32x4.pmax(a, f32x4.splat(0));
  if (masked) a = f32x4.mul(a, load(mask, lanes));
  store(y, a, lanes);
}

/** One vector of the columns, of one row or of four. */
// @ts-ignore: decorator
@inline
function normed(
  x: usize, mean: usize, factor: usize, bias: usize, mask: usize, y: usize, width: usize, lanes: i32, all: bool, rectified: bool, masked: bool,
): void {
  const m = load(mean, lanes);
  const f = load(factor, lanes);
  const b = load(bias, lanes);
  norm(x, m, f, b, mask, y, lanes, rectified, masked);
  if (!all) return;
  norm(x + width, m, f, b, mask + width, y + width, lanes, rectified, masked);
  norm(x + 2 * width, m, f, b, mask + 2 * width, y + 2 * width, lanes, rectified, masked);
  norm(x + 3 * width, m, f, b, mask + 3 * width, y + 3 * width, lanes, rectified, masked);
}

// @ts-ignore: decorator
@inline
function apply(
  rows: i32, n: i32, x: usize, mean: usize, factor: usize, bias: usize, mask: usize, y: usize, rectified: bool, masked: bool,
): void {
  const width = <usize>n << 2;
  const end = whole(n);
  const rest = n & 3;
  let row = 0;
  for (; row + 4 <= rows; row += 4, x += 4 * width, y += 4 * width, mask += 4 * width) {
    for (let o: usize = 0; o < end; o += 16)
      normed(x + o, mean + o, factor + o, bias + o, mask + o, y + o, width, 4, true, rectified, masked);
    if (rest) normed(x + end, mean + end, factor + end, bias + end, mask + end, y + end, width, rest, true, rectified, masked);
  }
  for (; row < rows; row++, x += width, y += width, mask += width) {
    for (let o: usize = 0; o < end; o += 16)
      normed(x + o, mean + o, factor + o, bias + o, mask + o, y + o, width, 4, false, rectified, masked);
    if (rest) normed(x + end, mean + end, factor + end, bias + end, mask + end, y + end, width, rest, false, rectified, masked);
  }
}

// @ts-ignore: decorator
@inline
function factorOf(variance: usize, scale: usize, factor: usize, epsilon: v128, lanes: i32): void {
  const deviation = f32x4.sqrt(f32x4.add(load(variance, lanes), epsilon));
  store(factor, f32x4.div(load(scale, lanes), deviation), lanes);
}

/**
 * y ← (x − mean) · scale / √(variance + ε) + bias with the statistics of the batch, which are written too; its positive part where
 * `rectified`, times `mask` where `masked`. `factor` is room for one row.
 */
export function batchNorm(
  rows: i32, n: i32, x: usize, scale: usize, bias: usize, mask: usize, y: usize, mean: usize, variance: usize, factor: usize,
  epsilon: f32, share: f32, rectified: i32, masked: i32,
): void {
  totals(rows, n, x, mean, mean, false);
  times(n, mean, share);
  totals(rows, n, x, mean, variance, true);
  times(n, variance, share);
  const e = f32x4.splat(epsilon);
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) factorOf(variance + o, scale + o, factor + o, e, 4);
  if (n & 3) factorOf(variance + end, scale + end, factor + end, e, n & 3);
  if (rectified && masked) apply(rows, n, x, mean, factor, bias, mask, y, true, true);
  else if (rectified) apply(rows, n, x, mean, factor, bias, mask, y, true, false);
  else if (masked) apply(rows, n, x, mean, factor, bias, mask, y, false, true);
  else apply(rows, n, x, mean, factor, bias, mask, y, false, false);
}

// @ts-ignore: decorator
@inline
function reached(dy: usize, a: usize, mask: usize, lanes: i32, rectified: bool, masked: bool): v128 {
  let d = load(dy, lanes);
  if (masked) d = f32x4.mul(d, load(mask, lanes));
  if (rectified) d = v128.and(d, f32x4.ne(load(a, lanes), f32x4.splat(0)));
  return d;
}

/** One vector of the columns, of one row or of four. */
// @ts-ignore: decorator
@inline
function gather(
  dy: usize, a: usize, mask: usize, x: usize, mean: usize, dx: usize, dScale: usize, dBias: usize, width: usize, lanes: i32,
  all: bool, rectified: bool, masked: bool,
): void {
  const m = load(mean, lanes);
  const d = reached(dy, a, mask, lanes, rectified, masked);
  const p = f32x4.mul(d, f32x4.sub(load(x, lanes), m));
  store(dx, d, lanes);
  if (!all) {
    plus(dBias, d, lanes);
    plus(dScale, p, lanes);
    return;
  }
  const d1 = reached(dy + width, a + width, mask + width, lanes, rectified, masked);
  store(dx + width, d1, lanes);
  const p1 = f32x4.mul(d1, f32x4.sub(load(x + width, lanes), m));
  const w2: usize = 2 * width;
  const d2 = reached(dy + w2, a + w2, mask + w2, lanes, rectified, masked);
  store(dx + w2, d2, lanes);
  const p2 = f32x4.mul(d2, f32x4.sub(load(x + w2, lanes), m));
  const w3: usize = 3 * width;
  const d3 = reached(dy + w3, a + w3, mask + w3, lanes, rectified, masked);
  store(dx + w3, d3, lanes);
  const p3 = f32x4.mul(d3, f32x4.sub(load(x + w3, lanes), m));
  plus(dBias, four(d, d1, d2, d3), lanes);
  plus(dScale, four(p, p1, p2, p3), lanes);
}

// @ts-ignore: decorator
@inline
function sums(
  rows: i32, n: i32, dy: usize, a: usize, mask: usize, x: usize, mean: usize, dx: usize, dScale: usize, dBias: usize,
  rectified: bool, masked: bool,
): void {
  const width = <usize>n << 2;
  const more: usize = 4 * width;
  const end = whole(n);
  const rest = n & 3;
  memory.fill(dScale, 0, width);
  memory.fill(dBias, 0, width);
  let row = 0;
  for (; row + 4 <= rows; row += 4, dy += more, a += more, mask += more, x += more, dx += more) {
    for (let o: usize = 0; o < end; o += 16)
      gather(dy + o, a + o, mask + o, x + o, mean + o, dx + o, dScale + o, dBias + o, width, 4, true, rectified, masked);
    if (rest)
      gather(
        dy + end, a + end, mask + end, x + end, mean + end, dx + end, dScale + end, dBias + end, width, rest, true, rectified, masked,
      );
  }
  for (; row < rows; row++, dy += width, a += width, mask += width, x += width, dx += width) {
    for (let o: usize = 0; o < end; o += 16)
      gather(dy + o, a + o, mask + o, x + o, mean + o, dx + o, dScale + o, dBias + o, width, 4, false, rectified, masked);
    if (rest)
      gather(
        dy + end, a + end, mask + end, x + end, mean + end, dx + end, dScale + end, dBias + end, width, rest, false, rectified, masked,
      );
  }
}

// @ts-ignore: decorator
@inline
function line(
  variance: usize, scale: usize, dScale: usize, dBias: usize, slope: usize, shift: usize, factor: usize, epsilon: v128, share: v128, lanes: i32,
): void {
  const inverse = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(load(variance, lanes), epsilon)));
  const scaled = f32x4.mul(inverse, load(dScale, lanes));
  store(dScale, scaled, lanes);
  store(slope, f32x4.mul(f32x4.mul(inverse, scaled), share), lanes);
  store(shift, f32x4.mul(load(dBias, lanes), share), lanes);
  store(factor, f32x4.mul(load(scale, lanes), inverse), lanes);
}

// @ts-ignore: decorator
@inline
function lineOf(dx: usize, x: usize, m: v128, slope: v128, shift: v128, factor: v128, lanes: i32): void {
  const inner = f32x4.add(f32x4.mul(f32x4.sub(load(x, lanes), m), slope), shift);
  store(dx, f32x4.mul(f32x4.add(load(dx, lanes), inner), factor), lanes);
}

/** One vector of the columns, of one row or of four. */
// @ts-ignore: decorator
@inline
function along(dx: usize, x: usize, mean: usize, slope: usize, shift: usize, factor: usize, width: usize, lanes: i32, all: bool): void {
  const m = load(mean, lanes);
  const a = load(slope, lanes);
  const b = load(shift, lanes);
  const f = load(factor, lanes);
  lineOf(dx, x, m, a, b, f, lanes);
  if (!all) return;
  lineOf(dx + width, x + width, m, a, b, f, lanes);
  lineOf(dx + 2 * width, x + 2 * width, m, a, b, f, lanes);
  lineOf(dx + 3 * width, x + 3 * width, m, a, b, f, lanes);
}

/**
 * The gradient of `batchNorm`, of what it makes of the statistics too: with d = dy, times `mask` where `masked`, 0 where `rectified` and
 * a = 0 (relu's result, or its product with the mask, whatever the mask's sign), dBias ← Σ d, dScale ← r Σ d (x − mean), dx ← scale r (d − (x − mean) r dScale / rows − dBias / rows), r = 1 / √(variance + ε).
 * `share` is −1 / rows; `room` is for three rows.
 */
export function batchNormGradient(
  rows: i32, n: i32, dy: usize, a: usize, mask: usize, x: usize, scale: usize, mean: usize, variance: usize,
  dx: usize, dScale: usize, dBias: usize, room: usize, epsilon: f32, share: f32, rectified: i32, masked: i32,
): void {
  if (rectified && masked) sums(rows, n, dy, a, mask, x, mean, dx, dScale, dBias, true, true);
  else if (rectified) sums(rows, n, dy, a, mask, x, mean, dx, dScale, dBias, true, false);
  else if (masked) sums(rows, n, dy, a, mask, x, mean, dx, dScale, dBias, false, true);
  else sums(rows, n, dy, a, mask, x, mean, dx, dScale, dBias, false, false);
  const width = <usize>n << 2;
  const slope = room;
  const shift = room + width;
  const factor = shift + width;
  const e = f32x4.splat(epsilon);
  const s = f32x4.splat(share);
  const end = whole(n);
  const rest = n & 3;
  for (let o: usize = 0; o < end; o += 16) line(variance + o, scale + o, dScale + o, dBias + o, slope + o, shift + o, factor + o, e, s, 4);
  if (rest) line(variance + end, scale + end, dScale + end, dBias + end, slope + end, shift + end, factor + end, e, s, rest);
  let row = 0;
  for (; row + 4 <= rows; row += 4, x += 4 * width, dx += 4 * width) {
    for (let o: usize = 0; o < end; o += 16) along(dx + o, x + o, mean + o, slope + o, shift + o, factor + o, width, 4, true);
    if (rest) along(dx + end, x + end, mean + end, slope + end, shift + end, factor + end, width, rest, true);
  }
  for (; row < rows; row++, x += width, dx += width) {
    for (let o: usize = 0; o < end; o += 16) along(dx + o, x + o, mean + o, slope + o, shift + o, factor + o, width, 4, false);
    if (rest) along(dx + end, x + end, mean + end, slope + end, shift + end, factor + end, width, rest, false);
  }
}
