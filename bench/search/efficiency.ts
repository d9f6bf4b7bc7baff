// Trials per minute of `tune`, beside Optuna's TPE with PyTorch on the same space, rows, network, epochs and batch; one core, no pruning, in turns.
// Run: npx tsx bench/search/efficiency.ts [--python PATH] [--trials 24] [--rounds 5] [--epochs 20] [--rows 2000] [--hidden 128,64] [--batch 64] [--json]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { readSpace } from "../../src/job/tune/space.ts";
import { tune } from "../../src/job/tune/tune.ts";
import type { TuneEvent } from "../../src/job/tune/types.ts";
import { type PythonPeer, startPython } from "../augment/pythonPeer.ts";
import type { Cost } from "../step/contestant.ts";
import { median, type Ratio, ratioOfMedians } from "../step/statistics.ts";
import { createCpuClock } from "./cpuClock.ts";

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
const [trials, rounds, epochs, rows] = [options.trials, options.rounds, options.epochs, options.rows].map(Number) as [
  number,
  number,
  number,
  number,
];
const [COLUMNS, CLASSES] = [20, 4];
const BATCH = Number(options.batch);
const HIDDEN = options.hidden.split(",").map(Number);

/** Wide enough that no trial is like another; the peer has the same in its own words. */
const SPACE = readSpace({
  parameters: {
    learningRate: [3e-4, 2e-2, "log"],
    dropout: [0, 0.5, "linear"],
    weightDecay: [1e-3, 3, "log"],
    labelSmoothing: [0, 0.2, "linear"],
  },
});

/** Clusters that overlap. */
function makeTable(path: string): void {
  const random = randomOf(keyOf(11));
  const centres = Array.from({ length: CLASSES }, () => Array.from({ length: COLUMNS }, () => random.normal() * 0.7));
  const names = Array.from({ length: COLUMNS }, (_, i) => `x${i}`);
  const lines = Array.from({ length: rows }, () => {
    const kind = random.below(CLASSES);
    return [...centres[kind]!.map((centre) => (centre + random.normal()).toFixed(4)), `c${kind}`].join(",");
  });
  writeFileSync(path, `${[...names, "target"].join(",")}\n${lines.join("\n")}\n`);
}

interface Round extends Cost {
  readonly best: number;
}

const BASE = { epochs, batchSize: BATCH, norm: "none", schedule: "constant", averaging: "none" } as const;

/** The clocks run from the end of the last fixed recipe to that of the last sampled trial, of which there are `trials`. */
async function ours(data: string, seed: number, cpu: () => number): Promise<Round> {
  const out = mkdtempSync(join(tmpdir(), "regularize-bench-"));
  const controller = new AbortController();
  let [sampled, best] = [0, 0];
  let [begun, ended] = [
    { wall: 0, cpu: 0 },
    { wall: 0, cpu: 0 },
  ];
  const onEvent = (event: TuneEvent): void => {
    if (event.type !== "trial" || sampled === trials) return;
    const at = { wall: performance.now() * 1000, cpu: cpu() * 1000 };
    if (!event.recipe.startsWith("trial ")) {
      begun = at;
      return;
    }
    if (event.status === "failed") throw new Error(event.error?.message);
    sampled++;
    best = Math.max(best, event.validation!);
    ended = at;
    if (sampled === trials) controller.abort();
  };
  const base = { ...BASE, hidden: [...HIDDEN] };
  const sizes = { workers: 1, folds: 1, reruns: 1, top: 1, trials: trials + 100 };
  const common = { data, target: "target", metric: "accuracy", base, seed, space: SPACE, signal: controller.signal };
  try {
    await tune({ ...common, ...sizes, out: join(out, "run") }, onEvent);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    rmSync(out, { recursive: true });
  }
  return { wall: ended.wall - begun.wall, cpu: ended.cpu - begun.cpu, best };
}

async function theirs(peer: PythonPeer, loader: boolean, seed: number): Promise<Round> {
  const said = await peer.ask({ trials, epochs, batch: BATCH, hidden: HIDDEN, seed, loader });
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
  console.log(
    `${trials} trials of ${epochs} epochs, batch ${BATCH}, ${[COLUMNS, ...HIDDEN, CLASSES].join("-")}; ${rows} × ${COLUMNS}; ${rounds} rounds in turns`,
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
makeTable(data);
const peer =
  options.python === undefined
    ? undefined
    : await startPython(options.python, "../search/efficiency_optuna.py", [data]);
// The peer sleeps while ours runs, and so adds nothing to differences.
const clock = createCpuClock();
const contestants: Record<string, (seed: number) => Promise<Round>> = {
  "ours, tune": (seed) => ours(data, seed, clock),
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
