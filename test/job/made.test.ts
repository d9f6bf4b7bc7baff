import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columnsOfFold } from "../../src/job/diagnose/leaks.ts";
import { findingsOf } from "../../src/job/gap/findings.ts";
import { hashOf } from "../../src/job/hash.ts";
import { lintSituationOf } from "../../src/job/lint/subject.ts";
import { foldOf, type Prepared, prepareTable } from "../../src/job/prepare.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { reportSheet } from "../../src/job/sheet/reportSheet.ts";
import { runTrial } from "../../src/job/trial.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { mixedTable, scratch } from "./kinds.ts";

const { write } = scratch();
let runtime: Runtime;
/** The same table with all inputs in memory, and with none. */
let both: readonly [Prepared, Prepared];
beforeAll(async () => {
  runtime = await createRuntime({ threads: 1 });
  const held = await prepareTable({ data: write("mixed.csv", mixedTable(240)), target: "label", keep: ["town"] }, 5);
  both = [held, { ...held, mostHeld: 0 }];
});
afterAll(() => runtime.dispose());

const RECIPES: Readonly<Record<string, Partial<GivenRecipe>>> = {
  plain: { dropout: 0.2, norm: "batch", averaging: "swa" },
  "numbers in bins": { numericEmbedding: "piecewiseLinear" },
  "mixed batches": { augment: ["mixup", { gaussianNoise: 0.1 }] },
  "new rows": { augment: ["smotenc"] },
};

/** All that follows from how rows reach the network. */
async function toldOf(prepared: Prepared, given: Partial<GivenRecipe>): Promise<object> {
  const recipe = resolveRecipe({ name: "x", hidden: [8], epochs: 3, batchSize: 32, ...given });
  const part = foldOf(prepared, 0, recipe);
  const metric = metricFor(part.task.kind);
  const { state, history, watched, ...scores } = await runTrial(recipe, part, {
    ...{ seed: 5, metric: metric.name, runtime, watch: true },
  });
  return {
    ...{ weights: hashOf(state), history, scores: [scores.train, scores.validation] },
    found: await findingsOf(prepared, part, watched!, [...history] as never),
    lint: lintSituationOf(part, metric),
    columns: columnsOfFold(part),
    sheet: await reportSheet(prepared, part, recipe.augment),
  };
}

describe("rows that are encoded batch by batch", () => {
  for (const [name, given] of Object.entries(RECIPES))
    it(`${name}: the same weights to the bit, scores, findings, lint, leaks and sheet`, async () => {
      const [held, made] = both;
      expect(foldOf(held, 0).train.x).toBeInstanceOf(Float32Array);
      expect(foldOf(made, 0).train.x).not.toBeInstanceOf(Float32Array);
      expect(await toldOf(made, given)).toEqual(await toldOf(held, given));
    });
});
