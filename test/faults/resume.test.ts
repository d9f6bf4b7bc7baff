import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fit as train } from "../../src/job/fit.ts";
import { jobText, parseJob } from "../../src/job/fitJob.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { resume, type ResumeOptions } from "../../src/job/resume.ts";
import type { FitEvent, FitResult } from "../../src/job/types.ts";
import { openRun, parseJournal } from "../../src/observe/index.ts";
import { journalLine } from "../../src/observe/journal.ts";
import { classes, errorOf, scratch } from "../job/make.ts";

const { at, write } = scratch();
const EPOCHS = 5;
const recipe = resolveRecipe({
  ...{ name: "everything", hidden: [8], norm: "batch", dropout: 0.3, l1: 1e-3, schedule: "plateau", maxNorm: 2 },
  ...{ earlyStopping: true, patience: 4, epochs: EPOCHS, batchSize: 32 },
});
const data = write("table.csv", classes(150));
let whole: FitResult;
/** What is told about the data every time. */
const usual: FitEvent[] = [];

/** An uninterrupted run, and copies of its folder as a kill after the last step of each epoch would leave it. */
beforeAll(async () => {
  whole = await train({ data, target: "churn", recipe, checkpointSeconds: 0, out: at("whole") }, (event) => {
    if (event.type === "notice") usual.push(event);
    if (event.type === "epoch") cpSync(at("whole"), at(`killed${event.epoch}`), { recursive: true });
  });
});

let copies = 0;
/** A fresh copy of the folder of a run that was killed in this epoch. */
function killed(epoch: number): string {
  const folder = at(`copy${copies++}`);
  cpSync(at(`killed${epoch}`), folder, { recursive: true });
  return folder;
}
const notices = (events: readonly FitEvent[]): string[] =>
  events.flatMap((event) => (event.type === "notice" && event.topic === "warning" ? [event.message] : []));

async function goOn(run: string, more: Partial<ResumeOptions> = {}) {
  const events: FitEvent[] = [];
  const result = await resume({ run, ...more }, (event) => events.push(event));
  const epochs = events.flatMap((event) => (event.type === "epoch" ? [event.epoch] : []));
  return { result, warnings: notices(events).filter((message) => !notices(usual).includes(message)), epochs };
}
const journalOf = (run: string): string => readFileSync(join(run, "metrics.jsonl"), "utf8");
const checkpointsOf = (run: string): string[] =>
  readdirSync(join(run, "checkpoints"))
    .filter((name) => name.startsWith("step-"))
    .sort((a, b) => Number(b.split("-")[1]) - Number(a.split("-")[1]))
    .map((name) => join(run, "checkpoints", name));
function turnBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 4;
  writeFileSync(file, bytes);
}

/** The folder, its files and what was told are those of the uninterrupted run. */
async function expectWhole(run: string, result: FitResult): Promise<void> {
  const { run: _, seconds: __, ...facts } = result;
  const { run: ___, seconds: ____, ...expected } = whole;
  expect(facts).toEqual(expected);
  await (await openRun(run)).verify();
  for (const name of ["metrics.jsonl", "model.safetensors", "model.onnx", "recipe.json"])
    expect(readFileSync(join(run, name)).equals(readFileSync(join(whole.run, name))), name).toBe(true);
  const lines = parseJournal(readFileSync(join(run, "metrics.jsonl")));
  expect(lines.bad).toEqual([]);
  expect(lines.records.map(({ epoch }) => epoch)).toEqual(Array.from({ length: EPOCHS }, (_, i) => i + 1));
}

describe("a run that is gone on with", () => {
  it.each([1, 3, EPOCHS])(
    "after a kill in epoch %i ends as the uninterrupted run, each epoch told once",
    async (epoch) => {
      const run = killed(epoch);
      const { result, warnings, epochs } = await goOn(run);
      await expectWhole(run, result);
      expect(warnings).toEqual([]);
      expect(epochs).toEqual(Array.from({ length: EPOCHS + 1 - epoch }, (_, i) => epoch + i));
    },
  );

  it("after Ctrl-C too; the message says how", async () => {
    const stop = new AbortController();
    const run = at("interrupted");
    const work = train({ data, target: "churn", recipe, out: run, signal: stop.signal }, (event) => {
      if (event.type === "epoch" && event.epoch === 2) stop.abort();
    });
    expect(await errorOf(work)).toMatchObject({ code: "E107", todo: `regularize resume ${run}` });
    const { result, epochs } = await goOn(run);
    await expectWhole(run, result);
    expect(epochs).toEqual([3, 4, 5]);
  });

  it("without any checkpoint starts from the beginning, and says so", async () => {
    const run = killed(3);
    rmSync(join(run, "checkpoints"), { recursive: true });
    const { result, warnings, epochs } = await goOn(run);
    await expectWhole(run, result);
    expect(warnings).toEqual([expect.stringContaining("no checkpoint was saved yet")]);
    expect(epochs).toEqual([1, 2, 3, 4, 5]);
  });

  it("finished long ago is given back as it is, and nothing is written", async () => {
    const before = readdirSync(whole.run, { recursive: true });
    const { result, epochs } = await goOn(whole.run);
    expect(result).toEqual(whole);
    expect(epochs).toEqual([]);
    expect(readdirSync(whole.run, { recursive: true })).toEqual(before);
  });

  it("of another version of this package is told about", async () => {
    const run = killed(3);
    const path = join(run, "job.json");
    writeFileSync(path, jobText({ ...parseJob(readFileSync(path, "utf8"), path), version: "0.0.1" }));
    const { result, warnings } = await goOn(run);
    expect(warnings).toEqual([expect.stringContaining("began with version 0.0.1")]);
    expect(result.weights).toBe(whole.weights);
  });
});

describe("metrics.jsonl", () => {
  it.each([
    ["torn in its last line", (text: string) => `${text}{"recipe":"everything","repeat":0,"epo`],
    [
      "with epochs that the checkpoint does not know",
      (text: string) => text + journalLine({ epoch: 3 }) + journalLine({ epoch: 4 }),
    ],
    ["with such an epoch, torn", (text: string) => text + journalLine({ epoch: 3 }).slice(0, -1)],
    ["with an epoch twice", (text: string) => `${text}${text.split("\n")[0]!}\n`],
    ["without its last line break", (text: string) => text.slice(0, -1)],
  ])("%s has each epoch exactly once afterwards", async (_, damage) => {
    const run = killed(3);
    writeFileSync(join(run, "metrics.jsonl"), damage(journalOf(run)));
    const { result, warnings } = await goOn(run);
    await expectWhole(run, result);
    expect(warnings).toEqual([]);
  });

  it("that lost what it had is told about, and the weights are the same", async () => {
    const run = killed(4);
    writeFileSync(join(run, "metrics.jsonl"), journalOf(run).replace('"epoch":2', '"epoch":7'));
    const { result, warnings } = await goOn(run);
    expect(warnings).toEqual([expect.stringMatching(/metrics\.jsonl is damaged: .*epoch 2 /u)]);
    expect(result.weights).toBe(whole.weights);
    expect(parseJournal(readFileSync(join(run, "metrics.jsonl"))).records.map(({ epoch }) => epoch)).toEqual([
      1, 3, 4, 5,
    ]);
  });
});

describe("a damaged checkpoint", () => {
  it.each([
    ["cut short", (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 100))],
    ["with a turned bit", turnBit],
    ["gone", (file: string) => rmSync(file)],
  ])("%s: the one before is used, it is said, and the weights are the same", async (_, damage) => {
    const run = killed(3);
    const [newest] = checkpointsOf(run);
    damage(newest!);
    const { result, warnings } = await goOn(run);
    expect(warnings).toEqual([expect.stringMatching(/checkpoint step-\d+-.* going back one/u)]);
    await expectWhole(run, result);
  });

  it("and the one before it: refused, nothing is trained anew in silence", async () => {
    const run = killed(3);
    checkpointsOf(run).forEach(turnBit);
    const error = await errorOf(goOn(run));
    expect(error).toMatchObject({ code: "E844", exitCode: 8 });
    expect(error.details).toHaveLength(2);
    expect(existsSync(join(run, "manifest.json"))).toBe(false);
  });
});

describe("refused", () => {
  const sha = (text: string): RegExp => new RegExp(`^(SHA-256 )?${text}$`, "u");

  it("other data, even such that cannot be read as a table: both hashes are shown", async () => {
    const job = parseJob(readFileSync(join(at("killed2"), "job.json"), "utf8"), "job.json");
    for (const [name, text] of [
      ["more.csv", `${classes(150)}44,1.00,red,no\n`],
      ["other.csv", 'nothing,like\nit,"\n'],
    ] as const) {
      const run = killed(2);
      const error = await errorOf(goOn(run, { data: write(name, text) }));
      expect(error).toMatchObject({ code: "E846", where: at(name), exitCode: 8 });
      expect(error.expected).toMatch(sha(job.sha256));
      expect(error.received).toMatch(/^[0-9a-f]{64}$/u);
      expect(error.received).not.toBe(job.sha256);
      expect(error.todo).toContain("--data");
    }
  });

  it("never the same data in another place", async () => {
    const moved = write("moved.csv", classes(150));
    const run = killed(4);
    const path = join(run, "job.json");
    const job = parseJob(readFileSync(path, "utf8"), path);
    writeFileSync(path, jobText({ ...job, options: { ...job.options, data: at("gone.csv") } }));
    expect(await errorOf(goOn(run))).toMatchObject({ code: "E202" });
    expect((await goOn(run, { data: moved })).result.weights).toBe(whole.weights);
  });

  it("a job that was changed by hand: both hashes are shown", async () => {
    const run = killed(2);
    const path = join(run, "job.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"dropout": 0.3', '"dropout": 0.4'));
    const error = await errorOf(goOn(run));
    expect(error).toMatchObject({ code: "E845", exitCode: 8 });
    expect(error.expected).toMatch(sha(text.trimEnd().split("\n").at(-1)!));
    expect(error.received).toMatch(/^[0-9a-f]{64}$/u);
    expect(error.expected).not.toContain(error.received);
  });

  it("a job that was cut short at any line, or is none", async () => {
    const run = killed(2);
    const path = join(run, "job.json");
    const lines = readFileSync(path, "utf8").split("\n");
    for (const text of [...lines.keys()].slice(0, -1).map((n) => lines.slice(0, n).join("\n"))) {
      writeFileSync(path, text);
      expect(await errorOf(goOn(run))).toMatchObject({ code: "E845" });
    }
    rmSync(path);
    expect(await errorOf(goOn(run))).toMatchObject({ code: "E133", exitCode: 2 });
    expect(await errorOf(goOn(at("nowhere")))).toMatchObject({ code: "E133" });
  });

  it("a finished run that is damaged, and a run that is no fit", async () => {
    const run = at("finished");
    cpSync(whole.run, run, { recursive: true });
    appendFileSync(join(run, "model.onnx"), "x");
    expect(await errorOf(goOn(run))).toMatchObject({ code: "E842" });
    renameSync(join(run, "manifest.json"), join(run, "other"));
    const { createOutFolder, writeManifest } = await import("../../src/observe/index.ts");
    const folder = await createOutFolder(at("compared"));
    await folder.write("result.json", "{}");
    await writeManifest(folder, ["result.json"], { kind: "compare" });
    expect(await errorOf(goOn(folder.path))).toMatchObject({ code: "E133" });
  });
});
