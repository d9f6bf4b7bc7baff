import fc from "fast-check";
import { expect, it } from "vitest";
import { sizeOf } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";

const SHAPE = [2, 3, 4, 6];
/** Few different numbers: many windows have several maxima. */
const images = fc.array(fc.integer({ min: -2, max: 1 }), { minLength: sizeOf(SHAPE), maxLength: sizeOf(SHAPE) });

/** dx of Σ dy · pool(x), dy different everywhere. */
function gradients(pool: (x: g.Value) => g.Value, x: readonly number[]): number[] {
  const value = g.input("x", SHAPE);
  const y = pool(value);
  const dy = g.constant(
    Float64Array.from({ length: sizeOf(y.shape) }, (_, i) => i + 1),
    y.shape,
  );
  const [dx] = g.gradient(g.sum(g.mul(y, dy)), [value]);
  return g.evaluate([y, dx!], { x }).flatMap(({ data }) => Array.from(data, (v) => v + 0));
}

/** The same by indices: what the op says of its first maxima. */
function byIndices(x: readonly number[]): number[] {
  const value = g.input("x", SHAPE);
  const at = g.evaluate([g.maxPool2dIndices(value, 2)], { x })[0]!.data;
  const dx = new Array<number>(x.length).fill(0);
  for (const [i, from] of at.entries()) dx[from]! += i + 1;
  return [...Array.from(at, (from) => x[from]! + 0), ...dx];
}

it("gives the gradient of windows of 2 × 2 to the first maximum in reading order", () => {
  fc.assert(
    fc.property(images, (x) => {
      expect(gradients((v) => g.maxPool2d(v, 2), x)).toEqual(byIndices(x));
    }),
  );
});

it("pools before relu and before channels are silenced, and says the same", () => {
  const mask = g.abs(g.constant([2, 0, 1, 0, 1, 2], [2, 3, 1, 1]));
  const silenced = (v: g.Value): g.Value => g.mul(g.relu(v), mask);
  const late = (v: g.Value): g.Value => g.maxPool2d(g.add(silenced(v), 0), 2);
  const early = (v: g.Value): g.Value => g.maxPool2d(silenced(v), 2);
  expect(early(g.input("x", SHAPE)).node.inputs[0]!.node.op.name).toBe("relu");
  const options = { numRuns: 30 };
  fc.assert(
    fc.property(images, (x) => {
      expect(gradients(early, x)).toEqual(gradients(late, x));
    }),
    options,
  );
});
