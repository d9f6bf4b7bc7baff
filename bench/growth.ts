// How cost grows: processors' seconds and peak memory by rows, columns, parameters and trials, each size in its own process of
// the built package, with the exponent of a power law fitted over the sizes.
// Run: npm run build && npx tsx bench/growth.ts [--only rows] [--runs 3] [--short] [--out FILE.json]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Point, powerOf } from "./growth/power.ts";
import { median } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    runs: { type: "string", default: "3" },
    short: { type: "boolean", default: false },
    out: { type: "string" },
  },
});

interface Told {
  readonly cpu: number;
  readonly peak: number;
}

const AXES: Readonly<Record<string, { readonly sizes: readonly number[]; readonly short: readonly number[] }>> = {
  rows: { sizes: [1e4, 3e4, 1e5, 3e5, 1e6], short: [1e4, 3e4, 1e5] },
  columns: { sizes: [10, 50, 200, 1000, 4000], short: [10, 50, 200] },
  parameters: { sizes: [1e4, 1e5, 1e6, 1e7], short: [1e4, 1e5, 1e6] },
  trials: { sizes: [10, 30, 100, 300, 1000], short: [10, 30, 100] },
};

const here = (path: string): string => new URL(path, import.meta.url).pathname;

function run(axis: string, size: number, folder: string): Told {
  const args = [here("growth/job.mjs"), axis, String(size), folder];
  const text = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(text.trim().split("\n").at(-1)!) as Told;
}

function grow(axis: string, folder: string): object {
  const { sizes, short } = AXES[axis]!;
  const rounds = Array.from({ length: Number(options.runs) }, () =>
    (options.short ? short : sizes).map((size) => ({ size, ...run(axis, size, folder) })),
  );
  const points: readonly Point[] = rounds.flat().map(({ size, cpu }) => ({ size, cost: cpu }));
  const { exponent, low, high } = powerOf(points);
  console.log(
    `\n${axis}: CPU grows with the power ${exponent.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]; load ${loadavg()[0]!.toFixed(1)}`,
  );
  const lines = rounds[0]!.map(({ size }, i) => {
    const [cpu, peak] = [median(rounds.map((round) => round[i]!.cpu)), median(rounds.map((round) => round[i]!.peak))];
    console.log(`  ${String(size).padStart(9)}   ${cpu.toFixed(3).padStart(9)} s   ${peak.toFixed(0).padStart(6)} MiB`);
    return { size, cpu, peak };
  });
  return { axis, exponent, low, high, lines };
}

const folder = mkdtempSync(join(tmpdir(), "regularize-growth-"));
try {
  const axes = Object.keys(AXES).filter((axis) => options.only === undefined || axis === options.only);
  const results = axes.map((axis) => grow(axis, folder));
  if (options.out !== undefined)
    writeFileSync(
      options.out,
      `${JSON.stringify({ runs: Number(options.runs), load: loadavg()[0], results }, null, 1)}\n`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
