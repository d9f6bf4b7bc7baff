// All benchmarks in turn; each writes bench/results/NAME.json, then the tables and the picture of bench/README.md are made from these.
// Run: npm run bench (ours and the peers from npm), or PYTHON=python npm run bench:peers (the peers of Python too, in full).
// FASHION=FOLDER has Fashion-MNIST's four IDX files: without, the images shipped here are learned.
// npx tsx bench/run.ts [--peers] [--quick] [--only NAME,NAME] [--tables]
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { beside } from "./run/child.ts";
import { writeTables } from "./run/tables.ts";

const { values: options } = parseArgs({
  options: {
    peers: { type: "boolean", default: false },
    /** Everything at its smallest, some minutes in all: that it runs, not how fast. Nothing is kept. */
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    /** Measures nothing: only makes the tables again. */
    tables: { type: "boolean", default: false },
  },
});

const here = beside(import.meta.url);
const python = options.peers ? (process.env["PYTHON"] ?? "python3") : undefined;
type Size = "quick" | "short" | "full";
const size: Size = options.quick ? "quick" : options.peers ? "full" : "short";

/** Arguments by part and size. `--minutes` bounds what has rounds: fewer are taken where the time is up. */
const PARTS: Readonly<Record<string, Readonly<Record<Size, readonly string[]>>>> = {
  speed: {
    quick: ["--rounds", "2", "--minutes", "2", "--only", "10-100-100-1,tabular"],
    short: ["--rounds", "7", "--minutes", "8"],
    full: ["--rounds", "15", "--minutes", "15"],
  },
  infer: { quick: ["--rounds", "3"], short: ["--rounds", "7"], full: ["--rounds", "15"] },
  limits: { quick: ["--rounds", "2"], short: ["--rounds", "9"], full: ["--rounds", "15"] },
  start: { quick: ["--runs", "2"], short: ["--runs", "5"], full: ["--runs", "10"] },
  jobs: {
    quick: ["--rows", "10000", "--runs", "1", "--fashion", here("../data/fashion")],
    short: ["--rows", "100000", "--runs", "1", "--compare", "--images", "6000"],
    full: ["--runs", "3", "--compare"],
  },
  growth: {
    quick: ["--short", "--runs", "1", "--only", "rows,parameters"],
    short: ["--short", "--runs", "2"],
    full: ["--runs", "3"],
  },
};
/** No peer takes part in these. */
const ALONE = new Set(["growth", "limits", "start"]);

function run(name: string, args: readonly string[]): boolean {
  const peer = python === undefined || ALONE.has(name) ? [] : ["--python", python];
  const out = options.quick ? [] : ["--out", here(`results/${name}.json`)];
  console.log(`\n# ${name}`);
  try {
    execFileSync(process.execPath, ["--import", "tsx", here(`${name}.ts`), ...args, ...peer, ...out], {
      stdio: "inherit",
    });
    return true;
  } catch {
    return false;
  }
}

/** What must be there before anything is measured; told with the command that makes it. */
function missing(): string[] {
  const built = existsSync(here("../dist/index.js")) ? [] : ["the package is not built: npm run build"];
  const peers = existsSync(here("node_modules"))
    ? []
    : ["TensorFlow.js and jax-js are not there: npm ci --prefix bench"];
  return [...built, ...peers];
}

const lacks = options.tables ? [] : missing();
if (lacks.length > 0) {
  for (const lack of lacks) console.error(lack);
  process.exitCode = 1;
} else {
  const asked = options.only?.split(",") ?? Object.keys(PARTS);
  const failed = options.tables ? [] : asked.filter((name) => !run(name, PARTS[name]![size]));
  if (!options.quick) writeTables();
  for (const name of failed) console.error(`${name} failed: its table is the one before`);
  if (failed.length > 0) process.exitCode = 1;
}
