// Seconds and peak memory from a CSV to what a network learns from: read, infer, choose features, seal, split, fit the
// preprocessing, transform; each run in a process of its own.
// Run: npx tsx bench/load.ts [--rows 1000000] [--columns 20] [--runs 3] [--json]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { foldOf, prepare } from "../src/job/prepare.ts";
import { median } from "./step/statistics.ts";

interface Loaded {
  /** To the sealed test set: reading, types, task, features, duplicates. */
  readonly readSeconds: number;
  /** One split: preprocessing fitted on its training rows, all parts transformed. */
  readonly splitSeconds: number;
  /** Of all processors, start of the process included. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly rows: number;
  /** Inputs of the network per row. */
  readonly width: number;
}

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    columns: { type: "string", default: "20" },
    runs: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    child: { type: "string" },
  },
});

async function load(data: string): Promise<Loaded> {
  const start = performance.now();
  const prepared = await prepare({ data, target: "target" }, 42);
  const read = performance.now();
  const { train, validation, examples, shape } = foldOf(prepared, 0);
  const test = examples(prepared.test);
  const end = performance.now();
  const { user, system } = process.cpuUsage();
  return {
    readSeconds: (read - start) / 1000,
    splitSeconds: (end - read) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    rows: train.rows + validation.rows + test.rows,
    width: shape.width,
  };
}

function inChild(path: string): Loaded {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), "--child", path];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Loaded;
}

function measure(): void {
  const folder = mkdtempSync(join(tmpdir(), "regularize-bench-"));
  try {
    const path = join(folder, "table.csv");
    const make = fileURLToPath(new URL("make-table.mjs", import.meta.url));
    execFileSync(process.execPath, [make, path, options.rows, options.columns]);
    const runs = Array.from({ length: Number(options.runs) }, () => inChild(path));
    if (options.json) console.log(JSON.stringify(runs));
    else print(statSync(path).size, runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(bytes: number, runs: readonly Loaded[]): void {
  const of = (what: keyof Loaded): string => median(runs.map((run) => run[what])).toFixed(1);
  console.log(
    `${options.rows} × ${options.columns} CSV, ${(bytes / 1e6).toFixed(0)} MB, median of ${runs.length} runs`,
  );
  console.log(`read to sealed test   ${of("readSeconds")} s`);
  console.log(`split and transform   ${of("splitSeconds")} s   (${runs[0]!.width} inputs per row)`);
  console.log(`CPU                   ${of("cpuSeconds")} s`);
  console.log(`peak RSS              ${of("peakMiB")} MiB`);
}

if (options.child === undefined) measure();
else console.log(JSON.stringify(await load(options.child)));
