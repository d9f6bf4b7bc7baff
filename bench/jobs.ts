// Whole jobs, each in its own process, in turns: from a CSV to a trained and scored model; ours against pandas + PyTorch.
// Run: npm run build && npx tsx bench/jobs.ts [--python PATH] [--diamonds FILE] [--rows 1000000] [--runs 3] [--out FILE.json]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median, ratioOfMedians } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    diamonds: { type: "string", default: "diamonds.csv" },
    rows: { type: "string", default: "1000000" },
    runs: { type: "string", default: "3" },
    out: { type: "string" },
  },
});

/** What a job tells of itself: scores, seconds (clock, processors), MiB at its highest; and up to the last step. */
interface Told {
  readonly validation: number;
  readonly test: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peak: number;
  readonly cpuTrained: number;
  readonly peakTrained: number;
}

const here = (path: string): string => new URL(path, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "regularize-jobs-"));
const contestants: Readonly<Record<string, readonly string[]>> = {
  "ours, what the peer does": [process.execPath, here("jobs/ours.mjs"), "train"],
  "ours, fit with all it tells": [process.execPath, here("jobs/ours.mjs"), "fit"],
  ...(options.python === undefined ? {} : { "pandas + PyTorch": [options.python, here("jobs/peer.py")] }),
};

function run(command: readonly string[], given: object): Told {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  if (command.at(-1) !== "fit") mkdirSync(out);
  const args = [...command.slice(1), JSON.stringify({ ...given, out })];
  const text = execFileSync(command[0]!, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(text.trim().split("\n").at(-1)!) as Told;
}

function race(name: string, given: object): object {
  const told = new Map(Object.keys(contestants).map((who) => [who, [] as Told[]]));
  for (let i = 0; i < Number(options.runs); i++) {
    const turn = Object.entries(contestants);
    for (const [who, command] of i % 2 === 0 ? turn : turn.toReversed()) told.get(who)!.push(run(command, given));
  }
  console.log(`\n${name}, median of ${options.runs} runs, load ${loadavg()[0]!.toFixed(1)}`);
  const peer = told.get("pandas + PyTorch");
  const lines = [...told].map(([who, all]) => {
    const of = (what: keyof Told): number => median(all.map((one) => one[what]));
    const cpu = all.map((one) => one.cpu);
    const ratio =
      peer === undefined || all === peer
        ? undefined
        : ratioOfMedians(
            cpu,
            peer.map((one) => one.cpu),
          );
    const shown =
      ratio === undefined
        ? ""
        : `   ÷ peer ${ratio.ratio.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`;
    console.log(
      `  ${who.padEnd(28)} CPU ${of("cpu").toFixed(1)} s (${of("cpuTrained").toFixed(1)} to the last step)   clock ${of("seconds").toFixed(1)} s   ` +
        `peak ${of("peak").toFixed(0)} MiB   test ${of("test").toPrecision(4)}${shown}`,
    );
    return {
      who,
      cpu: of("cpu"),
      cpuTrained: of("cpuTrained"),
      seconds: of("seconds"),
      peak: of("peak"),
      test: of("test"),
      ...(ratio === undefined ? {} : { ratio }),
    };
  });
  return { name, lines };
}

const results: object[] = [];
try {
  const common = { hidden: [256, 128], batch: 256 };
  if (existsSync(options.diamonds))
    results.push(race("diamonds, 10 epochs", { ...common, data: options.diamonds, target: "price", epochs: 10 }));
  const path = join(folder, "table.csv");
  execFileSync(process.execPath, [here("make-table.mjs"), path, options.rows, "20"]);
  results.push(race(`${options.rows} × 20, 1 epoch`, { ...common, data: path, target: "target", epochs: 1 }));
  if (options.out !== undefined)
    writeFileSync(
      options.out,
      `${JSON.stringify({ runs: Number(options.runs), load: loadavg()[0], results }, null, 1)}\n`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
