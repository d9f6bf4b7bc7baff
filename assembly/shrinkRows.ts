import { load, store, whole } from "./lanes";

/** How far each weight is pulled: pull / (√(v + start) + epsilon) in a metric, else pull. */
// @ts-ignore: decorator
@inline
function pulls(v: usize, lanes: i32, metric: bool, start: v128, epsilon: v128, pull: v128): v128 {
  if (!metric) return pull;
  return f32x4.div(pull, f32x4.add(f32x4.sqrt(f32x4.add(load(v, lanes), start)), epsilon));
}

// @ts-ignore: decorator
@inline
function added(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
function greatest(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** Newton's steps towards Σ (w / (s + a))² = 1 end when the root of the sum is as close to 1 as this. */
const CLOSE: f32 = 1e-6;
const MOST_STEPS = 30;

/** The norm s of the row after its proximal step: 0 where Σ (w / a)² ≤ 1. From below, where Newton's steps do not overshoot. */
// @ts-ignore: decorator
@inline
function normOf(columns: i32, w: usize, v: usize, metric: bool, start: v128, epsilon: v128, pull: v128): f32 {
  const end = whole(columns);
  const rest = columns & 3;
  let squares = f32x4.splat(0);
  let most = f32x4.splat(0);
  for (let o: usize = 0; o < end + (rest ? 16 : 0); o += 16) {
    const lanes = o < end ? 4 : rest;
    const z = load(w + o, lanes);
    squares = f32x4.add(squares, f32x4.mul(z, z));
    const a = pulls(v + o, lanes, metric, start, epsilon, pull);
    most = f32x4.max(most, v128.and(a, f32x4.ne(z, f32x4.splat(0))));
  }
  let s: f32 = max<f32>(0, sqrt<f32>(added(squares)) - greatest(most));
  for (let k = 0; k < MOST_STEPS; k++) {
    const at = f32x4.splat(s);
    let phi = f32x4.splat(0);
    let psi = f32x4.splat(0);
    for (let o: usize = 0; o < end + (rest ? 16 : 0); o += 16) {
      const lanes = o < end ? 4 : rest;
      const d = f32x4.add(at, pulls(v + o, lanes, metric, start, epsilon, pull));
      const p = f32x4.div(load(w + o, lanes), d);
      const q = f32x4.mul(p, p);
      phi = f32x4.add(phi, q);
      psi = f32x4.add(psi, f32x4.div(q, d));
    }
    const total = added(phi);
    if (s == 0 && total <= 1) return 0;
    const away = sqrt<f32>(total) - 1;
    s += away * (total / added(psi));
    if (!(abs(away) > CLOSE)) return s;
  }
  return s;
}

/**
 * The proximal step of λ‖row‖ for each row of w [rows, columns] in the metric of a: w ← w·s / (s + a), a = pull / (√(v + start)
 * + epsilon), or pull where `metric` is 0; s is the norm that the row then has, exact zeros where that is 0. NaN spreads over its row.
 */
export function shrinkRows(rows: i32, columns: i32, w: usize, v: usize, start: f32, epsilon: f32, pull: f32, metric: i32): void {
  const b = f32x4.splat(start);
  const e = f32x4.splat(epsilon);
  const l = f32x4.splat(pull);
  const stride = <usize>columns << 2;
  const end = whole(columns);
  const rest = columns & 3;
  const measured = metric != 0;
  for (let row = 0; row < rows; row++, w += stride, v += stride) {
    const norm = normOf(columns, w, v, measured, b, e, l);
    const s = f32x4.splat(norm);
    for (let o: usize = 0; o < end + (rest ? 16 : 0); o += 16) {
      const lanes = o < end ? 4 : rest;
      const shrunk = f32x4.div(f32x4.mul(load(w + o, lanes), s), f32x4.add(s, pulls(v + o, lanes, measured, b, e, l)));
      store(w + o, norm == 0 ? f32x4.splat(0) : shrunk, lanes);
    }
  }
}
