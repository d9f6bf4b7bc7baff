// Trials per minute of `tune`, beside Optuna's TPE with PyTorch on the same space, rows, network, epochs and batch; one core, no pruning, in turns.
// Run: npx tsx bench/search/efficiency.ts [--python PATH] [--trials 24] [--rounds 5] [--epochs 20] [--rows 2000] [--hidden 128,64] [--batch 64] [--json]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type PythonPeer, startPython } from "../augment/pythonPeer.ts";
import { median, type Ratio, ratioOfMedians } from "../step/statistics.ts";
import { createCpuClock } from "./cpuClock.ts";
import { CLASSES, COLUMNS, makeTable, type Round, type Size, tuneRate } from "./trialRate.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    trials: { type: "string", default: "24" },
    rounds: { type: "string", default: "5" },
    epochs: { type: "string", default: "20" },
    rows: { type: "string", default: "2000" },
    hidden: { type: "string", default: "128,64" },
    batch: { type: "string", default: "64" },
    json: { type: "boolean", default: false },
  },
});
const size: Size = {
  ...{ trials: Number(options.trials), epochs: Number(options.epochs), rows: Number(options.rows) },
  ...{ batch: Number(options.batch), hidden: options.hidden.split(",").map(Number) },
};
const rounds = Number(options.rounds);
const { trials } = size;

async function theirs(peer: PythonPeer, loader: boolean, seed: number): Promise<Round> {
  const said = await peer.ask({ ...size, seed, loader });
  return { wall: Number(said["wall"]), cpu: Number(said["cpu"]), best: Number(said["best"]) };
}

interface Line {
  readonly contestant: string;
  /** Trials per minute, medians over the rounds: of a core's time and on the clock. */
  readonly perCpuMinute: number;
  readonly perMinute: number;
  /** Mean of the best validation accuracies of the rounds. */
  readonly best: number;
  /** Its time ÷ ours. */
  readonly cpuToOurs?: Ratio;
  readonly wallToOurs?: Ratio;
}

function lineOf(contestant: string, own: readonly Round[], mine: readonly Round[]): Line {
  const [wall, cpu] = [own.map((r) => r.wall), own.map((r) => r.cpu)];
  const perMinute = (micros: readonly number[]): number => (trials * 60e6) / median(micros);
  return {
    ...{ contestant, perCpuMinute: perMinute(cpu), perMinute: perMinute(wall) },
    best: own.reduce((sum, round) => sum + round.best, 0) / own.length,
    ...(own === mine
      ? {}
      : {
          cpuToOurs: ratioOfMedians(
            cpu,
            mine.map((r) => r.cpu),
          ),
          wallToOurs: ratioOfMedians(
            wall,
            mine.map((r) => r.wall),
          ),
        }),
  };
}

const shown = (r?: Ratio): string =>
  r === undefined ? "1" : `${r.ratio.toFixed(2)} [${r.low.toFixed(2)}, ${r.high.toFixed(2)}]`;

function print(lines: readonly Line[]): void {
  const net = [COLUMNS, ...size.hidden, CLASSES].join("-");
  console.log(
    `${trials} trials of ${size.epochs} epochs, batch ${size.batch}, ${net}; ${size.rows} × ${COLUMNS}; ${rounds} rounds in turns`,
  );
  console.log(
    "| contestant | trials per minute of a core | on the clock | CPU to ours | clock to ours | best accuracy |",
  );
  console.log("|---|--:|--:|--:|--:|--:|");
  for (const { contestant, perCpuMinute, perMinute, cpuToOurs, wallToOurs, best } of lines)
    console.log(
      `| ${contestant} | ${perCpuMinute.toFixed(0)} | ${perMinute.toFixed(0)} | ${shown(cpuToOurs)} | ${shown(wallToOurs)} | ${best.toFixed(3)} |`,
    );
}

const folder = mkdtempSync(join(tmpdir(), "regularize-bench-"));
const data = join(folder, "table.csv");
makeTable(data, size.rows);
const peer =
  options.python === undefined
    ? undefined
    : await startPython(options.python, "../search/efficiency_optuna.py", [data]);
// The peer sleeps while ours runs, and so adds nothing to differences.
const clock = createCpuClock();
const contestants: Record<string, (seed: number) => Promise<Round>> = {
  "ours, tune": (seed) => tuneRate({ data, seed, cpu: clock }, size),
  ...(peer === undefined
    ? {}
    : {
        "Optuna + PyTorch, rows by index": (seed) => theirs(peer, false, seed),
        "Optuna + PyTorch, DataLoader": (seed) => theirs(peer, true, seed),
      }),
};
const found = Object.keys(contestants).map((name) => [name, [] as Round[]] as const);
for (let round = 0; round < rounds; round++)
  for (const [name, own] of round % 2 === 0 ? found : found.toReversed()) own.push(await contestants[name]!(round + 1));
peer?.stop();
rmSync(folder, { recursive: true });
const lines = found.map(([name, own]) => lineOf(name, own, found[0]![1]));
if (options.json) console.log(JSON.stringify(lines));
else print(lines);
