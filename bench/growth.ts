// How cost grows: processors' seconds and peak memory by rows, columns, parameters and trials, each size in its own process of
// the built package, with the exponents of power laws fitted over the largest sizes.
// Run: npm run build && npx tsx bench/growth.ts [--only rows,columns] [--runs 3] [--short] [--most 1e7|1e4] [--out FILE.json]
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Point, powerOf } from "./growth/power.ts";
import { beside, inFolder, keep, loadNow, told } from "./run/child.ts";
import { median } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    runs: { type: "string", default: "3" },
    short: { type: "boolean", default: false },
    /** The largest size of any axis. */
    most: { type: "string", default: "1e8" },
    out: { type: "string" },
  },
});

interface Told {
  readonly cpu: number;
  readonly peak: number;
}

export interface Grown {
  readonly axis: string;
  readonly runs: number;
  /** Of processors' time. */
  readonly exponent: number;
  readonly low: number;
  readonly high: number;
  /** Of peak memory. */
  readonly memory: number;
  readonly lines: readonly (Told & { readonly size: number })[];
}

interface Axis {
  readonly sizes: readonly number[];
  readonly short: readonly number[];
  /** One more, where `--most` says just that. */
  readonly most?: number;
}

/** 1e7 rows are a file of 1.4 GB, and 1e4 trials take minutes: `--most 1e7`, or `--only trials --most 1e4`, asks for them. */
const AXES: Readonly<Record<string, Axis>> = {
  rows: { sizes: [1e4, 3e4, 1e5, 3e5, 1e6], short: [1e4, 3e4, 1e5], most: 1e7 },
  columns: { sizes: [10, 50, 200, 1000, 5000], short: [10, 50, 200] },
  parameters: { sizes: [1e4, 1e5, 1e6, 1e7, 1e8], short: [1e4, 1e5, 1e6] },
  trials: { sizes: [10, 30, 100, 300, 1000], short: [10, 30, 100], most: 1e4 },
};

const here = beside(import.meta.url);

function sizesOf(axis: string): readonly number[] {
  const { sizes, short, most: larger } = AXES[axis]!;
  const most = Number(options.most);
  if (options.short) return short;
  return [...sizes, ...(most === larger ? [larger] : [])].filter((size) => size <= most);
}

function grow(axis: string, folder: string): Grown {
  const runs = Number(options.runs);
  const rounds = Array.from({ length: runs }, () =>
    sizesOf(axis).map((size) => ({
      size,
      ...told<Told>([process.execPath, here("growth/job.mjs")], axis, String(size), folder),
    })),
  );
  const points = (of: keyof Told): readonly Point[] =>
    rounds.flat().map((round) => ({ size: round.size, cost: round[of] }));
  const { exponent, low, high } = powerOf(points("cpu"));
  const memory = powerOf(points("peak")).exponent;
  console.log(
    `\n${axis}: CPU grows with the power ${exponent.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}], peak memory with ${memory.toFixed(2)}; ${loadNow()}`,
  );
  const lines = rounds[0]!.map(({ size }, i) => {
    const [cpu, peak] = [median(rounds.map((round) => round[i]!.cpu)), median(rounds.map((round) => round[i]!.peak))];
    console.log(`  ${String(size).padStart(9)}   ${cpu.toFixed(3).padStart(9)} s   ${peak.toFixed(0).padStart(6)} MiB`);
    return { size, cpu, peak };
  });
  return { axis, runs, exponent, low, high, memory, lines };
}

/** What was measured before of axes that are not asked for now. */
const known = (out: string | undefined): readonly Grown[] =>
  out !== undefined && existsSync(out) ? (JSON.parse(readFileSync(out, "utf8")) as { results: Grown[] }).results : [];

inFolder("growth", (folder) => {
  const asked = options.only?.split(",") ?? Object.keys(AXES);
  const results = new Map(known(options.out).map((grown) => [grown.axis, grown]));
  for (const axis of asked) {
    results.set(axis, grow(axis, folder));
    // After each: a run that is broken off keeps what it has.
    keep(options.out, { results: Object.keys(AXES).flatMap((name) => results.get(name) ?? []) });
  }
});
