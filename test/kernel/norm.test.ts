import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, batchNormGradient, batchNormTrain, input, type Reference } from "../../src/graph/index.ts";
import { twin } from "../../src/kernel/index.ts";
import { expectTwins, noise } from "./twins.ts";

const sizes = fc.record({
  rows: fc.integer({ min: 2, max: 11 }),
  n: fc.integer({ min: 1, max: 9 }),
  rectified: fc.boolean(),
  masked: fc.boolean(),
  seed: fc.nat(1000),
});
const EPSILON = 1e-3;

/** A matrix, vectors and a mask; what is behind batch norm, and behind its gradient. */
function drawn(rows: number, n: number, seed: number) {
  const matrix = (k: number): Float32Array => noise(rows * n, seed + k).map((v) => 4 * v - 2);
  const vector = (k: number): Float32Array => noise(n, seed + k).map((v) => v + 0.5);
  // Any factor will do: noise may be negative.
  const mask = noise(rows * n, seed + 9).map((v) => (v < 0.3 ? 0 : v < 0.5 ? -v : 1 / 0.7));
  return { x: matrix(1), dy: matrix(2), scale: vector(3), bias: vector(4).map((v) => v - 1), mask };
}
const empty = (...lengths: readonly number[]): Float32Array[] => lengths.map((length) => new Float32Array(length));

describe("batch norm by kernels", () => {
  it("and their twins are the same, bit for bit, on any size", () => {
    const property = fc.property(sizes, ({ rows, n, rectified, masked, seed }) => {
      const { x, dy, scale, bias, mask } = drawn(rows, n, seed);
      const made = [...empty(rows * n, n, n, n), ...empty(rows * n, n, n, 3 * n)];
      expectTwins([x, dy, scale, bias, mask, ...made] as const, (kernels, arrays) => {
        const [x, dy, scale, bias, drop, y, mean, variance, room, dx, dScale, dBias, wide] =
          arrays as readonly Float32Array[];
        const given = { x: x!, scale: scale!, mean: mean!, variance: variance!, mask: masked ? drop : undefined };
        kernels.batchNorm({ ...given, bias: bias!, y: y!, room: room! }, { epsilon: EPSILON, rectified });
        const results = { dx: dx!, dScale: dScale!, dBias: dBias!, room: wide! };
        kernels.batchNormGradient(
          { ...given, ...results, dy: dy!, a: rectified ? y : undefined },
          { epsilon: EPSILON },
        );
      });
    });
    fc.assert(property, { numRuns: 60 });
  });

  it("give what the float64 reference gives", () => {
    const property = fc.property(sizes, ({ rows, n, rectified, masked, seed }) => {
      const { x, dy, scale, bias, mask } = drawn(rows, n, seed);
      const [y, mean, variance, room] = empty(rows * n, n, n, n) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const given = { x, scale, mean, variance, mask: masked ? mask : undefined };
      twin.batchNorm({ ...given, bias, y, room }, { epsilon: EPSILON, rectified });
      const [dx, dScale, dBias, wide] = empty(rows * n, n, n, 3 * n) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      twin.batchNormGradient(
        { ...given, dy, a: rectified ? y : undefined, dx, dScale, dBias, room: wide },
        { epsilon: EPSILON },
      );
      const of = (data: Float32Array, ...shape: number[]): Reference => ({ shape, data: Float64Array.from(data) });
      const [mx, ms, mb] = [input("x", [rows, n]), input("s", [n]), input("b", [n])];
      const [normed, m, v] = batchNormTrain(mx, ms, mb, EPSILON);
      const [ny, nm, nv] = evaluate([normed, m, v], {
        x: of(x, rows, n).data,
        s: of(scale, n).data,
        b: of(bias, n).data,
      });
      const a = ny!.data.map((value) => (rectified ? Math.max(value, 0) : value));
      const factor = (i: number): number => (masked ? mask[i]! : 1);
      const near = (got: Float32Array, wanted: Float64Array): void => {
        for (const [i, value] of got.entries())
          expect(Math.abs(value - wanted[i]!)).toBeLessThan(2e-4 * (1 + Math.abs(wanted[i]!)));
      };
      near(mean, nm!.data);
      near(variance, nv!.data);
      near(
        y,
        a.map((value, i) => value * factor(i)),
      );
      const reached = Float64Array.from(dy, (value, i) => (rectified && a[i]! <= 0 ? 0 : value * factor(i)));
      const [md, mm, mv] = [input("d", [rows, n]), input("m", [n]), input("v", [n])];
      const feeds = { d: reached, x: of(x, rows, n).data, s: of(scale, n).data, m: nm!.data, v: nv!.data };
      const back = evaluate(batchNormGradient(md, mx, ms, { mean: mm, variance: mv }, EPSILON), feeds);
      for (const [i, got] of [dx, dScale, dBias].entries()) near(got, back[i]!.data);
    });
    fc.assert(property, { numRuns: 60 });
  });
});
