import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { defaultMetrics, metricFor, metricsFor } from "../../src/train/metrics/choose.ts";
import { type ClassPredictions, auc, rmse } from "../../src/train/metrics/index.ts";

function failureOf(action: () => unknown): RegularizeError {
  try {
    action();
  } catch (error) {
    if (error instanceof RegularizeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const predictions: ClassPredictions = {
  kind: "binary",
  rows: 2,
  classes: 2,
  probabilities: Float32Array.from([0.5, 0.5, 0.1, 0.9]),
  targets: Float32Array.from([0, 1]),
};

describe("metricFor", () => {
  it("chooses a metric of the task that majority guessing cannot win", () => {
    expect(metricFor("binary").name).toBe("auc");
    expect(metricFor("multiclass").name).toBe("balancedAccuracy");
    expect(metricFor("regression").name).toBe("rmse");
    for (const [kind, metric] of Object.entries(defaultMetrics)) expect(metric.kinds).toContain(kind);
  });

  it("finds every metric by name and by title, whatever the case and the separators", () => {
    for (const kind of ["binary", "multiclass", "regression"] as const)
      for (const metric of metricsFor(kind))
        for (const written of [metric.name, metric.title, metric.name.toUpperCase(), metric.title.replace(/ /gu, "_")])
          expect(metricFor(kind, written)).toBe(metric);
    expect(metricsFor("regression").map((m) => m.name)).toEqual(["mae", "r2", "rmse"]);
  });

  it("names the nearest metric for a misspelt one", () => {
    const error = failureOf(() => metricFor("binary", "acuracy"));
    expect([error.code, error.exitCode, error.todo]).toEqual(["E120", 2, 'did you mean "accuracy"?']);
    expect(failureOf(() => metricFor("binary", "zzz")).todo).toContain("known: accuracy, auc");
  });

  it("refuses a metric that does not measure the task and lists those that do", () => {
    const error = failureOf(() => metricFor("regression", "auc"));
    expect([error.code, error.todo]).toEqual(["E121", "choose mae, r2, rmse"]);
    expect(failureOf(() => rmse.score(predictions)).code).toBe("E121");
  });
});

describe("checks of predictions", () => {
  const broken: Record<string, Partial<ClassPredictions>> = {
    "too few probabilities": { probabilities: new Float32Array(2) },
    "too few targets": { targets: new Float32Array(1) },
    "a target that is no class": { targets: Float32Array.from([0, 2]) },
    "a missing target": { targets: Float32Array.from([0, Number.NaN]) },
    "a negative weight": { weights: Float32Array.from([1, -1]) },
    "too many weights": { weights: new Float32Array(3) },
    "three binary classes": { classes: 3, probabilities: new Float32Array(6) },
  };
  for (const [name, change] of Object.entries(broken))
    it(`refuses ${name}`, () => expect(failureOf(() => auc.score({ ...predictions, ...change })).code).toBe("E340"));
});
