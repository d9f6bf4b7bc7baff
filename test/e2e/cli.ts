import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { jobs } from "../../src/cli/jobs.ts";
import { run as main } from "../../src/cli/run.ts";

export const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The command line in this process, with its real jobs, in the current folder: all that `main.ts` adds are the streams and signals of a
 * process, and a process takes half a second to start.
 */
async function call(args: readonly string[]): Promise<Ran> {
  const text = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr"): Io["stdout"] => ({ write: (part) => (text[name] += part) });
  const io: Io = {
    ...{ env: { CI: "true", NO_COLOR: "1" }, cwd: process.cwd(), now: () => performance.now() },
    ...{ stdout: stream("stdout"), stderr: stream("stderr"), signal: new AbortController().signal },
    readText: (path) => readFile(path, "utf8"),
  };
  return { code: await main(args, io, jobs), ...text };
}

/** A folder in which the command line is run, removed after the tests of the file; during them it is the current one. */
export function workplace(): {
  readonly folder: string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  /** The built command line, as a process. */
  readonly run: (args: readonly string[]) => Promise<Ran>;
  /** That of the sources, in this process. */
  readonly call: (args: readonly string[]) => Promise<Ran>;
} {
  const folder = mkdtempSync(join(tmpdir(), "regularize-e2e-"));
  const home = process.cwd();
  beforeAll(() => process.chdir(folder));
  afterAll(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const run = (args: readonly string[]): Promise<Ran> =>
    new Promise((done, fail) => {
      const { PATH, HOME, TMPDIR } = process.env;
      const env = { PATH, HOME, TMPDIR, CI: "true", NO_COLOR: "1" };
      const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      const text = { stdout: "", stderr: "" };
      for (const name of ["stdout", "stderr"] as const)
        child[name].setEncoding("utf8").on("data", (part) => (text[name] += part));
      child.on("error", fail);
      child.on("close", (code) => done({ code: code ?? -1, ...text }));
    });
  return { folder, write, run, call };
}

/** Every file below a folder with the hash of its content: what a command that was refused may not change. */
export function contentOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder).flatMap((name): [string, string][] => {
    const path = join(folder, name);
    if (statSync(path).isDirectory())
      return [
        [`${name}/`, ""],
        ...Object.entries(contentOf(path)).map(([below, hash]): [string, string] => [`${name}/${below}`, hash]),
      ];
    return [[name, createHash("sha256").update(readFileSync(path)).digest("hex")]];
  });
  return Object.fromEntries(entries);
}

export const csv = (header: string, rows: number, row: (i: number) => readonly (string | number)[]): string =>
  `${[header, ...Array.from({ length: rows }, (_, i) => row(i).join(","))].join("\n")}\n`;

/** A number in [0, 1) that looks random and is always the same. */
const noise = (i: number): number => (Math.sin(12.9898 * (i + 1)) * 43758.5453) % 1;
const COLORS = ["red", "green", "blue"];

/** Rows of age, income, color, and what `target` gives. */
export const people = (rows: number, target: (i: number, signal: number) => string | number): string =>
  csv("age,income,color,churn", rows, (i) => {
    const [a, b] = [Math.abs(noise(i)), Math.abs(noise(i + 1000))];
    return [20 + Math.floor(50 * a), (100 * b).toFixed(2), COLORS[i % 3]!, target(i, a + b)];
  });

/** Quick training: what is tested is not how well it learns. */
export const QUICK = ["--epochs", "1", "--seeds", "1", "--hidden", "4", "--threads", "1"];
