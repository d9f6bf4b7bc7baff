// Seconds of the built command line: `--help`, and `compare` of the ten recipes on German credit over 5 seeds.
// Run: npm run build && npx tsx bench/cli.ts [--runs 10]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "./step/statistics.ts";

const { values: options } = parseArgs({ options: { runs: { type: "string", default: "10" } } });
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Wall-clock seconds of one process. */
function seconds(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

const medianOf = (args: readonly string[]): number =>
  median(Array.from({ length: Number(options.runs) }, () => seconds(args)));

const main = path("../dist/cli/main.js");
const milliseconds = (s: number): string => `${(1000 * s).toFixed(0)} ms`;
console.log(`node -e 0    ${milliseconds(medianOf(["-e", "0"]))}`);
console.log(`--help       ${milliseconds(medianOf([main, "--help"]))}`);
const out = mkdtempSync(join(tmpdir(), "regularize-bench-"));
try {
  const data = path("../data/german-credit.csv");
  const taken = seconds([main, "compare", data, "--target", "class", "--out", join(out, "run")]);
  console.log(`compare      ${taken.toFixed(1)} s (German credit, 5 seeds)`);
} finally {
  rmSync(out, { recursive: true });
}
