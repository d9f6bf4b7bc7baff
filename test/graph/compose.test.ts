import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";
import { gradientError, probe } from "./laws.ts";

const valuesOf = (y: g.Value, given: Record<string, readonly number[]> = {}): number[] => [
  ...g.evaluate([y], given)[0]!.data,
];
const slope = (f: (x: g.Value) => g.Value, data: readonly number[], shape: readonly number[] = [data.length]) => {
  const x = g.input("x", shape);
  return valuesOf(g.gradient(g.sum(f(x)), [x])[0]!, { x: data });
};

describe("compositions", () => {
  it("clip keeps what lies between, and stops the gradient of the rest", () => {
    expect(valuesOf(g.clip(g.constant([-3, 0.5, 2], [3]), -1, 1))).toEqual([-1, 0.5, 1]);
    expect(slope((x) => g.clip(x, -1, 1), [-3, 0.5, 2])).toEqual([0, 1, 0]);
  });

  it("oneHot marks the class, none outside the range, of integers and reals", () => {
    const expected = [0, 0, 1, 1, 0, 0, 0, 0, 0];
    for (const dtype of ["i64", "f32"] as const)
      expect(valuesOf(g.oneHot(g.constant([2, 0, 3], [3], dtype), 3))).toEqual(expected);
  });

  it("variance, norm2, dot, square and rsqrt equal their definitions", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 9 }), (data) => {
        const x = g.constant(data, [data.length]);
        const n = data.length;
        const mean = data.reduce((a, b) => a + b, 0) / n;
        const squares = data.reduce((a, b) => a + b * b, 0);
        expect(valuesOf(g.variance(x))[0]).toBeCloseTo(data.reduce((a, b) => a + (b - mean) ** 2, 0) / n, 10);
        expect(valuesOf(g.norm2(x))[0]).toBeCloseTo(Math.sqrt(squares), 10);
        expect(valuesOf(g.dot(x, g.square(x)))[0]).toBeCloseTo(
          data.reduce((a, b) => a + b ** 3, 0),
          8,
        );
        expect(valuesOf(g.rsqrt(1 + squares))[0]).toBeCloseTo(1 / Math.sqrt(1 + squares), 12);
      }),
    );
  });

  it("squeeze and unsqueeze drop and add axes of size 1", () => {
    const x = g.input("x", [1, 3, 1, 2]);
    expect(g.squeeze(x).shape).toEqual([3, 2]);
    expect(g.squeeze(x, [-2]).shape).toEqual([1, 3, 2]);
    expect(g.unsqueeze(g.input("y", [3, 2]), 0).shape).toEqual([1, 3, 2]);
    expect(g.unsqueeze(g.input("y", [3, 2]), -1).shape).toEqual([3, 2, 1]);
  });

  it.each([[[6, 2]], [[3, 2, 4]], [[2, 2, 3, 2]]])(
    "batch norm by the batch's own statistics, learned or stored: %j",
    (shape) => {
      const random = randomOf(keyOf(1));
      const x = shape.reduce((a, b) => a * b, 1);
      const given = {
        x: Float64Array.from({ length: x }, () => random.normal()),
        s: Float64Array.of(2, -1),
        b: Float64Array.of(0.5, 3),
      };
      const [value, scale, bias] = [g.input("x", shape), g.input("s", [2]), g.input("b", [2])];
      const [y, mean, variance] = g.batchNormTrain(value, scale, bias);
      const stored = g.batchNormInfer(value, scale, bias, { mean, variance });
      const [a, b] = g.evaluate([y, stored], given);
      a!.data.forEach((v, i) => {
        expect(b!.data[i]).toBeCloseTo(v, 12);
      });
      expect(gradientError(probe([stored], keyOf(2))!, [value, scale, bias], given, keyOf(3))).toBeLessThan(1e-6);
    },
  );
});

describe("where entries tie", () => {
  it("pooling follows the first maximum of each window; overlapping windows add up", () => {
    expect(slope((x) => g.maxPool2d(x, 2), Array(16).fill(1), [1, 1, 4, 4])).toEqual([
      ...[1, 0, 1, 0, 0, 0, 0, 0],
      ...[1, 0, 1, 0, 0, 0, 0, 0],
    ]);
    const peak = [0, 0, 0, 0, 5, 0, 0, 0, 0];
    expect(slope((x) => g.maxPool2d(x, 2, { strides: 1 }), peak, [1, 1, 3, 3])).toEqual([0, 0, 0, 0, 4, 0, 0, 0, 0]);
  });

  it("max and min share the gradient, maximum and minimum give it to the first, relu has none at zero", () => {
    expect(slope((x) => g.max(x), [2, 1, 2])).toEqual([0.5, 0, 0.5]);
    expect(slope((x) => g.min(x), [1, 1, 2])).toEqual([0.5, 0.5, 0]);
    const [a, b] = [g.input("a", []), g.input("b", [])];
    for (const f of [g.maximum, g.minimum])
      expect(g.gradient(f(a, b), [a, b]).map((d) => valuesOf(d, { a: [1], b: [1] })[0])).toEqual([1, 0]);
    expect(slope(g.relu, [-1, 0, 1])).toEqual([0, 0, 1]);
    const many = Array.from({ length: 1 << 16 }, (_, i) => (i % 3) - 1);
    expect(slope(g.relu, many)).toEqual(many.map((v) => Math.max(v, 0)));
  });

  it("argMax takes the first", () => {
    expect(valuesOf(g.argMax(g.constant([1, 3, 3, 2, 2, 2], [2, 3])))).toEqual([1, 0]);
  });
});

describe("gradients of several outputs", () => {
  it("only what was reached costs nodes: a mean alone does not differentiate y", () => {
    const x = g.input("x", [4, 2]);
    const ones = g.constant([1, 1], [2]);
    const [, mean] = g.batchNormTrain(x, ones, ones);
    const [dx] = g.gradient(g.sum(mean), [x]);
    expect(valuesOf(dx!, { x: [1, 2, 3, 4, 5, 6, 7, 8] })).toEqual(Array(8).fill(0.25));
    expect(g.topological([dx!]).some(({ op }) => op.name === "batchNormTrain")).toBe(false);
  });

  it("parts of a split that nothing uses get zeros", () => {
    expect(slope((x) => g.mul(g.split(x, [1, 2, 1], 0)[1]!, 3), [1, 2, 3, 4])).toEqual([0, 3, 3, 0]);
  });
});
