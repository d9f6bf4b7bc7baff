// A training step of each network: ours, PyTorch eager and compiled, JAX jit, TensorFlow.js and jax-js on WASM. All start from the
// same weights and take the same batches; losses must agree before the clock starts; then they take turns.
// Run: npx tsx bench/speed.ts [--python PATH] [--threads 1] [--rounds 15] [--minutes 15] [--only NAME,NAME] [--alone] [--out FILE.json]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { floatingPointOperations } from "./speed/work.ts";
import { givenOf, hand } from "./speed/given.ts";
import { type Limit, limitOf } from "./speed/limit.ts";
import { ours, type Racer, weightsOf } from "./speed/ours.ts";
import { type Peer, startPeer } from "./speed/peer.ts";
import { type Workload, workloads } from "./speed/workload.ts";
import { compete, type Cost } from "./step/contestant.ts";
import { median, type Ratio, ratioOfMedians } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "15" },
    /** Shared by the workloads: where its share is up, a workload takes fewer rounds, three at least. */
    minutes: { type: "string", default: "Infinity" },
    only: { type: "string", default: "" },
    out: { type: "string" },
    alone: { type: "boolean", default: false },
  },
});
const [threads, rounds] = [Number(options.threads), Number(options.rounds)];
const CHECKED = 4;
/** Float32 sums in another order, over four steps of Adam, whose first steps are as large for small gradients as for large ones. */
const TOLERANCE = 2e-3;

export interface Line {
  readonly workload: string;
  readonly contestant: string;
  /** Medians of microseconds a step. */
  readonly wall: number;
  readonly cpu: number;
  /** Ours to this one: on the clock, and of the processors' time, which other work on the machine hardly moves. */
  readonly ratio?: { readonly wall: Ratio; readonly cpu: Ratio };
  /** Share of the runtime's own peak, of the floating-point operations that the step cannot do without. */
  readonly ofPeak?: number;
  readonly error?: string;
}

const here = (path: string): string => new URL(path, import.meta.url).pathname;

async function peersOf(): Promise<Peer[]> {
  const python = (name: string): readonly string[] => [options.python!, here(`speed/peers/${name}_peer.py`)];
  const node = (name: string): readonly string[] => [process.execPath, here(`speed/peers/${name}_peer.mjs`)];
  const commands = [
    ...(options.python === undefined ? [] : [python("torch"), python("jax")]),
    ...(existsSync(here("node_modules")) ? [node("tfjs"), node("jaxjs")] : []),
  ];
  return Promise.all(commands.map((command) => startPeer(command, threads)));
}

/** Whoever computes what ours computes; why the others do not race. */
async function admitted(workload: Workload, mine: Racer, peers: readonly Peer[], folder: string) {
  const expected = await mine.losses(CHECKED);
  const racers: Racer[] = [];
  const refused: Line[] = [];
  for (const racer of peers.flatMap((peer) => peer.variants.map((variant) => peer.racer(folder, variant)))) {
    const error = await racer.losses(CHECKED).then(
      // Penalties in the loss are not in ours, which is of the data alone.
      (losses) => (workload.extras.l1 === undefined ? disagreement(expected, losses) : undefined),
      (thrown: Error) => thrown.message,
    );
    if (error === undefined) racers.push(racer);
    else refused.push({ workload: workload.name, contestant: racer.name, wall: Number.NaN, cpu: Number.NaN, error });
  }
  return { racers, refused };
}

function disagreement(expected: readonly number[], losses: readonly number[]): string | undefined {
  const far = expected.findIndex((loss, i) => !(Math.abs(losses[i]! - loss) <= TOLERANCE * Math.abs(loss)));
  return far < 0 ? undefined : `computes another loss at step ${far + 1}: ${losses[far]}, ours ${expected[far]}`;
}

async function race(
  workload: Workload,
  { peers, limit, folder, seconds }: { peers: readonly Peer[]; limit: Limit; folder: string; seconds: () => number },
): Promise<Line[]> {
  const given = givenOf(workload);
  hand(folder, workload, given, await weightsOf(workload));
  const mine = await ours(workload, given, threads);
  const { racers, refused } = await admitted(workload, mine, peers, folder);
  const costs = await compete([mine, ...racers], rounds, workload.steps, seconds());
  await mine.dispose();
  const [walls, cpu] = [
    (own: readonly Cost[]) => own.map((c) => c.wall),
    (own: readonly Cost[]) => own.map((c) => c.cpu),
  ];
  const own = costs.get(mine.name)!;
  const operations = floatingPointOperations(workload);
  const lines = [...costs].map(
    ([contestant, theirs]): Line => ({
      ...{ workload: workload.name, contestant, wall: median(walls(theirs)), cpu: median(cpu(theirs)) },
      ...(contestant === mine.name
        ? { ofPeak: operations / (median(cpu(theirs)) * 1e3) / limit.gflops.cpu }
        : { ratio: { wall: ratioOfMedians(walls(own), walls(theirs)), cpu: ratioOfMedians(cpu(own), cpu(theirs)) } }),
    }),
  );
  return [...lines, ...refused];
}

function print(lines: readonly Line[]): void {
  const shown = ({ ratio, low, high }: Ratio): string => `${ratio.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  console.log(`\n${lines[0]!.workload}`);
  for (const { contestant, wall, cpu, ratio, ofPeak, error } of lines)
    if (error !== undefined) console.log(`  ${contestant.padEnd(24)} –  ${error}`);
    else {
      const times = [wall, cpu].map((time) => time.toFixed(0).padStart(10)).join("");
      const share = ofPeak === undefined ? "" : `   ${(100 * ofPeak).toFixed(0)} % of the runtime's peak`;
      const ratios = ratio === undefined ? share : `   ours ÷ it: ${shown(ratio.cpu)} CPU, ${shown(ratio.wall)} clock`;
      console.log(`  ${contestant.padEnd(24)}${times}${ratios}`);
    }
}

const limit = await limitOf(threads, Math.min(12, 4 * rounds));
const load = loadavg()[0]!;
const resultOf = (lines: readonly Line[]): object => ({ threads, rounds, load, limit, lines });
console.log(
  `${cpus()[0]?.model ?? ""}, ${availableParallelism()} cores, load ${load.toFixed(1)}; threads ${threads}; the runtime's matrix product ` +
    `${limit.gflops.wall.toFixed(0)} GFLOP/s (${limit.gflops.cpu.toFixed(0)} per second of processor), copying ${limit.copy.toFixed(1)} GB/s; µs a step: clock, CPU`,
);
const peers = options.alone ? [] : await peersOf();
const folder = mkdtempSync(join(tmpdir(), "speed-"));
const results: Line[] = [];
const asked = options.only.split(",");
const racing = workloads.filter(({ name }) => asked.some((part) => name.includes(part)));
for (const [i, workload] of racing.entries()) {
  const seconds = (): number => (60 * Number(options.minutes) - performance.now() / 1000) / (racing.length - i);
  const lines = await race(workload, { peers, limit, folder: join(folder, String(i)), seconds });
  print(lines);
  results.push(...lines);
  // After each, so that a run that is broken off keeps what it has.
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(resultOf(results), null, 1)}\n`);
}
for (const peer of peers) peer.stop();
rmSync(folder, { recursive: true, force: true });
