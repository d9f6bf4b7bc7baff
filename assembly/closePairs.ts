// Integer distances of 4 queries to 8 points at a time, two columns in one instruction; what is seldom close costs no more.

/** One entry for each bit: query·2¹⁶ + point. The place behind the last. */
// @ts-ignore: decorator
@inline
function noted(bits: i32, query: i32, point: i32, out: usize): usize {
  for (; bits; bits &= bits - 1, out += 4) store<i32>(out, (query << 16) | (point + ctz(bits)));
  return out;
}

/** Bits of the eight points within the query's limit at `limit` or their own. */
// @ts-ignore: decorator
@inline
function closer(near: v128, far: v128, limit: usize, nearLimits: v128, farLimits: v128): v128 {
  const own = v128.load32_splat(limit);
  return i16x8.narrow_i32x4_s(
    i32x4.le_s(near, i32x4.max_s(own, nearLimits)), i32x4.le_s(far, i32x4.max_s(own, farLimits)),
  );
}

/**
 * The pairs with a·a + b·b + Σ code·code ≤ max(limit of the query, limit of the point), in wrapping 32-bit integers; how many.
 * Queries come in groups of 4, [groups, pairs, 4, 2], points in blocks of 8, [blocks, pairs, 8, 2]: two columns beside each other.
 */
export function closePairs(
  groups: i32, pairs: i32, queries: usize, squares: usize, limits: usize,
  blocks: i32, points: usize, pointSquares: usize, pointLimits: usize, out: usize,
): i32 {
  const first = out;
  const size = <usize>pairs << 4;
  for (let block = 0; block < blocks; block++) {
    const n0 = v128.load(pointSquares);
    const n1 = v128.load(pointSquares, 16);
    const l0 = v128.load(pointLimits);
    const l1 = v128.load(pointLimits, 16);
    let q = queries;
    for (let group = 0; group < groups; group++) {
      const at = <usize>group << 4;
      let x = v128.load32_splat(squares + at);
      let a0 = i32x4.add(n0, x);
      let a1 = i32x4.add(n1, x);
      x = v128.load32_splat(squares + at, 4);
      let b0 = i32x4.add(n0, x);
      let b1 = i32x4.add(n1, x);
      x = v128.load32_splat(squares + at, 8);
      let c0 = i32x4.add(n0, x);
      let c1 = i32x4.add(n1, x);
      x = v128.load32_splat(squares + at, 12);
      let d0 = i32x4.add(n0, x);
      let d1 = i32x4.add(n1, x);
      for (let p = points, end = q + size; q < end; q += 16, p += 32) {
        const p0 = v128.load(p);
        const p1 = v128.load(p, 16);
        x = v128.load32_splat(q);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(p0, x));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(p1, x));
        x = v128.load32_splat(q, 4);
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(p0, x));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(p1, x));
        x = v128.load32_splat(q, 8);
        c0 = i32x4.add(c0, i32x4.dot_i16x8_s(p0, x));
        c1 = i32x4.add(c1, i32x4.dot_i16x8_s(p1, x));
        x = v128.load32_splat(q, 12);
        d0 = i32x4.add(d0, i32x4.dot_i16x8_s(p0, x));
        d1 = i32x4.add(d1, i32x4.dot_i16x8_s(p1, x));
      }
      const a = closer(a0, a1, limits + at, l0, l1);
      const b = closer(b0, b1, limits + at + 4, l0, l1);
      const c = closer(c0, c1, limits + at + 8, l0, l1);
      const d = closer(d0, d1, limits + at + 12, l0, l1);
      if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
      out = noted(i16x8.bitmask(a), group << 2, block << 3, out);
      out = noted(i16x8.bitmask(b), (group << 2) + 1, block << 3, out);
      out = noted(i16x8.bitmask(c), (group << 2) + 2, block << 3, out);
      out = noted(i16x8.bitmask(d), (group << 2) + 3, block << 3, out);
    }
    points += size << 1;
    pointSquares += 32;
    pointLimits += 32;
  }
  return <i32>((out - first) >> 2);
}
