import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fold, keyOf, permutation, type Random, randomOf } from "../../src/core/index.ts";
import { openRun } from "../../src/observe/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MAIN = join(ROOT, "dist/cli/main.js");
const HOOK = join(import.meta.dirname, "hook.mjs");
/** Rows of German credit: what is saved, and how, does not depend on how many. */
const ROWS = 300;

/** Everything whose state could be lost on the way: noise, running statistics, slots, the plateau, the proximal step. */
const RECIPE = `name: everything
hidden: [32, 16]
norm: batch
dropout: 0.3
inputNoise: 0.1
l1: 1.0e-4
weightDecay: 0.1
maxNorm: 3
clipNorm: 1
labelSmoothing: 0.1
schedule: plateau
warmupEpochs: 1
earlyStopping: false
learningRate: 0.01
epochs: 4
batchSize: 64
`;

/** A call of the file system in the middle of a save, both from 1. */
interface Place {
  readonly save: number;
  readonly call: number;
}

interface Life {
  /** The process came to its end before it was killed. */
  readonly finished: boolean;
  /** It was killed between the first and the last call of a save. */
  readonly inside: boolean;
  /** Calls of each save that it finished. */
  readonly saves: readonly number[];
  /** Milliseconds from the start, or from when the run could be gone on with, to the end. */
  readonly milliseconds: number;
}

interface Kill {
  /** Milliseconds after the start, or after `job.json` was written. */
  readonly after?: number;
  readonly from?: "start" | "job";
  /** Stops there by itself, and is killed. */
  readonly at?: Place;
}

/** Starts the command line, kills it (-9) as told, and tells how it ended. Throws when it fails by itself. */
async function live(args: readonly string[], { after, from = "job", at }: Kill): Promise<Life> {
  const child = spawn(process.execPath, ["--import", HOOK, MAIN, ...args], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    env: { ...process.env, TEST_STOP: JSON.stringify(at ?? {}) },
  });
  let start = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const errors: Buffer[] = [];
  child.stderr?.on("data", (bytes: Buffer) => errors.push(bytes));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const kill = (): void => void child.kill("SIGKILL");
  const begin = (): void => {
    start = performance.now();
    if (after !== undefined) timer = setTimeout(kill, after);
  };
  if (from === "start") begin();
  const saves: number[] = [];
  let inside = false;
  for await (const line of linesOf(child)) {
    const [word, , calls] = line.split(" ");
    if (word === "job" && from === "job") begin();
    if (word === "begin") inside = true;
    if (word === "end") {
      inside = false;
      saves.push(Number(calls));
    }
    if (word === "here") kill();
  }
  const status = await ended;
  clearTimeout(timer);
  if (status !== 0 && status !== null)
    throw new Error(`${args.join(" ")} ended with ${status}:\n${Buffer.concat(errors).toString()}`);
  return { finished: status === 0, inside: inside && status === null, saves, milliseconds: performance.now() - start };
}

/** What the hook tells, line by line until the process ends. */
const linesOf = (child: ChildProcess): AsyncIterable<string> =>
  createInterface({ input: child.stdio[3] as NodeJS.ReadableStream });

/** What a finished run holds: hash of the weights as told, of the model's file, and every epoch's line. */
async function outcome(path: string): Promise<string> {
  const run = await openRun(path);
  await run.verify();
  const { weights } = JSON.parse(await run.readText("result.json")) as { weights: string };
  const hash = createHash("sha256").update(await run.read("model.safetensors"));
  return [weights, hash.digest("hex"), await run.readText("metrics.jsonl")].join("\n");
}

export interface Tally {
  /** Runs that were killed at least once. */
  readonly runs: number;
  /** Of these, runs that ended as the uninterrupted one. */
  readonly same: number;
  readonly kills: number;
  /** Kills between the first and the last call of a save. */
  readonly inside: number;
  /** Calls of a save at which a process was killed. */
  readonly places: number;
  readonly weights: string;
}

export interface KillOptions {
  /** Runs, each killed at least once. */
  readonly kills: number;
  /** How many of the first kills are inside a save. */
  readonly inside: number;
  readonly seed: number;
  /** Runs at a time, default 1. */
  readonly workers?: number;
  readonly log?: (line: string) => void;
}

/** Kills runs at random moments, goes on with them, and compares what they end with. */
export async function killRuns(options: KillOptions): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "regularize-kill-"));
  try {
    writeFileSync(join(folder, "recipe.yaml"), RECIPE);
    const table = readFileSync(join(ROOT, "data/german-credit.csv"), "utf8").split("\n");
    writeFileSync(join(folder, "data.csv"), `${table.slice(0, ROWS + 1).join("\n")}\n`);
    return await killIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killIn(folder: string, options: KillOptions): Promise<Tally> {
  const { kills, inside, seed, workers = 1, log = () => {} } = options;
  const argsOf = (out: string): string[] => [
    ...["fit", join(folder, "data.csv"), "--target", "class", "--recipe", join(folder, "recipe.yaml"), "--seed", "7"],
    ...["--checkpoint-every", "0", "--quiet", "--out", out],
  ];
  const whole = await live(argsOf(join(folder, "whole")), {});
  const expected = await outcome(join(folder, "whole"));
  log(`uninterrupted: ${whole.saves.length} saves, ${Math.round(whole.milliseconds)} ms of training`);
  const places = placesOf(whole, inside, randomOf(fold(keyOf(seed), "places")));
  const tally = { runs: kills, same: 0, kills: 0, inside: 0, weights: expected.slice(0, 64) };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < kills; i = next++) {
      const at = places[i];
      const out = join(folder, `run${i}`);
      const random = randomOf(fold(keyOf(seed), "run", i));
      const killed = await killOne({ argsOf, out, whole, random, ...(at === undefined ? {} : { at }) });
      const same = (await outcome(out)) === expected;
      tally.same += Number(same);
      tally.kills += killed.length;
      tally.inside += killed.filter((life) => life.inside).length;
      const how = at === undefined ? "at any moment" : `at call ${at.call} of save ${at.save}`;
      log(`${i + 1}: killed ${killed.length} ×, first ${how}: ${same ? "the same" : "NOT THE SAME"}`);
      rmSync(out, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { ...tally, places: new Set(places.map(({ call }) => call)).size };
}

/** Places in saves: every call in turn, in saves at random. */
function placesOf({ saves }: Life, count: number, random: Random): Place[] {
  const calls = Math.min(...saves.slice(2));
  const order = permutation(calls, fold(keyOf(random.below(1_000_000)), "calls"));
  return Array.from({ length: count }, (_, i) => ({
    save: 1 + random.below(saves.length),
    call: 1 + order[i % calls]!,
  }));
}

interface One {
  readonly argsOf: (out: string) => string[];
  readonly out: string;
  readonly whole: Life;
  readonly random: Random;
  readonly at?: Place;
}

/** One run: killed, then gone on with until it ends, and sometimes killed again on the way. Gives the lives that were. */
async function killOne({ argsOf, out, whole, random, at }: One): Promise<Life[]> {
  let first = await live(argsOf(out), at === undefined ? { after: random.uniform() * whole.milliseconds } : { at });
  while (first.finished) {
    rmSync(out, { recursive: true });
    first = await live(argsOf(out), { after: random.uniform() * whole.milliseconds });
  }
  const lives = [first];
  while (!lives.at(-1)!.finished) {
    const again = random.uniform() < 0.3;
    const after = 300 + random.uniform() * whole.milliseconds;
    lives.push(await live(["resume", out, "--quiet"], again ? { from: "start", after } : {}));
  }
  return lives.slice(0, -1);
}
