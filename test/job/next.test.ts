import { describe, expect, it } from "vitest";
import { nextOfStudy } from "../../src/job/next.ts";
import { nextOfSweep } from "../../src/job/sweep/next.ts";

const ends = { value: 0.9, low: 0.8, high: 1 };
const study = (names: readonly string[], winner: string) =>
  nextOfStudy({
    metric: { name: "auc", title: "AUC", better: "higher" },
    ...{ baseline: 0.5, winner, seconds: 45 },
    recipes: names.map((name) => ({
      ...{ name, train: 0.9, validation: { mean: 0.9, se: 0.01 }, gap: 0, zeros: 0, epochs: 3, scores: [] },
    })),
    test: { rows: 9, winner: ends, plain: ends, difference: ends, exported: { seed: 0, value: 0.9 } },
  });

describe("what is left to do", () => {
  it("after a search whose default did not finish is more time, not to keep the default", () => {
    expect(study(["baseline"], "baseline")).toMatchObject({ edit: "--budget 3m" });
    expect(study(["plain", "baseline"], "plain")).toMatchObject({ edit: "none: keep the default" });
  });

  it("after a sweep of two repeats is as many as its sentence asks for", () => {
    const metric = { name: "auc", title: "AUC", better: "higher" };
    const result = { kind: "cannotTell", chosen: 0, reference: 0, strengths: [], metric, repeats: 2 };
    const asked = nextOfSweep(result as never, { key: "dropout" } as never);
    expect(asked).toEqual({ edit: "--seeds 5", expect: "intervals that can be trusted" });
  });
});
