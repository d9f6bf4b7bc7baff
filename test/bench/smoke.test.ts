import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

interface Line {
  readonly net: string;
  readonly contestant: string;
  readonly median: number;
  readonly cpu: number;
}

async function outputOf(script: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", script, ...args, "--json"], { cwd: root });
  return JSON.parse(stdout) as unknown;
}

describe("bench/step.ts", () => {
  it("checks that both networks compute the prototype's losses, and measures every contestant", async () => {
    const args = ["--rounds", "1", "--steps", "5", "--threads", "1"];
    const lines = (await outputOf("bench/step.ts", ...args)) as readonly Line[];
    for (const net of ["10-100-100-1", "784-256-128-10"])
      expect(lines.filter((line) => line.net === net).map((line) => line.contestant)).toEqual([
        "ours",
        "prototype",
        "ours, regularized",
      ]);
    for (const { median, cpu } of lines) {
      expect(median).toBeGreaterThan(0);
      expect(cpu).toBeGreaterThan(0);
    }
  });
});

describe("bench/load.ts", () => {
  it("loads every row of the table that it makes", async () => {
    const [loaded] = (await outputOf("bench/load.ts", "--rows", "3000", "--runs", "1")) as [Record<string, number>];
    expect(loaded["rows"]).toBe(3000);
    expect(loaded["width"]).toBeGreaterThan(19);
    expect(loaded["peakMiB"]).toBeGreaterThan(0);
  });
});
