import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { longFrom } from "../../src/core/long.ts";
import { findingsOf } from "../../src/job/gap/findings.ts";
import { foldOf, prepareTable } from "../../src/job/prepare.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { runTrial } from "../../src/job/trial.ts";
import { BASELINE } from "../../src/job/usual.ts";
import { createRuntime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const usual = longFrom(0);
longFrom(usual);
afterEach(() => {
  longFrom(usual);
});

const hash = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");

const german = { data: join(import.meta.dirname, "../../data/german-credit.csv"), target: "class" };

/** Everything that a fit makes of a table, as hashes; rows are encoded as a large table's are. */
async function madeOf() {
  const prepared = { ...(await prepareTable(german, 3)), mostHeld: 0 };
  const { table, test, rest, plan } = prepared;
  const recipe = resolveRecipe({ ...BASELINE, network: "mlp", hidden: [8], epochs: 3, batchSize: 32 });
  const part = foldOf(prepared, 0, recipe);
  const metric = metricFor(part.task.kind, "auc").name;
  const trial = await runTrial(recipe, part, { seed: 3, metric, runtime, watch: true });
  const columns = table.columns.map((column): ArrayBufferView => {
    if (column.kind === "text") throw new Error(column.name);
    return column.kind === "numeric" ? column.values : column.codes;
  });
  const crossed = foldOf(prepared, 1, recipe, 0.5, 3);
  const ids = [crossed.train.ids!, crossed.validation.ids!, part.train.ids!];
  return {
    hashes: [...columns, test, rest, plan.units!, plan.strata!, part.train.y, ...ids, trial.state].map(hash),
    scores: [trial.train, trial.validation, ...trial.history.map(({ validation }) => validation)],
    found: await findingsOf(prepared, part, trial.watched!, trial.history as never),
  };
}

it("what lies on a disk changes no bit of a table, a split, a network and what is told of it", async () => {
  const inMemory = await madeOf();
  longFrom(0);
  const onDisk = await madeOf();
  expect(onDisk.hashes).toEqual(inMemory.hashes);
  expect(onDisk).toEqual(inMemory);
});
