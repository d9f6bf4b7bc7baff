import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

it("bench/fashion.ts learns the images shipped here and scores all test images once", async () => {
  const args = ["--import", "tsx", "bench/fashion.ts", "data/fashion", "--epochs", "1", "--batch", "64", "--json"];
  const { stdout } = await run(process.execPath, args, { cwd: root });
  const { accuracy, best, seconds, rows } = JSON.parse(stdout) as Record<string, number>;
  expect(rows).toBe(500);
  expect(best).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeGreaterThan(0);
  // Guessing is right in a tenth of the cases.
  expect(accuracy).toBeGreaterThan(0.6);
}, 300_000);
