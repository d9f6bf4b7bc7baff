// Start-up of the built package: `node -e 0`, `--help`, and from nothing to the first epoch of a fit on German credit, in a new
// process (cold) and once more in the same one (warm).
// Run: npm run build && npx tsx bench/start.ts [--runs 10] [--out FILE.json]
import { parseArgs } from "node:util";
import { beside, inFolder, keep, loadNow, secondsOf, told } from "./run/child.ts";
import { median } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "10" }, out: { type: "string" } },
});

interface Cost {
  readonly clock: number;
  readonly cpu: number;
}

const here = beside(import.meta.url);
const node = process.execPath;

inFolder("start", (folder) => {
  const rounds = Array.from({ length: Number(options.runs) }, () => {
    const { cold, warm } = told<{ readonly cold: Cost; readonly warm: Cost }>([node, here("start/first.mjs")], folder);
    return {
      "node -e 0": secondsOf([node, "-e", "0"]),
      "--help": secondsOf([node, here("../dist/cli/main.js"), "--help"]),
      "first epoch, cold": cold,
      "first epoch, warm": warm,
    };
  });
  console.log(`milliseconds: clock, CPU; medians of ${rounds.length}, ${loadNow()}`);
  const results = (Object.keys(rounds[0]!) as (keyof (typeof rounds)[number])[]).map((name) => {
    const of = (what: keyof Cost): number => 1000 * median(rounds.map((round) => round[name][what]));
    const [clock, cpu] = [of("clock"), of("cpu")];
    console.log(`  ${name.padEnd(20)}${clock.toFixed(0).padStart(7)}${cpu.toFixed(0).padStart(7)}`);
    return { name, clock, cpu };
  });
  keep(options.out, { runs: rounds.length, results });
});
