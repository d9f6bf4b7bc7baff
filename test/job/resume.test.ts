import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fit as trainOne } from "../../src/job/fit.ts";
import { predictRows } from "../../src/job/predict.ts";
import { resume } from "../../src/job/resume.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import type { FitEvent, FitOptions, FitResult } from "../../src/job/types.ts";
import { openRun, parseJournal } from "../../src/observe/index.ts";
import { classes, errorOf, numbers, scratch } from "./make.ts";

const { at, write } = scratch();
const data = write("data.csv", classes());
const EPOCHS = 12;
/** Everything that has a state: moments, running statistics, noise, patience, a schedule. */
const recipe = resolveRecipe({
  ...{ name: "all", hidden: [8], epochs: EPOCHS, norm: "batch", dropout: 0.3, inputNoise: 0.2, l1: 1e-4, l2: 1e-3 },
  ...{ earlyStopping: true, patience: 3, minDelta: 0, schedule: "plateau", learningRate: 0.05 },
});
const options = (out: string): FitOptions => ({ data, target: "churn", recipe, out: at(out), checkpointSeconds: 0 });

/** Trains until after `epoch`, and is stopped there. */
async function stopped(out: string, epoch: number): Promise<string> {
  const controller = new AbortController();
  const error = await errorOf(
    trainOne({ ...options(out), signal: controller.signal }, (event) => {
      if (event.type === "epoch" && event.epoch === epoch) controller.abort();
    }),
  );
  expect(error).toMatchObject({ code: "E107", todo: `regularize resume ${at(out)}` });
  return at(out);
}

const numbersOf = ({ run: _run, seconds: _seconds, ...rest }: FitResult): object => rest;
const linesOf = (run: string): readonly object[] => {
  const { records, bad } = parseJournal(readFileSync(join(run, "metrics.jsonl")));
  expect(bad).toEqual([]);
  return records;
};

let whole: FitResult;
beforeAll(async () => {
  whole = await trainOne(options("whole"));
}, 60_000);

describe("resume", () => {
  it("ends at the same weights, scores and lines as without the stop, wherever that was", async () => {
    for (const epoch of [1, 3]) {
      const run = await stopped(`stopped-${epoch}`, epoch);
      await expect(openRun(run)).rejects.toMatchObject({ code: "E840" });
      const events: FitEvent[] = [];
      const result = await resume({ run }, (event) => events.push(event));
      expect(numbersOf(result)).toEqual(numbersOf(whole));
      expect(events.at(-1)).toBe(result);
      expect(linesOf(run)).toEqual(linesOf(whole.run));
      for (const file of ["model.safetensors", "recipe.json", "model.onnx", "suspects.csv"])
        expect(readFileSync(join(run, file)), file).toEqual(readFileSync(join(whole.run, file)));
      await (await openRun(run)).verify();
    }
  });

  it("goes on from the first step, which is saved at once; predict says how", async () => {
    const run = at("first step");
    await trainOne({ ...options("first step"), checkpointSeconds: 1e6 }, (event) => {
      if (event.type === "epoch" && event.epoch === 2) cpSync(run, at("kept"), { recursive: true });
    });
    const steps = readdirSync(join(at("kept"), "checkpoints")).filter((name) => name.startsWith("step-1-"));
    expect(steps).toHaveLength(1);
    const error = await errorOf(predictRows({ run: at("kept"), data }));
    expect(error).toMatchObject({ code: "E840", todo: `regularize resume ${at("kept")}` });
    expect(numbersOf(await resume({ run: at("kept") }))).toEqual(numbersOf(whole));
  });

  it("a second stop changes nothing either", async () => {
    const run = await stopped("twice", 1);
    const controller = new AbortController();
    const again = resume({ run, signal: controller.signal }, (event) => {
      if (event.type === "epoch" && event.epoch === 3) controller.abort();
    });
    expect(await errorOf(again)).toMatchObject({ code: "E107" });
    expect(numbersOf(await resume({ run }))).toEqual(numbersOf(whole));
  });

  it("of a finished run gives its result, and trains nothing", async () => {
    const before = readdirSync(whole.run);
    const events: FitEvent[] = [];
    const result = await resume({ run: whole.run }, (event) => events.push(event));
    expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify({ ...whole, run: whole.run })));
    expect(events.map(({ type }) => type)).toEqual(["notice", "result"]);
    expect(readdirSync(whole.run)).toEqual(before);
  });

  it("takes the data where it is now, and refuses other data", async () => {
    const run = await stopped("moved", 1);
    const moved = write("moved.csv", readFileSync(data, "utf8"));
    const other = write("other.csv", classes(200, 2));
    expect(await errorOf(resume({ run, data: other }))).toMatchObject({ code: "E846", exitCode: 8 });
    expect(await errorOf(resume({ run, data: at("absent.csv") }))).toMatchObject({ code: "E202" });
    expect(numbersOf(await resume({ run, data: moved }))).toEqual(numbersOf(whole));
  });

  it("never goes on silently with what was changed", async () => {
    const run = await stopped("changed", 2);
    const copy = (name: string): string => {
      cpSync(run, at(name), { recursive: true });
      return at(name);
    };
    const job = copy("job");
    const text = readFileSync(join(job, "job.json"), "utf8");
    writeFileSync(join(job, "job.json"), text.replace('"dropout": 0.3', '"dropout": 0.4'));
    expect(await errorOf(resume({ run: job }))).toMatchObject({ code: "E845", exitCode: 8 });

    const cut = copy("cut");
    const folder = join(cut, "checkpoints");
    const newest = readdirSync(folder)
      .filter((name) => name.endsWith(".safetensors"))
      .toSorted((a, b) => Number(/\d+/u.exec(b)) - Number(/\d+/u.exec(a)))[0]!;
    writeFileSync(join(folder, newest), readFileSync(join(folder, newest)).subarray(0, 100));
    const events: FitEvent[] = [];
    const result = await resume({ run: cut }, (event) => events.push(event));
    expect(numbersOf(result)).toEqual(numbersOf(whole));
    expect(events.some((event) => event.type === "notice" && event.topic === "warning")).toBe(true);
  });

  it("refuses a folder that is none of fit's", async () => {
    mkdirSync(at("empty"));
    for (const run of [at("empty"), at("absent"), data])
      expect(await errorOf(resume({ run })), run).toMatchObject({ code: "E133", exitCode: 2 });
  });
});

describe("a fit that came to nothing", () => {
  it("leaves no folder when nothing was saved, and keeps the last good checkpoint when there is one", async () => {
    const wild = resolveRecipe({ name: "wild", optimizer: "sgd", learningRate: 1000, hidden: [8, 8], epochs: 40 });
    const given = { data: write("numbers.csv", numbers()), target: "churn", recipe: wild };
    expect(await errorOf(trainOne({ ...given, out: at("nothing") }))).toMatchObject({ code: "E403" });
    expect(existsSync(at("nothing"))).toBe(false);
    expect(await errorOf(trainOne({ ...given, out: at("something"), checkpointSeconds: 0 }))).toMatchObject({
      code: "E403",
    });
    expect(readdirSync(join(at("something"), "checkpoints")).length).toBeGreaterThan(1);
    await expect(openRun(at("something"))).rejects.toMatchObject({ code: "E840" });
    rmSync(at("something"), { recursive: true });
  });
});
