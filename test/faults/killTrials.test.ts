import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { classes } from "../job/make.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "regularize-trials-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "data.csv"), classes(60));
const at = (name: string): string => join(folder, name);
const begin = (out: string): string[] => [
  ...["sweep", at("data.csv"), "--target", "churn", "--out", at(out), "--workers", "1", "--quiet"],
  ...["--strength", "l2", "--points", "3", "--seeds", "2", "--epochs", "1", "--hidden", "4"],
];

/** Runs the command line; it is killed as soon as so many trials are in the journal. */
async function live(args: readonly string[], out: string, trials?: number): Promise<number | null> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore", cwd: folder });
  const closed = new Promise<number | null>((done) => child.once("close", done));
  const journal = join(at(out), "trials", "trials.jsonl");
  const waiting = setInterval(() => {
    if (trials === undefined || !existsSync(journal)) return;
    if (readFileSync(journal, "utf8").split("\n").length > trials) child.kill("SIGKILL");
  }, 2);
  const code = await closed;
  clearInterval(waiting);
  return code;
}

it("kill -9 of a sweep: the numbers and the model of the uninterrupted one", async () => {
  expect(await live(begin("whole"), "whole")).toBe(0);
  expect(await live(begin("killed"), "killed", 2)).toBe(null);
  const known = readFileSync(join(at("killed"), "trials", "trials.jsonl"), "utf8").split("\n").length - 1;
  expect(known).toBeGreaterThanOrEqual(2);
  expect(await live(["resume", at("killed"), "--quiet"], "killed")).toBe(0);
  const told = (out: string): unknown => {
    const {
      run: _,
      seconds: __,
      ...rest
    } = JSON.parse(readFileSync(join(at(out), "result.json"), "utf8")) as {
      run: unknown;
      seconds: unknown;
    };
    return rest;
  };
  expect(told("killed")).toEqual(told("whole"));
  for (const name of ["model.onnx", "metrics.jsonl"])
    expect(readFileSync(join(at("killed"), name)).equals(readFileSync(join(at("whole"), name))), name).toBe(true);
  expect(readdirSync(at("killed")).sort()).toEqual(readdirSync(at("whole")).sort());
}, 240_000);
