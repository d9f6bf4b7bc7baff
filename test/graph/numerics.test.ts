import { describe, expect, it } from "vitest";
import * as g from "../../src/graph/index.ts";
import { erf } from "../../src/graph/special.ts";
import { FAR, farOps } from "./far.ts";

const at = (f: (x: g.Value) => g.Value, data: readonly number[]): number[] => {
  const x = g.input("x", [data.length]);
  return [...g.evaluate([f(x)], { x: data })[0]!.data];
};
const slopeAt = (f: (x: g.Value) => g.Value, data: readonly number[]): number[] =>
  at((x) => g.gradient(g.sum(f(x)), [x])[0]!, data);

describe("far from zero", () => {
  it("softplus is x or zero, its slope the sigmoid", () => {
    expect(at(g.softplus, [-1000, -100, 100, 1000])).toEqual([0, Math.exp(-100), 100, 1000]);
    expect(slopeAt(g.softplus, [-1000, -100, 100, 1000])).toEqual([0, Math.exp(-100), 1, 1]);
  });

  it("sigmoid saturates without losing its small side", () => {
    expect(at(g.sigmoid, [-1000, 1000])).toEqual([0, 1]);
    expect(at(g.sigmoid, [-100])[0]! / Math.exp(-100)).toBeCloseTo(1, 12);
    expect(slopeAt(g.sigmoid, [-1000, 1000])).toEqual([0, 0]);
  });

  it.each([-1000, -100, 100, 1000])("logSumExp moves with its entries: by %d", (shift) => {
    const near = [0.5, -1, 2];
    const expected = Math.log(near.reduce((total, v) => total + Math.exp(v), 0));
    const far = at(
      (x) => g.logSumExp(x),
      near.map((v) => v + shift),
    )[0]!;
    expect(far - shift).toBeCloseTo(expected, 11);
  });

  it("softmax and log softmax do not change with a shift", () => {
    const near = [0.5, -1, 2];
    for (const shift of [-1000, -100, 100, 1000])
      for (const f of [g.softmax, g.logSoftmax]) {
        const [a, b] = [
          at((x) => f(x), near),
          at(
            (x) => f(x),
            near.map((v) => v + shift),
          ),
        ];
        a.forEach((v, i) => {
          expect(b[i]).toBeCloseTo(v, 11);
        });
      }
  });

  it.each(Object.entries(farOps))("%s and two of its derivatives are finite", (_, f) => {
    const curve = slopeAt((x) => g.mul(g.gradient(g.sum(f(x)), [x])[0]!, x), FAR);
    for (const v of [...at(f, FAR), ...slopeAt(f, FAR), ...curve]) expect(Number.isFinite(v)).toBe(true);
  });
});

describe("erf", () => {
  it("equals tables to 1e-14", () => {
    const table = [
      [0.1, 0.1124629160182849],
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [2.5, 0.999593047982555],
      [2.99, 0.9999764743969194],
      [3.01, 0.9999792610363629],
      [4, 0.9999999845827421],
    ] as const;
    for (const [x, y] of table) {
      expect(Math.abs(erf(x) - y)).toBeLessThan(1e-14);
      expect(erf(-x)).toBe(-erf(x));
    }
    expect(erf(0)).toBe(0);
  });
});
