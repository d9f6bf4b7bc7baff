import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import { constant, evaluate, gradient, input, mul, sum } from "../../src/graph/index.ts";
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
  confidencePenalty: [losses.confidencePenalty(), losses.confidencePenalty(1)],
  crossEntropy: [
    losses.crossEntropy(),
    losses.crossEntropy(0.2),
    losses.crossEntropy({ labelSmoothing: 0.1, classWeights: [0.5, 1, 4] }),
  ],
  distillation: [losses.distillation(), losses.distillation({ temperature: 1, alpha: 0.5 })],
  focal: [losses.focal(), losses.focal({ gamma: 0.5, classWeights: [0.5, 1, 4] })],
  generalizedCrossEntropy: [losses.generalizedCrossEntropy(), losses.generalizedCrossEntropy(0.1)],
  huber: [losses.huber(), losses.huber(0.3)],
  meanOverMembers: [losses.meanOverMembers(losses.crossEntropy(0.1), 1), losses.meanOverMembers(losses.mse(), 1)],
  mse: [losses.mse()],
  rDrop: [
    losses.rDrop(losses.crossEntropy(0.1)),
    losses.rDrop(losses.bceWithLogits(), 3),
    losses.rDrop(losses.mse()),
    losses.rDrop(losses.distillation()),
  ],
  sigmoidFocal: [losses.sigmoidFocal(), losses.sigmoidFocal({ gamma: 0.5, alpha: 0.9 })],
};
const cases = Object.entries(table).flatMap(([name, list]) => list.map((loss, i) => [`${name} ${i}`, loss] as const));

const [ROWS, OUTPUTS] = [5, 3];
const strength = (_: string, value: number) => constant(value);
const random = randomOf(fold(keyOf(3), "loss"));
const draw = (length: number, f: () => number): Float64Array => Float64Array.from({ length }, f);

const shares = (length: number): Float64Array => draw(length, () => random.uniform());
/** Rows of shares that sum to 1. */
function classShares(): Float64Array {
  const all = shares(ROWS * OUTPUTS);
  const total = (row: number): number => all.slice(row * OUTPUTS, (row + 1) * OUTPUTS).reduce((a, b) => a + b, 0);
  return all.map((share, i) => share / total(Math.floor(i / OUTPUTS)));
}
const TARGETS = {
  values: () => draw(ROWS * OUTPUTS, () => random.normal()),
  binary: () => shares(ROWS * OUTPUTS),
  classes: classShares,
} as const;

const widthOf = (loss: Loss): number => loss.targetWidth?.(OUTPUTS) ?? OUTPUTS;
const passesOf = (loss: Loss, mode: "learn" | "infer"): number => (mode === "learn" ? (loss.passes ?? 1) : 1);
/** Rows of the first array, each followed by its row of the second. */
const beside = (a: Float64Array, b: Float64Array): number[] =>
  Array.from({ length: ROWS }, (_, row) => [...rowOf(a, row, OUTPUTS), ...rowOf(b, row, b.length / ROWS)]).flat();
const rowOf = (x: Float64Array, row: number, width: number): Float64Array => x.slice(row * width, (row + 1) * width);

/** Targets of the loss's kind, and real numbers for what it has beside them. */
const targets = (loss: Loss): Float64Array =>
  Float64Array.from(
    beside(
      TARGETS[loss.target](),
      draw(ROWS * (widthOf(loss) - OUTPUTS), () => random.normal()),
    ),
  );

/** Losses whose least expected value is elsewhere than at the true probabilities: they rank hard targets alone. */
const IMPROPER: readonly string[] = ["focal", "generalizedCrossEntropy", "sigmoidFocal"];

describe("every loss keeps the contract", () => {
  const inputs = (loss: Loss, mode: "learn" | "infer", rows = ROWS) => ({
    prediction: input("z", [passesOf(loss, mode) * rows, OUTPUTS]),
    target: input("y", [rows, widthOf(loss)]),
  });
  const r = input("r", [ROWS]);
  const given = (loss: Loss, mode: "learn" | "infer") => ({
    z: draw(passesOf(loss, mode) * ROWS * OUTPUTS, () => 2 * random.normal()),
    y: targets(loss),
    r: draw(ROWS, () => random.normal()),
  });

  for (const mode of ["learn", "infer"] as const)
    it.each(cases)(`%s: gradients in ${mode} mode are differences`, (_, loss) => {
      const { prediction, target } = inputs(loss, mode);
      const rows = loss.rows(prediction, target, mode, strength);
      expect(rows.shape).toEqual([ROWS]);
      expectDifferences(sum(mul(r, rows)), [{ value: prediction }], given(loss, mode));
    });

  it.each(cases)("%s: rows do not meet", (_, loss) => {
    const [numbers, passes] = [given(loss, "learn"), passesOf(loss, "learn")];
    const { prediction, target } = inputs(loss, "learn");
    const whole = evaluate([loss.rows(prediction, target, "learn", strength)], numbers)[0]!.data;
    const single = inputs(loss, "learn", 1);
    const one = loss.rows(single.prediction, single.target, "learn", strength);
    for (let row = 0; row < ROWS; row++) {
      const z = Array.from({ length: passes }, (__, pass) => [...rowOf(numbers.z, pass * ROWS + row, OUTPUTS)]).flat();
      const y = rowOf(numbers.y, row, widthOf(loss));
      expect(evaluate([one], { z, y })[0]!.data[0]).toBeCloseTo(whole[row]!, 12);
    }
  });

  it.each(cases.filter(([name]) => !IMPROPER.includes(name.split(" ")[0]!)))(
    "%s: no prediction beats the target itself",
    (_, loss) => {
      const numbers = given(loss, "infer");
      const { prediction, target } = inputs(loss, "infer");
      const y = Float64Array.from({ length: ROWS * OUTPUTS }, (__, i) => {
        const row = Math.floor(i / OUTPUTS);
        return numbers.y[row * widthOf(loss) + (i % OUTPUTS)]!;
      });
      const logit = (p: number): number => (loss.target === "binary" ? Math.log(p / (1 - p)) : Math.log(p));
      const best = loss.target === "values" ? y : y.map(logit);
      const scored = loss.rows(prediction, target, "infer", strength);
      const at = (z: Float64Array): number => evaluate([scored], { ...numbers, z })[0]!.data.reduce((a, b) => a + b, 0);
      const weighted = JSON.stringify(loss.settings).includes("[0.5");
      if (!weighted)
        for (let k = 0; k < 20; k++) expect(at(best.map((z) => z + 0.3 * random.normal()))).toBeGreaterThan(at(best));
    },
  );

  it.each(cases.filter(([name]) => IMPROPER.includes(name.split(" ")[0]!)))(
    "%s: the surer of a hard target, the less",
    (_, loss) => {
      const { prediction, target } = inputs(loss, "learn", 1);
      const rows = loss.rows(prediction, target, "learn", strength);
      const at = (z: number): number => evaluate([rows], { z: [-z, z, -z], y: [0, 1, 0] })[0]!.data[0]!;
      const costs = [-20, -5, -1, 0, 1, 5, 20].map(at);
      expect(costs.toSorted((a, b) => b - a)).toEqual(costs);
      expect(costs.at(-1)!).toBeLessThan(1e-7);
      expect(new Set(costs).size).toBe(costs.length);
    },
  );

  it.each(cases)("%s: stays finite for logits of ±1000", (_, loss) => {
    const { prediction, target } = inputs(loss, "learn");
    const numbers = given(loss, "learn");
    const z = numbers.z.map(() => (random.uniform() < 0.5 ? -1000 : 1000));
    const rows = loss.rows(prediction, target, "learn", strength);
    for (const { data } of evaluate([rows, gradient(sum(rows), [prediction])[0]!], { ...numbers, z }))
      expect(data.every(Number.isFinite)).toBe(true);
  });
});
