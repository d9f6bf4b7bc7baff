// Guards the speed: processors' time of our steps in that of fixed work measured in the same run, against the committed
// baseline. Fails when a whole 99 % bootstrap interval lies above the allowed factor, in three measurements in turn.
// Run: npx tsx bench/check.ts [--short] [--write] [--json FILE] [--slow FACTOR]
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Judged, judge, type Measured, measure } from "./check/judge.ts";
import { yardsticks } from "./check/reference.ts";
import { guarded, slowed } from "./check/workloads.ts";

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    json: { type: "string" },
    /** Takes steps so many times: shows that the guard notices. */
    slow: { type: "string" },
  },
});

/** Ratios by workload, by the processor they were measured on. */
type Baseline = Record<string, Record<string, number>>;

const BASELINE = new URL("results/check-baseline.json", import.meta.url).pathname;
const ROUNDS = { short: 12, long: 60 };
/** On the baseline's processor; on another one the same work has another shape. */
const ALLOWED = { known: 1.25, other: 2 };
const MEASUREMENTS = 3;

const processor = `${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node.split(".")[0]}`;
const baselines = existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, "utf8")) as Baseline) : {};
const rounds = options.short ? ROUNDS.short : ROUNDS.long;

function print(lines: readonly Judged[]): void {
  for (const { name, ratio, low, high, baseline, slower } of lines) {
    const base =
      baseline === undefined ? "no baseline" : `baseline ${baseline.toFixed(3)}, × ${(ratio / baseline).toFixed(2)}`;
    console.log(
      `  ${name.padEnd(28)} ${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]   ${base}${slower ? "   SLOWER" : ""}`,
    );
  }
}

async function check(folder: string): Promise<Judged[]> {
  const [fixed, all] = [await yardsticks(), await guarded(folder)];
  const own = options.slow === undefined ? all : all.map((one) => slowed(one, Number(options.slow)));
  const [base, allowed] =
    baselines[processor] === undefined
      ? [Object.values(baselines)[0] ?? {}, ALLOWED.other]
      : [baselines[processor], ALLOWED.known];
  console.log(`${processor}, load ${loadavg()[0]!.toFixed(1)}; allowed: ${allowed} × the baseline; ${rounds} rounds`);
  const found = new Map<string, Judged>();
  let suspects = own;
  for (let i = 0; i < MEASUREMENTS && suspects.length > 0; i++) {
    const measured: readonly Measured[] = await measure(suspects, fixed, rounds);
    const lines = judge(measured, base, allowed);
    print(lines);
    for (const line of lines) found.set(line.name, line);
    const slow = new Set(lines.filter(({ slower }) => slower).map(({ name }) => name));
    suspects = suspects.filter(({ contestant }) => slow.has(contestant.name));
    if (suspects.length > 0 && i + 1 < MEASUREMENTS) console.log("  again, to be sure:");
  }
  for (const one of [...fixed, ...all.map(({ contestant }) => contestant)]) await one.dispose();
  return [...found.values()];
}

const folder = mkdtempSync(join(tmpdir(), "regularize-check-"));
try {
  const lines = await check(folder);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ processor, rounds, lines }, null, 1)}\n`);
  if (options.write) {
    baselines[processor] = Object.fromEntries(lines.map(({ name, ratio }) => [name, Number(ratio.toPrecision(4))]));
    writeFileSync(BASELINE, `${JSON.stringify(baselines, null, 1)}\n`);
  } else if (lines.some(({ slower }) => slower)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
