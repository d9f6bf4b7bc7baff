import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classPredictions } from "../../src/train/classes.ts";
import { accuracy } from "../../src/train/metrics/index.ts";
import { pickRows } from "../../src/train/pick.ts";

describe("pickRows", () => {
  it("takes rows of x, y and ids in the given order, however often", () => {
    const cases = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 }), fc.boolean())
      .chain(([rows, width, named]) =>
        fc.tuple(
          fc.constant({
            rows,
            x: Float32Array.from({ length: rows * width }, (_, i) => i),
            y: Float32Array.from({ length: rows * 2 }, (_, i) => 1000 + i),
            ...(named ? { ids: Int32Array.from({ length: rows }, (_, i) => 100 + i) } : {}),
          }),
          fc.array(fc.integer({ min: 0, max: rows - 1 }), { minLength: 1, maxLength: 30 }),
        ),
      );
    fc.assert(
      fc.property(cases, ([all, order]) => {
        const { rows, x, y, ids } = pickRows(all, Int32Array.from(order));
        const width = all.x.length / all.rows;
        expect(rows).toBe(order.length);
        for (const [i, row] of order.entries()) {
          expect(x[i * width]).toBe(row * width);
          expect(x[(i + 1) * width - 1]).toBe((row + 1) * width - 1);
          expect([y[2 * i], y[2 * i + 1]]).toEqual([1000 + 2 * row, 1001 + 2 * row]);
        }
        expect(ids).toEqual(all.ids === undefined ? undefined : Int32Array.from(order, (row) => 100 + row));
      }),
    );
  });
});

describe("classPredictions", () => {
  it("finds the classes of one-hot targets; two of them are a binary task", () => {
    const examples = { rows: 3, x: new Float32Array(3), y: Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0) };
    const said = classPredictions(examples, Float32Array.of(0.1, 0.2, 0.7, 0.6, 0.2, 0.2, 0.5, 0.3, 0.2));
    expect(said).toMatchObject({ kind: "multiclass", rows: 3, classes: 3, targets: Float32Array.of(2, 0, 1) });
    expect(accuracy.score(said)).toBeCloseTo(2 / 3, 12);
    const two = { rows: 2, x: new Float32Array(2), y: Float32Array.of(0, 1, 1, 0) };
    expect(classPredictions(two, new Float32Array(4))).toMatchObject({
      kind: "binary",
      targets: Float32Array.of(1, 0),
    });
  });
});
