import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Metric } from "../../src/kernel/index.ts";
import { memory } from "./places.ts";

const { kernels } = memory;
const [matrix, other] = [memory.floats(400), memory.floats(400)];

const sizes = fc.record({ rows: fc.integer({ min: 1, max: 20 }), columns: fc.integer({ min: 1, max: 20 }) });
const amount = fc.double({ min: 0.05, max: 5, noNaN: true });

/** A matrix of normal numbers on the memory, and the numbers. */
function draw(view: Float32Array, n: number, seed: number): { x: Float32Array; before: Float64Array } {
  const x = view.subarray(0, n);
  kernels.normal(x, { high: 1, low: seed }, 0, 1);
  return { x, before: Float64Array.from(x) };
}

/** Indices of each unit of a matrix. */
const unitsOf = (n: number, { rows, columns, axis }: { rows: number; columns: number; axis: number }): number[][] =>
  Array.from({ length: axis === 0 ? columns : rows }, (_, unit) =>
    [...new Array<number>(n).keys()].filter((i) => (axis === 0 ? i % columns : Math.floor(i / columns)) === unit),
  );

describe("boundNorm", () => {
  it("brings each norm to share · clamp(n) + (1 − share) · n, and keeps directions", () => {
    const bounds = fc.record({ a: amount, b: amount, share: fc.constantFrom(0, 0.3, 1), axis: fc.constantFrom(0, 1) });
    const property = fc.property(sizes, bounds, fc.nat(), ({ rows, columns }, { a, b, share, axis }, seed) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)];
      const units = { rows, columns, axis: axis as 0 | 1 };
      const { x, before } = draw(matrix, rows * columns, seed);
      kernels.boundNorm(x, units, { least, most, share });
      for (const mine of unitsOf(x.length, units)) {
        const norm = Math.hypot(...mine.map((i) => before[i]!));
        const factor = share * (Math.min(Math.max(norm, least), most) / norm) + 1 - share;
        for (const i of mine) expect(Math.abs(x[i]! - before[i]! * factor)).toBeLessThanOrEqual(3e-7 * Math.abs(x[i]!));
      }
    });
    fc.assert(property);
  });

  it("leaves units of zeros and units with NaN as they are", () => {
    const w = memory.floats(6);
    w.set([Number.NaN, 0, 2, 0, 3, 0]);
    for (const axis of [0, 1] as const) {
      const units = axis === 0 ? { rows: 3, columns: 2, axis } : { rows: 2, columns: 3, axis };
      const view = axis === 0 ? w : w.map((_, i) => w[(i % 3) * 2 + Math.floor(i / 3)]!);
      matrix.set(view);
      kernels.boundNorm(matrix.subarray(0, 6), units, { least: 1, most: 1, share: 1 });
      expect([...matrix.subarray(0, 6)]).toEqual([...view]);
    }
  });
});

describe("clipUnits", () => {
  it("leaves gradients within their bound alone and brings the others to it", () => {
    const settings = fc.record({ clip: amount, least: amount, axis: fc.constantFrom(0, 1) });
    const property = fc.property(sizes, settings, fc.nat(), ({ rows, columns }, { clip, least, axis }, seed) => {
      const units = { rows, columns, axis: axis as 0 | 1 };
      const { x: g, before } = draw(matrix, rows * columns, seed);
      const { x: w, before: weights } = draw(other, rows * columns, seed + 1);
      kernels.clipUnits(g, w, units, { clip, least });
      for (const mine of unitsOf(g.length, units)) {
        const most = clip * Math.max(least, Math.hypot(...mine.map((i) => weights[i]!)));
        const norm = Math.hypot(...mine.map((i) => before[i]!));
        const factor = Math.min(1, most / norm);
        for (const i of mine) expect(Math.abs(g[i]! - before[i]! * factor)).toBeLessThanOrEqual(3e-7 * Math.abs(g[i]!));
      }
      expect([...w]).toEqual([...weights]);
    });
    fc.assert(property);
  });
});

describe("shrinkRows", () => {
  /** w minimizes ½ Σ (w − z)² / a + ‖w‖: (w − z) / a + w / ‖w‖ = 0, or w = 0 when ‖z / a‖ ≤ 1. */
  function expectOptimal(w: readonly number[], z: readonly number[], a: readonly number[]): void {
    const norm = Math.hypot(...w);
    if (norm === 0) {
      expect(Math.hypot(...z.map((x, i) => x / a[i]!))).toBeLessThanOrEqual(1 + 1e-5);
      return;
    }
    const slopes = w.map((x, i) => (x - z[i]!) / a[i]! + x / norm);
    const scale = Math.max(1, ...z.map((x, i) => Math.abs(x / a[i]!)));
    expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(2e-6 * scale);
  }

  it("is the proximal step of λ‖row‖, in any metric: optimality conditions hold in float64", () => {
    const metrics = fc.record({
      start: fc.constantFrom(0, 0.1),
      epsilon: fc.constantFrom(1e-8, 1e-2),
      measured: fc.boolean(),
    });
    let [zero, kept] = [0, 0];
    const property = fc.property(sizes, metrics, amount, fc.nat(), ({ rows, columns }, m, strength, seed) => {
      const { x, before } = draw(matrix, rows * columns, seed);
      const slot = draw(other, rows * columns, seed + 1).x.map((v) => v * v);
      other.set(slot);
      const view = other.subarray(0, rows * columns);
      const metric: Metric = { rate: 0.5, start: m.start, epsilon: m.epsilon, ...(m.measured ? { slot: view } : {}) };
      kernels.shrinkRows(x, rows, strength, metric);
      for (const mine of unitsOf(x.length, { rows, columns, axis: 1 })) {
        const root = (i: number): number => (m.measured ? Math.sqrt(slot[i]! + m.start) + m.epsilon : 1);
        const [w, z] = [mine.map((i) => x[i]!), mine.map((i) => before[i]!)];
        expectOptimal(
          w,
          z,
          mine.map((i) => (0.5 * strength) / root(i)),
        );
        if (w.every((v) => v === 0)) zero++;
        else kept++;
      }
    });
    fc.assert(property, { numRuns: 300 });
    expect(Math.min(zero, kept)).toBeGreaterThan(100);
  });

  it("a row with NaN does not hide it, and a strength of zero changes nothing", () => {
    const w = matrix.subarray(0, 4);
    w.set([1, Number.NaN, 3, 4]);
    kernels.shrinkRows(w, 2, 0, { rate: 1, start: 0, epsilon: 0 });
    expect([...w]).toEqual([1, Number.NaN, 3, 4]);
    kernels.shrinkRows(w, 2, 1, { rate: 1, start: 0, epsilon: 0 });
    expect(Number.isNaN(w[1])).toBe(true);
    expect(w[2]! / w[3]!).toBeCloseTo(0.75, 5);
  });
});
