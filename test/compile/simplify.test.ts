import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simplify } from "../../src/compile/index.ts";
import { arithmetic } from "../../src/compile/passes/arithmetic.ts";
import { absorbExpand } from "../../src/compile/passes/broadcast.ts";
import { fill, fold, settle } from "../../src/compile/passes/fold.ts";
import { layout } from "../../src/compile/passes/layout.ts";
import { logic } from "../../src/compile/passes/logic.ts";
import { matmulTranspose } from "../../src/compile/passes/matmul.ts";
import { reduction } from "../../src/compile/passes/reduction.ts";
import { type Pass, rewrite } from "../../src/compile/rewrite.ts";
import * as g from "../../src/graph/index.ts";
import { difference, opsOf, programs } from "./programs.ts";

const passes: Readonly<Record<string, readonly Pass[]>> = {
  sharing: [],
  fill: [fill],
  fold: [fold],
  settle: [settle],
  arithmetic: [arithmetic],
  logic: [logic],
  layout: [layout],
  reduction: [reduction],
  absorbExpand: [absorbExpand],
  matmulTranspose: [matmulTranspose],
};

/** Nodes that compute; an expansion that moved behind a smaller computation may remain as one more. */
const computing = (values: readonly g.Value[]): number => opsOf(values).filter((name) => name !== "expand").length;

describe("values are preserved on random programs", () => {
  for (const [name, list] of Object.entries(passes))
    it(`by ${name}`, () => {
      fc.assert(
        fc.property(programs, ({ outputs, feeds }) => {
          expect(difference(outputs, rewrite(outputs, list), feeds)).toBeUndefined();
        }),
        { numRuns: 150 },
      );
    });

  it("by all together, with no more nodes than sharing leaves, and nothing left to do", () => {
    fc.assert(
      fc.property(programs, ({ outputs, feeds }) => {
        const simple = simplify(outputs);
        expect(difference(outputs, simple, feeds)).toBeUndefined();
        expect(computing(simple)).toBeLessThanOrEqual(computing(rewrite(outputs, [])));
        expect(opsOf(simplify(simple))).toEqual(opsOf(simple));
      }),
      { numRuns: 400 },
    );
  });
});

describe("nodes that go", () => {
  const x = g.input("x", [4, 3]);
  const w = g.input("w", [5, 3]);
  const s = g.input("s", []);
  const m = g.greater(x, 0);
  const zeros = g.expand(g.constant(0), [4, 3]);
  const cases: readonly (readonly [string, g.Value, readonly string[]])[] = [
    ["x + 0", g.add(x, 0), []],
    ["0 + x, the zero expanded", g.add(zeros, x), []],
    ["x − 0", g.sub(x, zeros), []],
    ["0 − x", g.sub(0, x), ["neg"]],
    ["x · 1", g.mul(x, 1), []],
    ["x / 1", g.div(x, 1), []],
    ["x · −1", g.mul(x, -1), ["neg"]],
    ["x¹", g.pow(x, 1), []],
    ["x²", g.pow(x, 2), ["mul"]],
    ["−−x", g.neg(g.neg(x)), []],
    ["x + (−y)", g.add(x, g.neg(s)), ["sub"]],
    ["x − (−y)", g.sub(x, g.neg(s)), ["add"]],
    ["−(x − y)", g.neg(g.sub(x, s)), ["sub"]],
    ["x + x", g.add(x, x), ["mul"]],
    ["(2x) · 3", g.mul(g.mul(x, 2), 3), ["mul"]],
    ["(−x) · 3", g.mul(g.neg(x), 3), ["mul"]],
    ["x · 0 stays: x may have overflowed", g.mul(x, 0), ["mul"]],
    ["factors that float32 cannot merge", g.mul(g.mul(x, 1e-30), 1e-30), ["mul", "mul"]],
    ["not(not(m))", g.not(g.not(m)), ["greater"]],
    ["bool as number as bool", g.cast(g.cast(m, "f32"), "bool"), ["greater"]],
    ["cast to the same type", g.cast(x, "f32"), []],
    ["where(m, x, x)", g.where(m, x, x), []],
    ["where(not m, 0, x)", g.where(g.not(m), 0, x), ["greater", "where"]],
    ["where(m, where(m, x, 0), 0)", g.where(m, g.where(m, x, 0), 0), ["greater", "where"]],
    ["where(true, x, 0)", g.where(g.constant(1, [], "bool"), x, 0), []],
    ["reshape of reshape", g.reshape(g.reshape(x, [12]), [3, 4]), ["reshape"]],
    ["reshape there and back", g.reshape(g.reshape(x, [12]), [4, 3]), []],
    ["transpose of transpose", g.transpose(g.transpose(x)), []],
    ["transpose of axes of size 1", g.transpose(g.reshape(x, [1, 12])), ["reshape"]],
    ["identity expand", g.expand(x, [4, 3]), []],
    ["expand of expand", g.expand(g.expand(s, [3]), [4, 3]), ["expand"]],
    ["mean over size-1 axes", g.mean(g.reshape(x, [4, 1, 3, 1]), [1, 3]), []],
    ["sum that keeps axes, reshaped", g.reshape(g.sum(x, [0], true), [3]), ["sum"]],
    ["sum that loses axes, reshaped to have them", g.reshape(g.mean(x, [0]), [1, 3]), ["mean"]],
    ["sum over all axes of a reshape", g.sum(g.reshape(x, [12])), ["sum"]],
    [
      "a tensor of one entry as a scalar before an elementwise op",
      g.mul(x, g.reshape(g.mean(x, [0, 1], true), [])),
      ["mean", "mul"],
    ],
    ["sum of an expansion", g.sum(g.expand(s, [4, 3])), ["mul"]],
    ["max of an expansion", g.max(g.expand(s, [4, 3]), [0]), ["expand"]],
    ["an expansion before an elementwise op", g.mul(x, g.expand(s, [4, 3])), ["mul"]],
    ["an expansion before a unary op moves behind it", g.sum(g.exp(g.expand(s, [4, 3]))), ["exp", "mul"]],
    ["xᵀ in a product", g.matmul(x, g.transpose(w)), ["matmul"]],
    ["(x wᵀ)ᵀ", g.transpose(g.matmul(x, w, { transposeB: true })), ["matmul"]],
    ["constants only", g.mul(x, g.exp(g.sum(g.constant([1, 2], [2])))), ["mul"]],
    ["the same twice", g.sub(g.exp(x), g.mul(g.exp(x), s)), ["exp", "mul", "sub"]],
    ["the same in another order", g.mul(g.exp(g.mul(x, s)), g.mul(s, x)), ["mul", "exp", "mul"]],
    [
      "equal constants",
      g.mul(g.add(x, g.constant([1, 2, 3], [3])), g.add(x, g.constant([1, 2, 3], [3]))),
      ["add", "mul"],
    ],
  ];
  for (const [name, value, expected] of cases)
    it(name, () => {
      const simple = simplify([value]);
      expect(opsOf(simple)).toEqual(expected);
      const feeds = {
        x: Array.from({ length: 12 }, (_, i) => (i % 5) - 2),
        w: Array.from({ length: 15 }, (_, i) => i % 4),
        s: [2],
      };
      expect(difference([value], simple, feeds)).toBeUndefined();
    });
});

describe("limits", () => {
  it("does not fold a large expansion into megabytes", () => {
    const simple = simplify([g.sum(g.matmul(g.expand(g.constant(2), [1000, 1000]), g.input("x", [1000, 1])))]);
    expect(opsOf(simple)).toContain("expand");
  });

  it("settles a small expansion that nothing absorbs into a constant", () => {
    expect(opsOf(simplify([g.matmul(g.expand(g.constant(1), [1, 4]), g.input("x", [4, 3]))]))).toEqual(["matmul"]);
  });

  it("keeps sizes that are known only at run time", () => {
    const x = g.input("x", [-1, 3]);
    const value = g.mul(g.add(x, 0), g.reshape(g.expand(g.input("s", []), [3]), [1, 3]));
    const [simple] = simplify([value]);
    expect(simple!.shape).toEqual([-1, 3]);
    expect(opsOf([simple!])).toEqual(["mul"]);
  });

  it("simplifies a chain of 20,000 nodes without overflowing the stack", () => {
    let y = g.input("x", []);
    for (let i = 0; i < 20_000; i++) y = i % 2 === 0 ? g.add(y, 0) : g.tanh(y);
    expect(opsOf(simplify([y])).length).toBe(10_000);
  });
});
