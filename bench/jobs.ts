// Whole jobs, each in its own process, in turns: from a CSV to a trained and scored model; ours against pandas + PyTorch.
// Run: npm run build && npx tsx bench/jobs.ts [--python PATH] [--diamonds FILE] [--rows 1000000] [--runs 3] [--compare] [--alike] [--out FILE.json]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { beside, inFolder, keep, loadNow, secondsOf, told as toldBy } from "./run/child.ts";
import { median, ratioOfMedians } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    diamonds: { type: "string", default: "diamonds.csv" },
    rows: { type: "string", default: "1000000" },
    runs: { type: "string", default: "3" },
    /** `compare` of the ten recipes on German credit over 5 seeds too. */
    compare: { type: "boolean", default: false },
    /** Leaves `fit` out: what the peer does, alone. */
    alike: { type: "boolean", default: false },
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

const here = beside(import.meta.url);
const contestants: Readonly<Record<string, readonly string[]>> = {
  "ours, what the peer does": [process.execPath, here("jobs/ours.mjs"), "train"],
  ...(options.alike ? {} : { "ours, fit with all it tells": [process.execPath, here("jobs/ours.mjs"), "fit"] }),
  ...(options.python === undefined ? {} : { "pandas + PyTorch": [options.python, here("jobs/peer.py")] }),
};

function run(command: readonly string[], given: object, folder: string): Told {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  if (command.at(-1) !== "fit") mkdirSync(out);
  return toldBy<Told>(command, JSON.stringify({ ...given, out }));
}

function race(name: string, given: object, folder: string): object {
  const told = new Map(Object.keys(contestants).map((who) => [who, [] as Told[]]));
  for (let i = 0; i < Number(options.runs); i++) {
    const turn = Object.entries(contestants);
    for (const [who, command] of i % 2 === 0 ? turn : turn.toReversed())
      told.get(who)!.push(run(command, given, folder));
  }
  console.log(`\n${name}, median of ${options.runs} runs, ${loadNow()}`);
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

/** The built command line: ours alone. */
function comparison(folder: string): object {
  const main = here("../dist/cli/main.js");
  const args = [main, "compare", here("../data/german-credit.csv"), "--target", "class", "--quiet"];
  const all = Array.from({ length: Number(options.runs) }, (_, i) =>
    secondsOf([process.execPath, ...args, "--out", join(folder, `compare-${i}`)]),
  );
  const [cpu, seconds] = [median(all.map((one) => one.cpu)), median(all.map((one) => one.clock))];
  console.log(
    `\ncompare, German credit, 5 seeds: CPU ${cpu.toFixed(1)} s, clock ${seconds.toFixed(1)} s, ${loadNow()}`,
  );
  return { name: "compare, German credit, 5 seeds", lines: [{ who: "ours", cpu, seconds }] };
}

inFolder("jobs", (folder) => {
  const common = { hidden: [256, 128], batch: 256 };
  const results: object[] = [];
  const add = (result: object): void => {
    results.push(result);
    keep(options.out, { runs: Number(options.runs), results });
  };
  if (existsSync(options.diamonds))
    add(race("diamonds, 10 epochs", { ...common, data: options.diamonds, target: "price", epochs: 10 }, folder));
  const path = join(folder, "table.csv");
  execFileSync(process.execPath, [here("make-table.mjs"), path, options.rows, "20"]);
  add(race(`${options.rows} × 20, 1 epoch`, { ...common, data: path, target: "target", epochs: 1 }, folder));
  if (options.compare) add(comparison(folder));
});
