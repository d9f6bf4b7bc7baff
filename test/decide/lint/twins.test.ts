import fc from "fast-check";
import { expect, it } from "vitest";
import { Twins } from "../../../src/decide/index.ts";

const cell = fc.constantFrom(0, -0, 1, 2.5, Number.NaN);
const rowsOf = fc.array(fc.tuple(cell, cell, fc.integer({ min: 0, max: 1 })), { maxLength: 60 }).map((list) => ({
  rows: list.length,
  x: Float32Array.from(list.flatMap((row) => row.slice(0, 2))),
  y: Float32Array.from(list.flatMap(([, , label]) => [1 - label, label])),
  texts: list.map(([a, b, label]) => [a, b].map((v) => (Object.is(v, -0) ? "-0" : String(v))).join() + label),
  labels: list.map(([, , label]) => label),
}));

it("twins are the rows whose numbers and targets are the same, bit for bit", () => {
  fc.assert(
    fc.property(rowsOf, rowsOf, (train, validation) => {
      const identical = validation.texts.filter((text) => train.texts.includes(text)).length;
      expect(new Twins(train, validation).across()).toEqual({ rows: validation.rows, identical });
      const twins = (label: number): number =>
        train.texts.filter((text, i) => train.labels[i] === label && train.texts.filter((t) => t === text).length > 1)
          .length;
      const count = (label: number): number => train.labels.filter((l) => l === label).length;
      expect(new Twins(train).byClass(["no", "yes"])).toEqual([
        { name: "no", rows: count(0), twins: twins(0) },
        { name: "yes", rows: count(1), twins: twins(1) },
      ]);
    }),
    { numRuns: 60 },
  );
});
