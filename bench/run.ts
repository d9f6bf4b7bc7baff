// All benchmarks in turn; each writes bench/results/NAME.json, then the tables and the picture of bench/README.md are made from these.
// Run: npm run bench (ours and the peers from npm, short), or PYTHON=python npm run bench:peers (the peers of Python too, in full).
// npx tsx bench/run.ts [--peers] [--only NAME] [--tables]
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { writeTables } from "./run/tables.ts";

const { values: options } = parseArgs({
  options: {
    peers: { type: "boolean", default: false },
    only: { type: "string" },
    /** Measures nothing: only makes the tables again. */
    tables: { type: "boolean", default: false },
  },
});

const here = (path: string): string => new URL(path, import.meta.url).pathname;
const python = options.peers ? (process.env["PYTHON"] ?? "python3") : undefined;
const short = !options.peers;

/** Arguments by part; what needs no peer of Python says nothing of it. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  speed: ["--rounds", short ? "5" : "15"],
  infer: ["--rounds", short ? "5" : "15"],
  limits: ["--rounds", "15"],
  jobs: short ? ["--rows", "100000", "--runs", "1"] : ["--runs", "3"],
  growth: short ? ["--short", "--runs", "2"] : ["--runs", "3"],
};
const ALONE = new Set(["growth", "limits"]);

function run(name: string, args: readonly string[]): boolean {
  const peer = python === undefined || ALONE.has(name) ? [] : ["--python", python];
  const out = here(`results/${name}.json`);
  console.log(`\n# ${name}`);
  try {
    execFileSync(process.execPath, ["--import", "tsx", here(`${name}.ts`), ...args, ...peer, "--out", out], {
      stdio: "inherit",
    });
    return true;
  } catch {
    return false;
  }
}

const failed = options.tables
  ? []
  : Object.entries(PARTS).filter(([name, args]) => (options.only ?? name) === name && !run(name, args));
writeTables();
for (const [name] of failed) console.error(`${name} failed: its table is the one before`);
if (failed.length > 0) process.exitCode = 1;
