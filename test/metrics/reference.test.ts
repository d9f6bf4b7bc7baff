import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as metrics from "../../src/train/metrics/index.ts";
import type { Metric, Predictions } from "../../src/train/metrics/index.ts";

interface Case {
  readonly name: string;
  readonly kind: "binary" | "multiclass" | "regression";
  readonly rows: number;
  readonly classes?: number;
  readonly probabilities?: number[];
  readonly values?: number[];
  readonly targets: number[];
  readonly weights?: number[];
  readonly scores: Record<string, number>;
}

const file = new URL("../fixtures/metrics/metrics.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];
const byName: Record<string, Metric> = metrics;

function predictionsOf(c: Case): Predictions {
  const rest = {
    rows: c.rows,
    targets: Float32Array.from(c.targets),
    weights: c.weights && Float64Array.from(c.weights),
  };
  return c.kind === "regression"
    ? { ...rest, kind: c.kind, values: Float32Array.from(c.values!) }
    : { ...rest, kind: c.kind, classes: c.classes!, probabilities: Float32Array.from(c.probabilities!) };
}

describe("metrics equal scikit-learn", () => {
  for (const c of cases)
    for (const [name, expected] of Object.entries(c.scores))
      it(`${name} of ${c.name}`, () => {
        const metric = byName[name]!;
        expect(Math.abs(metric.score(predictionsOf(c)) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, expected));
      });

  it("every metric has a reference for every kind of task that it measures", () => {
    for (const metric of Object.values(metrics))
      for (const kind of metric.kinds)
        expect(
          cases.some((c) => c.kind === kind && metric.name in c.scores),
          `${metric.name} ${kind}`,
        ).toBe(true);
  });
});
