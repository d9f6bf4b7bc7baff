// Guards the speed: processors' time of our steps in that of fixed work measured in the same run, against the committed
// baseline. Fails when a whole 99 % bootstrap interval lies above the allowed factor, in three measurements in turn.
// Run: npx tsx bench/check.ts [--short] [--write] [--times N] [--json FILE] [--slow FACTOR]
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Judged, judge, type Measured, measure } from "./check/judge.ts";
import { yardsticks } from "./check/reference.ts";
import { type Guarded, guarded, slowed } from "./check/workloads.ts";
import { loadNow } from "./run/child.ts";
import type { Contestant } from "./step/contestant.ts";

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    json: { type: "string" },
    /** So many checks in turn: how often noise alone raises an alarm. */
    times: { type: "string", default: "1" },
    /** Takes steps so many times: shows that the guard notices. */
    slow: { type: "string" },
  },
});

/** Ratios by workload, by the processor they were measured on. */
type Baseline = Record<string, Record<string, number>>;

const BASELINE = new URL("results/check-baseline.json", import.meta.url).pathname;
/** What is allowed on the baseline's processor; on another one the same work has another shape. The short form is for machines that nobody keeps quiet. */
const FORMS = {
  short: { rounds: 12, known: 2, other: 3 },
  long: { rounds: 60, known: 1.25, other: 2 },
};
const MEASUREMENTS = 3;

const processor = `${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node.split(".")[0]}`;
const baselines = existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, "utf8")) as Baseline) : {};
const form = options.short ? FORMS.short : FORMS.long;
const { rounds } = form;

function print(lines: readonly Judged[]): void {
  for (const { name, ratio, low, high, baseline, slower } of lines) {
    const base =
      baseline === undefined ? "no baseline" : `baseline ${baseline.toFixed(3)}, × ${(ratio / baseline).toFixed(2)}`;
    console.log(
      `  ${name.padEnd(28)} ${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]   ${base}${slower ? "   SLOWER" : ""}`,
    );
  }
}

interface Racing {
  readonly fixed: readonly Contestant[];
  readonly own: readonly Guarded[];
}

/** One check: what seems slower is measured again. */
async function check({ fixed, own }: Racing): Promise<Judged[]> {
  const [base, allowed] =
    baselines[processor] === undefined
      ? [Object.values(baselines)[0] ?? {}, form.other]
      : [baselines[processor], form.known];
  console.log(`${processor}, ${loadNow()}; allowed: ${allowed} × the baseline; ${rounds} rounds`);
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
  return [...found.values()];
}

const alarmsOf = (lines: readonly Judged[]): string[] => lines.filter(({ slower }) => slower).map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), "regularize-check-"));
try {
  const [fixed, all] = [await yardsticks(), await guarded(folder)];
  const own = options.slow === undefined ? all : all.map((one) => slowed(one, Number(options.slow)));
  const checks: { readonly load: number; readonly lines: readonly Judged[] }[] = [];
  for (let i = 0; i < Number(options.times); i++) {
    checks.push({ load: loadavg()[0]!, lines: await check({ fixed, own }) });
    // After each, so that a run that is broken off keeps what it has.
    const alarms = checks.filter(({ lines }) => alarmsOf(lines).length > 0).length;
    if (options.json !== undefined)
      writeFileSync(options.json, `${JSON.stringify({ processor, ...form, alarms, checks }, null, 1)}\n`);
  }
  for (const one of [...fixed, ...all.map(({ contestant }) => contestant)]) await one.dispose();
  const alarms = checks.filter(({ lines }) => alarmsOf(lines).length > 0).length;
  if (checks.length > 1) console.log(`${alarms} alarms in ${checks.length} checks`);
  const lines = checks.at(-1)!.lines;
  if (options.write) {
    baselines[processor] = Object.fromEntries(lines.map(({ name, ratio }) => [name, Number(ratio.toPrecision(4))]));
    writeFileSync(BASELINE, `${JSON.stringify(baselines, null, 1)}\n`);
  } else if (alarms > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
