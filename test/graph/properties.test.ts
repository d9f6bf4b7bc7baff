import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf, type Shape, sizeOf, stridesOf } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";
import { gradientError, probe } from "./laws.ts";

const size = fc.integer({ min: 1, max: 3 });
const shape = fc.array(size, { maxLength: 4 });
const seed = fc.integer({ min: 0, max: 1e9 });

/** A shape and one that broadcasts with it: axes dropped from the outside, others cut to 1, on either side. */
const partners = fc
  .tuple(shape, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), fc.nat(4))
  .map(([whole, cut, dropped]) => {
    const one = whole.map((d, i) => (cut[i]! ? 1 : d)).slice(Math.min(dropped, whole.length));
    const other = whole.map((d, i) => (cut[i + 4]! && !cut[i]! ? 1 : d));
    return cut[7]! ? ([one, other] as const) : ([other, one] as const);
  });

function numbers(shape: Shape, from: number, [low, high]: readonly [number, number] = [-2, 2]): Float64Array {
  const random = randomOf(keyOf(from));
  return Float64Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random.uniform());
}

/** Every coordinate of a shape, in row-major order. */
const coordinates = (shape: Shape): number[][] =>
  shape.reduce<number[][]>((all, d) => all.flatMap((c) => Array.from({ length: d }, (_, i) => [...c, i])), [[]]);
/** The entry at a coordinate, aligned from the right, axes of size 1 repeated. */
const entry = (data: Float64Array, shape: Shape, coordinate: readonly number[]): number => {
  const aligned = shape.length === 0 ? [] : coordinate.slice(-shape.length);
  const strides = stridesOf(shape);
  return data[aligned.reduce((at, c, axis) => at + (shape[axis] === 1 ? 0 : c * strides[axis]!), 0)]!;
};

const agrees = (outputs: readonly g.Value[], wrt: readonly g.Value[], given: Record<string, Float64Array>): void => {
  expect(gradientError(probe(outputs, keyOf(1))!, wrt, given, keyOf(2), 1)).toBeLessThan(1e-6);
};

describe("elementwise ops on shapes that broadcast", () => {
  const binary = {
    add: [g.add, (a: number, b: number) => a + b],
    sub: [g.sub, (a: number, b: number) => a - b],
    mul: [g.mul, (a: number, b: number) => a * b],
    div: [g.div, (a: number, b: number) => a / b],
    pow: [g.pow, (a: number, b: number) => a ** b],
    maximum: [g.maximum, (a: number, b: number) => (a > b ? a : b)],
    minimum: [g.minimum, (a: number, b: number) => (a < b ? a : b)],
  } as const;

  it.each(Object.entries(binary))("%s combines the aligned entries, and so does its gradient", (_, [op, f]) => {
    fc.assert(
      fc.property(partners, seed, ([a, b], from) => {
        const given = { a: numbers(a, from, [0.5, 2]), b: numbers(b, from + 1, [2.5, 4]) };
        const [x, y] = [g.input("a", a), g.input("b", b)];
        const z = op(x, y);
        const found = g.evaluate([z], given)[0]!.data;
        expect([...found]).toEqual(coordinates(z.shape).map((c) => f(entry(given.a, a, c), entry(given.b, b, c))));
        agrees([z], [x, y], given);
      }),
      { numRuns: 25 },
    );
  });

  it("where picks by the aligned condition", () => {
    fc.assert(
      fc.property(partners, seed, ([a, b], from) => {
        const given = { c: numbers(b, from, [0, 2]).map(Math.floor), a: numbers(a, from + 1), b: numbers(b, from + 2) };
        const x = g.where(g.input("c", b, "bool"), g.input("a", a), g.input("b", b));
        const wanted = coordinates(x.shape).map((at) =>
          entry(given.c, b, at) === 1 ? entry(given.a, a, at) : entry(given.b, b, at),
        );
        expect([...g.evaluate([x], given)[0]!.data]).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });
});

describe("reductions over any axes", () => {
  const folds = {
    sum: [g.sum, (v: readonly number[]) => v.reduce((a, b) => a + b, 0)],
    mean: [g.mean, (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length],
    max: [g.max, (v: readonly number[]) => Math.max(...v)],
    min: [g.min, (v: readonly number[]) => Math.min(...v)],
    logSumExp: [g.logSumExp, (v: readonly number[]) => Math.log(v.reduce((a, b) => a + Math.exp(b), 0))],
  } as const;

  it.each(Object.entries(folds))("%s folds the entries that share the other coordinates", (_, [op, f]) => {
    const reduced = shape.chain((s) => fc.tuple(fc.constant(s), fc.subarray(s.map((__, i) => i)), fc.boolean()));
    fc.assert(
      fc.property(reduced, seed, ([s, axes, keep], from) => {
        const x = g.input("x", s);
        const given = { x: numbers(s, from) };
        const y = op(x, axes, keep);
        expect(y.shape).toEqual(s.flatMap((d, i) => (axes.includes(i) ? (keep ? [1] : []) : [d])));
        const groups = new Map<string, number[]>();
        for (const c of coordinates(s)) {
          const name = c.filter((__, i) => !axes.includes(i)).join();
          groups.set(name, [...(groups.get(name) ?? []), entry(given.x, s, c)]);
        }
        const found = g.evaluate([y], given)[0]!.data;
        expect(found.length).toBe(groups.size);
        [...groups.values()].forEach((v, i) => {
          expect(found[i]).toBeCloseTo(f(v), 12);
        });
        if (name(op) !== "max" && name(op) !== "min") agrees([y], [x], given);
      }),
      { numRuns: 40 },
    );
  });
});

const name = (op: (x: g.Value) => g.Value): string => op(g.input("x", [1])).node.op.name;

describe("matmul", () => {
  const factors = fc.tuple(partners, size, size, size, fc.boolean(), fc.boolean());

  it("multiplies batches that broadcast, transposed or not, and so does its gradient", () => {
    fc.assert(
      fc.property(factors, seed, ([[batchA, batchB], m, k, n, transposeA, transposeB], from) => {
        const a = [...batchA, ...(transposeA ? [k, m] : [m, k])];
        const b = [...batchB, ...(transposeB ? [n, k] : [k, n])];
        const given = { a: numbers(a, from), b: numbers(b, from + 1) };
        const [x, y] = [g.input("a", a), g.input("b", b)];
        const z = g.matmul(x, y, { transposeA, transposeB });
        const found = g.evaluate([z], given)[0]!.data;
        for (const [at, c] of coordinates(z.shape).entries()) {
          const [batch, i, j] = [c.slice(0, -2), c.at(-2)!, c.at(-1)!];
          let wanted = 0;
          for (let l = 0; l < k; l++)
            wanted +=
              entry(given.a, a, [...batch, ...(transposeA ? [l, i] : [i, l])]) *
              entry(given.b, b, [...batch, ...(transposeB ? [j, l] : [l, j])]);
          expect(found[at]).toBeCloseTo(wanted, 12);
        }
        agrees([z], [x, y], given);
      }),
      { numRuns: 60 },
    );
  });
});

describe("parts of arrays", () => {
  it("split undoes concat, slice undoes pad, transpose undoes itself, gather undoes scatter of a permutation", () => {
    fc.assert(
      fc.property(
        shape.filter((s) => s.length > 0),
        seed,
        (s, from) => {
          const random = randomOf(keyOf(from));
          const axis = random.below(s.length);
          const given = { x: numbers(s, from) };
          const x = g.input("x", s);
          const order = s.map((_, i) => (i + axis) % s.length);
          const some = s.map(() => random.below(3));
          const rows = Array.from({ length: s[0]! }, (_, i) => (i + axis) % s[0]!);
          const index = g.constant(rows, [s[0]!], "i64");
          const same = [
            g.split(g.concat([g.neg(x), x, x], axis), [s[axis]!, 2 * s[axis]!], axis)[1]!,
            g.slice(
              g.pad(x, some, some.toReversed()),
              ...s.map((d, i) => ({ axis: i, start: some[i]!, end: some[i]! + d })),
            ),
            g.transpose(
              g.transpose(x, order),
              order.map((_, i) => order.indexOf(i)),
            ),
            g.gather(g.scatterAdd(x, index, s[0]!), index),
            g.slice(g.slice(x, { axis, step: -1 }), { axis, step: -1 }),
          ];
          const [joined, ...others] = g.evaluate(same, given).map(({ data }) => [...data]);
          for (const other of others) expect(other).toEqual([...given.x]);
          const doubled = g.evaluate([g.concat([x, x], axis)], given)[0]!.data;
          expect(joined).toEqual([...doubled]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
