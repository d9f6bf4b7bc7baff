import { expect, it } from "vitest";
import { diagnose } from "../../src/decide/index.ts";
import { show } from "../../src/decide/wording.ts";
import { storyOf } from "../../src/job/diagnose/story.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";

const scores = { loss: 1, metric: 10 };
const of = (epochs: number, more: object = {}) =>
  storyOf({
    recipe: resolveRecipe({ name: "x", earlyStopping: true, patience: 15, hidden: [256], ...more }),
    result: {
      ...{ metric: { name: "rmse", title: "RMSE", better: "lower" }, baseline: 10, epochs, bestEpoch: epochs - 9 },
      test: { value: 10, low: 9, high: 11 },
    },
    lines: Array.from({ length: epochs }, (_, i) => ({ epoch: i + 1, train: scores, validation: scores })),
    ...{ rows: 1000, split: undefined },
  });

it("a fit that ended before its epochs were over stopped by itself, though what is kept is less old than its patience", () => {
  expect(of(19)).toMatchObject({ stopped: true });
  expect(of(19, { epochs: 100 })).toMatchObject({ stopped: true });
  for (const [epochs, more] of [
    [19, { epochs: 19 }],
    [100, {}],
    [19, { earlyStopping: false }],
  ] as const)
    expect(of(epochs, more)).toMatchObject({ stopped: false });
  expect(diagnose(of(19)).next.edit).toBe("patience: 75");
});

it("numbers are said in three digits, large ones in groups", () => {
  const cases = {
    ".029": 0.0291,
    "12.3": 12.34,
    "1230": 1234,
    "9990": 9991,
    "10,000": 9996,
    "-56,400,000": -56_400_321,
  };
  for (const [text, x] of Object.entries(cases)) expect(show(x)).toBe(text);
});
