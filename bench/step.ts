// Microseconds of a training step: ours, the hand-written prototype that the design was measured with, PyTorch.
// Run: npx tsx bench/step.ts [--rounds 40] [--steps N] [--threads 1,2] [--net NAME] [--python PATH] [--json]
import { parseArgs } from "node:util";
import { largestDifference } from "./step/check.ts";
import { compete, type Contestant, type Cost } from "./step/contestant.ts";
import { nets, type Net, taskOf } from "./step/nets.ts";
import { ours } from "./step/ours.ts";
import { parametersOf, prototype } from "./step/prototype.ts";
import { median, type Ratio, ratioOfMedians } from "./step/statistics.ts";
import { startTorch, type TorchPeer } from "./step/torch.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "40" },
    steps: { type: "string" },
    threads: { type: "string", default: "1,2" },
    net: { type: "string" },
    python: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

interface Line {
  readonly net: string;
  readonly threads: number;
  readonly contestant: string;
  /** Microseconds per step over the rounds, on the clock. */
  readonly median: number;
  readonly min: number;
  /** Median of the processors' time. */
  readonly cpu: number;
  /** Of medians on the clock, to the prototype's. */
  readonly toPrototype: Ratio;
  /** Of medians of the processors' time. */
  readonly cpuToPrototype: Ratio;
}

async function race(net: Net, threads: number, peer: TorchPeer | undefined): Promise<Line[]> {
  const task = taskOf(net);
  const mine = await ours("ours", net, task, threads);
  const theirs = await prototype(net, task, parametersOf(net, mine.trainer.tensors()), threads);
  const difference = await largestDifference(mine, theirs, task);
  const others = [await ours("ours, regularized", net, task, threads), ...(peer?.contestants(net) ?? [])];
  const all: readonly Contestant[] = [mine, theirs, ...others];
  const costs = await compete(all, Number(options.rounds), Number(options.steps ?? net.steps));
  for (const contestant of all) await contestant.dispose();
  const lines = [...costs].map(([name, own]) => lineOf(net, threads, name, own, costs.get(theirs.name)!));
  if (!options.json) print(net, threads, difference, lines);
  return lines;
}

function lineOf(net: Net, threads: number, contestant: string, own: readonly Cost[], reference: readonly Cost[]): Line {
  const [wall, cpu] = [own.map((c) => c.wall), own.map((c) => c.cpu)];
  return {
    ...{ net: net.name, threads, contestant, median: median(wall), min: Math.min(...wall), cpu: median(cpu) },
    toPrototype: ratioOfMedians(
      wall,
      reference.map((c) => c.wall),
    ),
    cpuToPrototype: ratioOfMedians(
      cpu,
      reference.map((c) => c.cpu),
    ),
  };
}

function print(net: Net, threads: number, difference: number, lines: readonly Line[]): void {
  console.log(
    `\n${net.name}, batch ${net.batch}, threads ${threads} (20 losses agree within ${difference.toExponential(0)})`,
  );
  console.log(`${"µs per step".padEnd(20)}   median      min      CPU   to prototype (95 %)      CPU to prototype`);
  const shown = ({ ratio, low, high }: Ratio) => `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  for (const { contestant, toPrototype, cpuToPrototype, ...line } of lines) {
    const times = [line.median, line.min, line.cpu].map((time) => time.toFixed(1).padStart(9)).join("");
    console.log(`${contestant.padEnd(20)}${times}   ${shown(toPrototype)}   ${shown(cpuToPrototype)}`);
  }
}

const results: Line[] = [];
for (const threads of options.threads.split(",").map(Number)) {
  const peer = options.python === undefined ? undefined : await startTorch(options.python, threads);
  for (const net of nets) if ((options.net ?? net.name) === net.name) results.push(...(await race(net, threads, peer)));
  peer?.stop();
}
if (options.json) console.log(JSON.stringify(results));
