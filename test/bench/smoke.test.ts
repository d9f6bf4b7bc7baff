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

describe("bench/step.ts", () => {
  it("checks that both networks compute the prototype's losses, and measures every contestant", async () => {
    const args = ["--import", "tsx", "bench/step.ts", "--rounds", "1", "--steps", "5", "--threads", "1", "--json"];
    const { stdout } = await run(process.execPath, args, { cwd: root });
    const lines = JSON.parse(stdout) as readonly Line[];
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
