import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which the built command line is run, removed after the tests of the file. */
export function workplace(): {
  readonly folder: string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly run: (args: readonly string[]) => Promise<Ran>;
} {
  const folder = mkdtempSync(join(tmpdir(), "regularize-e2e-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
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
  return { folder, write, run };
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
