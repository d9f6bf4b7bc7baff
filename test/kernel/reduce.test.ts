import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { twin } from "../../src/kernel/index.ts";
import { both, memory, unaligned } from "./places.ts";

const { kernels } = memory;
const finite = fc.array(fc.float({ noDefaultInfinity: true, noNaN: true }), { maxLength: 70 });

/** The order that the documentation promises, written out. */
function promised(terms: readonly number[]): number {
  const lanes = Array.from({ length: 8 }, (_, lane) =>
    terms.filter((_, i) => i % 8 === lane).reduce((total, term) => total + term, 0),
  );
  const [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number];
  return a + b + (c + d) + (e + f + (g + h));
}

describe("reductions", () => {
  it("add in the promised order", () => {
    const property = fc.property(finite, (values) => {
      const [x] = unaligned(values.length, [Float32Array.from(values)]) as [Float32Array];
      expect(kernels.sum(x)).toBe(promised(values));
      expect(kernels.sumAbs(x)).toBe(promised(values.map(Math.abs)));
      expect(kernels.sumSquares(x)).toBe(promised(values.map((v) => v * v)));
    });
    fc.assert(property);
  });

  it("neither overflow nor lose small terms where float32 would", () => {
    const x = memory.floats(1001).fill(3e38);
    expect(kernels.sumSquares(x) / (1001 * 9e76)).toBeCloseTo(1, 6);
    x.fill(1e-8)[0] = 1;
    expect(kernels.sum(x)).toBeCloseTo(1 + 1000e-8, 12);
  });

  it("find the first NaN or infinity at every place, whatever follows", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      for (let n = 1; n <= 50; n++)
        for (let at = 0; at < n; at++) {
          const x = new Float32Array(n).fill(3e38);
          x[at] = bad;
          x[n - 1] = bad;
          const { simd, scalar } = both(twin, [x], (k, a) => k.firstNonFinite(a[0]!));
          expect([simd, scalar]).toEqual([at, at]);
        }
    expect(kernels.firstNonFinite(memory.floats(50).fill(-3.4e38))).toBe(-1);
  });

  it("count zeros of both signs and nothing else", () => {
    const [x] = unaligned(7, [Float32Array.of(0, -0, 1e-45, Number.NaN, 1, -0, 0)]) as [Float32Array];
    expect(kernels.countZeros(x)).toBe(4);
  });
});

describe("vectors", () => {
  const [a, b] = [memory.floats(9), memory.floats(9)];

  it("lerp is exact at both ends and where the ends agree", () => {
    const property = fc.property(
      fc.float({ noNaN: true, min: -1e3, max: 1e3 }),
      fc.double({ min: 0, max: 1 }),
      (v, w) => {
        const value = Math.abs(v) < 1e-37 ? 0 : v;
        b.fill(value);
        kernels.lerp(a.fill(-5), b, 1);
        expect(a[8]! + 0).toBe(value + 0);
        kernels.lerp(a.fill(-5), b, 0);
        expect(a[8]).toBe(-5);
        kernels.lerp(a.fill(value), b, Number.isNaN(w) ? 0 : w);
        expect(a[8]! + 0).toBe(value + 0);
      },
    );
    fc.assert(property);
  });

  it("lerp averages: n steps of weight 1/k hold the mean", () => {
    for (let k = 1; k <= 100; k++) kernels.lerp(a, b.fill(k), 1 / k);
    expect(a[0]).toBeCloseTo(50.5, 4);
  });
});
