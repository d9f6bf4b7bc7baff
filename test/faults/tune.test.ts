import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { keyOf, type Random, randomOf } from "../../src/core/index.ts";
import type { TuneResult } from "../../src/job/tune/types.ts";
import { parseJournal } from "../../src/observe/index.ts";
import { classes } from "../job/make.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "regularize-tune-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = join(folder, "data.csv");
writeFileSync(data, classes(60));
const at = (name: string): string => join(folder, name);

const begin = (out: string, workers: number): string[] => [
  ...["tune", data, "--target", "churn", "--out", at(out), "--workers", String(workers), "--quiet"],
  ...["--trials", "3", "--seeds", "2", "--epochs", "1", "--hidden", "4"],
];
const goOn = (out: string): string[] => ["resume", at(out), "--quiet"];

interface Life {
  readonly code: number | null;
  readonly said: string;
  readonly seconds: number;
}

/** Runs the command line to its end; `meanwhile` gets the process as soon as its study has a journal. */
async function live(args: readonly string[], out: string, meanwhile?: (child: ChildProcess) => void): Promise<Life> {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  const said: Buffer[] = [];
  child.stderr.on("data", (bytes: Buffer) => said.push(bytes));
  const closed = new Promise<number | null>((done) => child.once("close", done));
  let waiting: ReturnType<typeof setInterval> | undefined;
  if (meanwhile !== undefined)
    waiting = setInterval(() => {
      if (!existsSync(join(at(out), "study.jsonl"))) return;
      clearInterval(waiting);
      meanwhile(child);
    }, 5);
  const code = await closed;
  clearInterval(waiting);
  return { code, said: Buffer.concat(said).toString("utf8"), seconds: (performance.now() - start) / 1000 };
}

const told = (out: string): unknown => {
  const {
    run: _run,
    seconds: _seconds,
    ...rest
  } = JSON.parse(readFileSync(join(at(out), "result.json"), "utf8")) as TuneResult;
  return rest;
};

const workersOf = (pid: number): number[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([own]) => own!);

/** Kills after a random part of the time that is left to it. */
const killing =
  (random: Random, seconds: number) =>
  (child: ChildProcess): void => {
    setTimeout(() => child.kill("SIGKILL"), 1000 * seconds * random.uniform());
  };

describe("kill -9 during a search", () => {
  it("of the coordinator and of workers, at random moments: the same table and winner, nothing twice", async () => {
    const whole = await live(begin("whole", 1), "whole");
    expect(whole).toMatchObject({ code: 0 });
    const random = randomOf(keyOf(7));
    let kills = 0;
    let life = await live(begin("killed", 2), "killed", killing(random, whole.seconds / 2));
    while (kills < 4 && life.code === null) {
      kills++;
      life = await live(goOn("killed"), "killed", killing(random, whole.seconds / 2));
    }
    expect(kills).toBeGreaterThanOrEqual(1);
    if (life.code === null)
      life = await live(goOn("killed"), "killed", (child) => {
        const worker = workersOf(child.pid!)[0];
        if (worker !== undefined) process.kill(worker, "SIGKILL");
      });
    expect(life, life.said).toMatchObject({ code: 0 });
    expect(told("killed")).toEqual(told("whole"));
    const { records, bad } = parseJournal(readFileSync(join(at("killed"), "study.jsonl")));
    expect(bad).toEqual([]);
    const answers = records.flatMap(({ type, id, fold }) =>
      type === "told" ? [`${id as number} ${fold as number}`] : [],
    );
    expect(new Set(answers).size).toBe(answers.length);
  });

  it("Ctrl-C leaves everything in the journal, names the command that goes on, and exits with 130", async () => {
    const stopped = await live(begin("stopped", 1), "stopped", (child) => {
      const looking = setInterval(() => {
        if (!readFileSync(join(at("stopped"), "study.jsonl"), "utf8").includes('"told"')) return;
        clearInterval(looking);
        child.kill("SIGINT");
      }, 5);
    });
    expect(stopped.code).toBe(130);
    expect(stopped.said).toContain(`regularize resume ${at("stopped")}`);
    expect(await live(goOn("stopped"), "stopped")).toMatchObject({ code: 0 });
    expect(told("stopped")).toEqual(told("whole"));
  });
});
