import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { compare } from "../../src/job/compare.ts";
import { diagnoseJob } from "../../src/job/diagnose/diagnose.ts";
import { fit as train } from "../../src/job/fit.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { runCli } from "../cli/fake.ts";
import { csv, scratch, signalAfter } from "./make.ts";
import { inProcess } from "./queue.ts";

const { at, write } = scratch();

/** Two columns of numbers and a class; `answer` says how it follows from them. */
function table(rows: number, answer: (a: number, b: number, luck: number) => boolean, leak = false): string {
  const random = randomOf(keyOf(3));
  return csv(["a", "b", ...(leak ? ["paid"] : []), "y"], rows, () => {
    const [a, b] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    const y = answer(a, b, random.uniform());
    return [a.toFixed(5), b.toFixed(5), ...(leak ? [(y ? 10 : 1) + random.uniform()] : []), y ? "yes" : "no"];
  });
}

async function trained(name: string, text: string, recipe: Omit<GivenRecipe, "name">): Promise<string> {
  const out = at(name);
  await train({ data: write(`${name}.csv`, text), target: "y", recipe: resolveRecipe({ name, ...recipe }), out });
  return out;
}

const clear = (a: number, b: number): boolean => a + b > 0;
const small = { hidden: [16], epochs: 30, batchSize: 32, learningRate: 0.01 };

describe("diagnose of a run of fit", () => {
  it("healthy: good, its numbers are the result's, and they can be required", async () => {
    const path = await trained(
      "healthy",
      table(600, (a, b, luck) => clear(a, b) !== luck < 0.1),
      { ...small, earlyStopping: true },
    );
    const { diagnosis, source, notes } = await diagnoseJob({ path });
    expect([diagnosis.kind, source, notes]).toEqual(["good", "a fit", []]);
    expect(diagnosis.values["auc"]).toBe(diagnosis.values["validation"]);
    const cli = (...argv: string[]) => runCli(["diagnose", path, ...argv], { jobs: { diagnose: diagnoseJob } });
    const met = await cli("--require", "auc>=.7, gap<=.2");
    expect([met.code, met.stdout]).toEqual([0, expect.stringMatching(/verdict good/u)]);
    const missed = await cli("--require", "auc>=.999", "--json");
    expect(missed.code).toBe(7);
    expect(
      missed.stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(["result", "error"]);
    expect((await cli("--require", "rmse<=1")).stderr).toMatch(/E163/u);
  });

  it("labels that follow from nothing: no signal", async () => {
    const recipe = { ...small, hidden: [128, 64], epochs: 60 };
    const { diagnosis } = await diagnoseJob({
      path: await trained(
        "coin",
        table(800, (_, __, luck) => luck < 0.5),
        recipe,
      ),
    });
    expect(["noSignal", "cannotTell"]).toContain(diagnosis.kind);
    expect(diagnosis.kind).not.toBe("harmfulOverfitting");
  });

  it("a column that is the answer is named; without the data it says that it could not look", async () => {
    const text = table(500, clear, true);
    const path = await trained("leak", text, small);
    const { diagnosis } = await diagnoseJob({ path });
    expect([diagnosis.kind, diagnosis.next.edit]).toEqual(["leakSuspected", "--drop paid"]);
    const stopped = { code: "E107" };
    for (const looks of [0, 1, 2, 3])
      await expect(diagnoseJob({ path, signal: signalAfter(looks) })).rejects.toMatchObject(stopped);
    expect((await diagnoseJob({ path, signal: signalAfter(4) })).diagnosis).toEqual(diagnosis);
    write("leak.csv", text.replace("a,b", "a,c"));
    expect((await diagnoseJob({ path })).notes).toEqual([expect.stringMatching(/leaks were not looked for/u)]);
  });
});

describe("diagnose of a comparison", () => {
  it("says what its verdict says, with the winner's numbers", async () => {
    const data = write("c.csv", table(400, clear));
    const options = { data, target: "y", seeds: 2, base: { epochs: 3, hidden: [8] }, out: at("compared") };
    const result = await compare({ ...options, augment: [] }, () => {}, { queue: inProcess });
    const { diagnosis, source } = await diagnoseJob({ path: at("compared") });
    expect(source).toBe("a comparison");
    expect(diagnosis.values["test"]).toBe(result.test.winner.value);
    expect(diagnosis.sentence.length).toBeGreaterThan(0);
  }, 60_000);
});

describe("diagnose refuses", () => {
  it("what is not there, folders that are no run, and files that are no history", async () => {
    await expect(diagnoseJob({ path: at("nothing") })).rejects.toMatchObject({ code: "E164" });
    await expect(diagnoseJob({ path: at(".") })).rejects.toMatchObject({ code: "E840" });
    await expect(diagnoseJob({ path: write("x.json", "[1, 2]") })).rejects.toMatchObject({ code: "E164" });
    await expect(diagnoseJob({ path: write("y.json", '{"loss": [1]}') })).rejects.toMatchObject({ code: "E162" });
  });

  it("and takes a history of another library", async () => {
    const loss = Array.from({ length: 20 }, (_, i) => 1 / (i + 1));
    const path = write("h.json", JSON.stringify({ loss, val_loss: loss.map((v) => v * 1.01) }));
    const { source, diagnosis } = await diagnoseJob({ path });
    expect([source, diagnosis.kind]).toEqual(["keras", expect.stringMatching(/good|notFinished/u)]);
    expect(diagnosis.values["val_loss"]).toBeCloseTo(0.0505);
  });
});
