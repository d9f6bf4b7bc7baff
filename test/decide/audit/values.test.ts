import { describe, expect, it } from "vitest";
import { auditOperations, type ValueEvaluation } from "../../../src/decide/index.ts";
import type { ValuePredictions } from "../../../src/train/metrics/index.ts";
import { flip, randomFor } from "./make.ts";

const random = randomFor(4);
const targets = Float32Array.from({ length: 600 }, () => random.normal());

/** Targets with errors of this standard deviation. */
function guesses(error: number, seed: number): ValuePredictions {
  const noise = randomFor(seed);
  return { kind: "regression", rows: 600, targets, values: targets.map((t) => t + error * noise.normal()) };
}

async function audit(clean: ValuePredictions, changed: (draw: number) => ValuePredictions) {
  const { operations } = await auditOperations({
    ...{ operations: [flip], clean },
    score: async (_o, _s, draw) => changed(draw),
  });
  return { ...operations[0]!, evaluation: operations[0]!.evaluations[0] as ValueEvaluation };
}

describe("an audit of numbers", () => {
  const clean = guesses(0.5, 1);

  it("measures the rise of the root mean squared error", async () => {
    const doubled = { ...clean, values: clean.values.map((v, row) => targets[row]! + 2 * (v - targets[row]!)) };
    const { evaluation, verdict } = await audit(clean, () => doubled);
    expect(evaluation.errorRise.value).toBeCloseTo(1, 5);
    expect(evaluation.errorRise.high - evaluation.errorRise.low).toBeLessThan(1e-4);
    expect(evaluation.affinity.value).toBeCloseTo(0.5, 5);
    expect(verdict).toBe("breaks labels");
  });

  it("calls small rises safe, larger ones risky, and a loss of most skill broken", async () => {
    const shifted = (by: number) => ({ ...clean, values: clean.values.map((v) => v + by) });
    expect((await audit(clean, () => shifted(0.1))).verdict).toBe("safe");
    expect((await audit(clean, () => shifted(0.35))).verdict).toBe("risky");
    expect((await audit(clean, () => shifted(0.8))).verdict).toBe("breaks labels");
    expect((await audit(clean, () => clean)).sentence).toBe("the model sees no difference");
    const mean = { ...clean, values: clean.values.map(() => 0.5) };
    expect((await audit(mean, () => mean)).verdict).toBe("can't tell");
  });

  it("covers the true rise in 99 % of samples", async () => {
    let missed = 0;
    for (let trial = 0; trial < 60; trial++) {
      const { errorRise } = (await audit(guesses(0.5, 100 + trial), () => guesses(0.7, 1000 + trial))).evaluation;
      if (errorRise.low > 0.4 || errorRise.high < 0.4) missed++;
    }
    expect(missed).toBeLessThanOrEqual(3);
  });

  it("says what few rows cannot tell", async () => {
    const few = (of: ValuePredictions): ValuePredictions => ({
      ...{ kind: "regression", rows: 12 },
      values: of.values.slice(0, 12),
      targets: targets.slice(0, 12),
    });
    const { verdict, sentence } = await audit(few(clean), (draw) => few(guesses(0.55, draw + 50)));
    expect(verdict).toBe("can't tell");
    expect(sentence).toMatch(/more rows would tell$/u);
  });

  it("lets pass what a model trained with it does as well", async () => {
    const relearn = async () => ({ clean: guesses(0.5, 7), changed: guesses(0.5, 8) });
    const { operations } = await auditOperations({
      ...{ operations: [flip], clean, relearn },
      score: async () => guesses(0.9, 9),
    });
    expect(operations[0]).toMatchObject({ verdict: "safe" });
    expect(operations[0]!.sentence).toMatch(/^only unfamiliar/u);
  });
});
