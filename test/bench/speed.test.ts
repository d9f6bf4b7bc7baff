import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Result {
  readonly limit: { readonly gflops: { readonly cpu: number }; readonly copy: number };
  readonly lines: readonly {
    readonly workload: string;
    readonly contestant: string;
    readonly cpu: number;
    readonly ofPeak: number;
  }[];
}

it("bench/speed.ts measures a step and its share of the machine's limit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "speed-"));
  const out = join(folder, "speed.json");
  const args = ["--rounds", "1", "--only", "10-100-100-1", "--alone", "--out", out];
  await promisify(execFile)(process.execPath, ["--import", "tsx", "bench/speed.ts", ...args], { cwd: root });
  const { limit, lines } = JSON.parse(readFileSync(out, "utf8")) as Result;
  rmSync(folder, { recursive: true });
  expect(limit.gflops.cpu).toBeGreaterThan(0);
  expect(limit.copy).toBeGreaterThan(0);
  expect(lines).toEqual([expect.objectContaining({ workload: "10-100-100-1", contestant: "ours" })]);
  expect(lines[0]!.cpu).toBeGreaterThan(0);
  expect(lines[0]!.ofPeak).toBeGreaterThan(0);
  expect(lines[0]!.ofPeak).toBeLessThan(1);
});
