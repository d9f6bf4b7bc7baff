import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compare } from "../../src/job/compare.ts";
import { jobText } from "../../src/job/fitJob.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { resume } from "../../src/job/resume.ts";
import { ablate } from "../../src/job/receipt/ablate.ts";
import { learningCurve } from "../../src/job/learningCurve/learningCurve.ts";
import { decodeAnswer, encodeAnswer } from "../../src/job/store/answer.ts";
import { readTrialsJob } from "../../src/job/store/job.ts";
import { isTrials, resumeTrials, type TrialsEvent, type TrialsResult } from "../../src/job/store/resume.ts";
import { sweep } from "../../src/job/sweep/sweep.ts";
import { acquireLock } from "../../src/job/store/lock.ts";
import type { CompareOptions } from "../../src/job/types.ts";
import { openRun } from "../../src/observe/index.ts";
import { rememberingQueue } from "../job/tuneQueue.ts";
import { classes, errorOf, scratch } from "../job/make.ts";

const { at, write } = scratch();
const work = rememberingQueue();
afterAll(work.close);
const inside = { queue: work.queue() };
const data = write("table.csv", classes(120));
const shared = { data, target: "churn", seeds: 2, workers: 1 } as const;
const recipe = resolveRecipe({ name: "mine", dropout: 0.2, l2: 1e-3, hidden: [4], epochs: 2 });
type Listener = (event: TrialsEvent) => void;
type Job = (out: string, signal: AbortSignal, listener: Listener) => Promise<TrialsResult>;
const options: Omit<CompareOptions, "out"> = { ...shared, base: { epochs: 2, hidden: [4] } };
const jobs: Readonly<Record<string, Job>> = {
  compare: (out, signal, listener) => compare({ ...options, out: at(out), signal }, listener, inside),
  sweep: (out, signal, listener) =>
    sweep({ ...options, strength: "l2", points: 4, out: at(out), signal }, listener, inside),
  "learning-curve": (out, signal, listener) => learningCurve({ ...options, out: at(out), signal }, listener, inside),
  ablate: (out, signal, listener) =>
    ablate(
      { data, target: "churn", workers: 1, recipe, repeats: 4, verify: 2, out: at(out), signal },
      listener,
      inside,
    ),
};
const MODEL = ["model.onnx", "model.safetensors", "metrics.jsonl", "recipe.json"];

/** Runs a job until so many trials are told, and interrupts it. */
async function stopped(name: string, out: string, trials: number): Promise<TrialsResult | undefined> {
  const controller = new AbortController();
  let told = 0;
  const job = jobs[name]!(out, controller.signal, ({ type }) => {
    if (type === "trial" && ++told === trials) controller.abort();
  });
  return job.catch((error: unknown) => {
    expect(error).toMatchObject({ code: "E107", todo: `regularize resume ${at(out)}` });
    return undefined;
  });
}

/** What a result says, but for its place and what clocks say. */
const factsOf = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part: unknown) => (["run", "seconds"].includes(key) ? undefined : part)));

const bytesOf = (run: string): number =>
  readdirSync(at(run)).reduce((sum, name) => sum + statSync(join(at(run), name)).size, 0);

function expectSame(run: string, whole: string): void {
  for (const name of MODEL.filter((file) => existsSync(join(at(whole), file))))
    expect(readFileSync(join(at(run), name)).equals(readFileSync(join(at(whole), name))), name).toBe(true);
  const result = (folder: string): unknown =>
    factsOf(JSON.parse(readFileSync(join(at(folder), "result.json"), "utf8")));
  expect(result(run)).toEqual(result(whole));
  expect(readdirSync(at(run)).sort()).toEqual(readdirSync(at(whole)).sort());
  // What was kept to go on with is gone: digits of clocks and of places are all that may differ.
  expect(Math.abs(bytesOf(run) - bytesOf(whole))).toBeLessThan(0.02 * bytesOf(whole));
}

/** Goes on, and tells how many trials were known before. */
async function goOn(run: string, more: { readonly data?: string } = {}): Promise<{ known: number; said: string[] }> {
  const said: string[] = [];
  const listen: Listener = (event) => {
    if (event.type === "notice") said.push(event.message);
  };
  await resumeTrials({ run: at(run), ...more }, listen, inside);
  const known = said.find((message) => message.startsWith("going on: "));
  return { known: Number(known?.split(" ")[2]), said };
}

const NEVER = new AbortController().signal;
beforeAll(async () => {
  for (const [name, job] of Object.entries(jobs)) await job(`whole ${name}`, NEVER, () => undefined);
  await stopped("compare", "early", 5);
}, 60_000);

/** A copy of a run that was interrupted before its first repeat was whole: as after a kill. */
function killed(name: string): string {
  cpSync(at("early"), at(name), { recursive: true });
  return name;
}

describe("a job of trials that is gone on with", () => {
  it.each(Object.keys(jobs))("%s ends as the uninterrupted one, and trains nothing twice", async (name) => {
    if (name !== "compare") expect(await stopped(name, name, 2)).toBeUndefined();
    const run = name === "compare" ? killed(name) : name;
    expect(await isTrials(at(run))).toBe(true);
    expect((await goOn(run)).known).toBe(name === "compare" ? 5 : 2);
    expectSame(run, `whole ${name}`);
    await (await openRun(at(run))).verify();
    expect(await isTrials(at(run))).toBe(false);
    expect(await errorOf(resume({ run: at(run) }))).toMatchObject({ code: "E133" });
  });

  it("an interrupt after a whole repeat leaves a result of it, and the rest can be had", async () => {
    const part = await stopped("sweep", "partial", 6);
    expect(part).toMatchObject({ repeats: 1 });
    await (await openRun(at("partial"))).verify();
    expect((await goOn("partial")).known).toBe(6);
    expectSame("partial", "whole sweep");
  });

  it("a torn journal and damaged trials: they are trained again, and it says so", async () => {
    const run = killed("torn");
    const folder = join(at(run), "trials");
    const files = readdirSync(folder).filter((name) => name.endsWith(".safetensors"));
    writeFileSync(join(folder, files[0]!), "nothing");
    copyFileSync(join(folder, files[1]!), join(folder, files[2]!));
    appendFileSync(join(folder, "trials.jsonl"), '{"key":"abc');
    writeFileSync(join(at(run), ".regularize-0123.tmp"), "half");
    const { known, said } = await goOn(run);
    expect(known).toBe(3);
    expect(said).toContain("trials/trials.jsonl ends in the middle of line 6: recovered to the trial before it");
    expect(said).toContain(`trials/${files[0]} is damaged: it is trained again`);
    expect(said).toContain(`trials/${files[2]} is damaged: it is trained again`);
    expectSame(run, "whole compare");
  });
});

describe("is refused", () => {
  it("other data, a changed job, a second process", async () => {
    const run = killed("refused");
    const other = write("other.csv", `${classes(120)}\n`.replace("yes", "no"));
    expect(await errorOf(goOn(run, { data: other }))).toMatchObject({ code: "E846" });
    const lock = await acquireLock(join(at(run), "run.lock"));
    expect(await errorOf(goOn(run))).toMatchObject({ code: "E604", message: "Another process works on this run" });
    await lock.release();
    const path = join(at(run), "job.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"epochs": 2', '"epochs": 3'));
    expect(await errorOf(goOn(run))).toMatchObject({ code: "E845" });
    writeFileSync(path, jobText({ ...(await job(text, path)), kind: "else" }));
    expect(await errorOf(goOn(run))).toMatchObject({ code: "E845" });
    expect(readdirSync(join(at(run), "trials")).length).toBe(6);
  });
});

async function job(text: string, path: string): Promise<object> {
  writeFileSync(path, text);
  return readTrialsJob(join(path, ".."));
}

it("an answer is read as it was written, whatever its numbers", () => {
  const end = { type: "end", epochs: 2, kept: 1, reason: "length" };
  const answer = {
    ...{ type: "trial", seconds: 0.1 },
    trial: { train: Number.NaN, validation: -0, zeros: 1 / 3, end, history: [], state: Float32Array.of(1e-40, -0, 7) },
  } as unknown as Parameters<typeof encodeAnswer>[0];
  expect(decodeAnswer(encodeAnswer(answer))).toStrictEqual(answer);
});
