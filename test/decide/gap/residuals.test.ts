import { expect, it } from "vitest";
import { localDistances } from "../../../src/decide/gap/residuals.ts";

it("rows that are met exactly lie at no distance, and one that is not lies far away", () => {
  const predictions = Float32Array.from({ length: 50 }, (_, row) => row);
  expect([...localDistances(predictions, new Float64Array(50))]).toEqual(new Array(50).fill(0));
  const one = Float64Array.from(predictions, (row) => Number(row === 7));
  expect(localDistances(predictions, one).indexOf(Math.max(...localDistances(predictions, one)))).toBe(7);
});
