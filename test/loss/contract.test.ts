import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import { constant, evaluate, input, mul, sum } from "../../src/graph/index.ts";
import type { Loss } from "../../src/loss/define.ts";
import * as losses from "../../src/loss/index.ts";
import { expectDifferences } from "../support/differences.ts";

/** Where each loss is checked: one without an entry does not compile. */
const table: { readonly [name in keyof typeof losses]: readonly Loss[] } = {
  bceWithLogits: [
    losses.bceWithLogits(),
    losses.bceWithLogits(0.2),
    losses.bceWithLogits({ positiveWeight: [0.5, 1, 4] }),
  ],
  crossEntropy: [
    losses.crossEntropy(),
    losses.crossEntropy(0.2),
    losses.crossEntropy({ labelSmoothing: 0.1, classWeights: [0.5, 1, 4] }),
  ],
  huber: [losses.huber(), losses.huber(0.3)],
  mse: [losses.mse()],
};
const cases = Object.entries(table).flatMap(([name, list]) => list.map((loss, i) => [`${name} ${i}`, loss] as const));

const [ROWS, OUTPUTS] = [5, 3];
const strength = (_: string, value: number) => constant(value);
const random = randomOf(fold(keyOf(3), "loss"));
const draw = (length: number, f: () => number): Float64Array => Float64Array.from({ length }, f);

/** Targets of the loss's kind: real numbers, a share of 0 … 1 per output, or shares that sum to 1. */
function targets({ target }: Loss): Float64Array {
  if (target === "values") return draw(ROWS * OUTPUTS, () => random.normal());
  const shares = draw(ROWS * OUTPUTS, () => random.uniform());
  if (target === "binary") return shares;
  const total = (row: number): number => shares.slice(row * OUTPUTS, (row + 1) * OUTPUTS).reduce((a, b) => a + b, 0);
  return shares.map((share, i) => share / total(Math.floor(i / OUTPUTS)));
}

describe("every loss keeps the contract", () => {
  const [prediction, target, r] = [input("z", [ROWS, OUTPUTS]), input("y", [ROWS, OUTPUTS]), input("r", [ROWS])];
  const given = (loss: Loss) => ({
    z: draw(ROWS * OUTPUTS, () => 2 * random.normal()),
    y: targets(loss),
    r: draw(ROWS, () => random.normal()),
  });

  for (const mode of ["learn", "infer"] as const)
    it.each(cases)(`%s: gradients in ${mode} mode are differences`, (_, loss) => {
      const rows = loss.rows(prediction, target, mode, strength);
      expect(rows.shape).toEqual([ROWS]);
      expectDifferences(sum(mul(r, rows)), [{ value: prediction }], given(loss));
    });

  it.each(cases)("%s: rows do not meet", (_, loss) => {
    const numbers = given(loss);
    const whole = evaluate([loss.rows(prediction, target, "learn", strength)], numbers)[0]!.data;
    const one = loss.rows(input("z", [1, OUTPUTS]), input("y", [1, OUTPUTS]), "learn", strength);
    for (let row = 0; row < ROWS; row++) {
      const own = (x: Float64Array): Float64Array => x.slice(row * OUTPUTS, (row + 1) * OUTPUTS);
      expect(evaluate([one], { z: own(numbers.z), y: own(numbers.y) })[0]!.data[0]).toBeCloseTo(whole[row]!, 12);
    }
  });

  it.each(cases)("%s: no prediction beats the target itself", (_, loss) => {
    const numbers = given(loss);
    const best =
      loss.target === "values"
        ? numbers.y
        : numbers.y.map((p) => (loss.target === "binary" ? Math.log(p / (1 - p)) : Math.log(p)));
    const scored = loss.rows(prediction, target, "infer", strength);
    const at = (z: Float64Array): number => evaluate([scored], { ...numbers, z })[0]!.data.reduce((a, b) => a + b, 0);
    const weighted = JSON.stringify(loss.settings).includes("[0.5");
    if (!weighted)
      for (let k = 0; k < 20; k++) expect(at(best.map((z) => z + 0.3 * random.normal()))).toBeGreaterThan(at(best));
  });

  it.each(cases)("%s: stays finite for logits of ±1000", (_, loss) => {
    const z = draw(ROWS * OUTPUTS, () => (random.uniform() < 0.5 ? -1000 : 1000));
    const rows = evaluate([loss.rows(prediction, target, "learn", strength)], { ...given(loss), z })[0]!.data;
    expect(rows.every(Number.isFinite)).toBe(true);
  });
});
