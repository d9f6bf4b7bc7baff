// Predictions in-process, warm: a network 20-256-128-1 on one row and on 1,000 rows; ours by
// `trainer.predict` on rows of its caller's, the same graph on a bare session, PyTorch eager, scikit-learn. They take turns.
// Run: npx tsx bench/infer.ts [--python PATH] [--rounds 15] [--out FILE.json]
import { parseArgs } from "node:util";
import { compile } from "../src/compile/index.ts";
import { keyOf, randomOf } from "../src/core/index.ts";
import { constant, input, matmul, relu } from "../src/graph/index.ts";
import { mse } from "../src/loss/index.ts";
import * as nn from "../src/nn/index.ts";
import { createRuntime, type Runtime } from "../src/run/index.ts";
import { createTrainer } from "../src/train/trainer.ts";
import { keep, loadNow } from "./run/child.ts";
import { startPeer } from "./speed/peer.ts";
import { compete, type Contestant, costOf } from "./step/contestant.ts";
import { median, ratioOfMedians } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: { python: { type: "string" }, rounds: { type: "string", default: "15" }, out: { type: "string" } },
});
const WIDTH = 20;
const HIDDEN = [256, 128];
const CALLS: Readonly<Record<number, number>> = { 1: 200, 1000: 10 };
const random = randomOf(keyOf(5));
const floats = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal());

async function library(runtime: Runtime, rows: number): Promise<Contestant> {
  const model = nn.sequential(...HIDDEN.flatMap((width) => [nn.linear(width), nn.relu()]), nn.linear(1));
  const { adam } = await import("../src/optim/index.ts");
  const common = { loss: mse(), penalties: [], optimizer: adam(1e-3), input: [WIDTH], outputs: 1, batchSize: 64 };
  const trainer = await createTrainer({ model, ...common, runtime });
  // Other rows in each call, as they come to a server.
  const coming = Array.from({ length: 8 }, () => floats(rows * WIDTH));
  let call = 0;
  return {
    name: "ours, trainer.predict",
    time: (steps) => costOf(steps, () => trainer.predict(coming[call++ % coming.length]!, rows)),
    dispose: () => Promise.resolve(),
  };
}

async function bare(runtime: Runtime, rows: number): Promise<Contestant> {
  let value = input("x", [rows, WIDTH]);
  for (const [i, [from, to]] of [
    [WIDTH, HIDDEN[0]!],
    [HIDDEN[0]!, HIDDEN[1]!],
    [HIDDEN[1]!, 1],
  ].entries() as ArrayIterator<[number, [number, number]]>) {
    const product = matmul(value, constant(floats(from * to), [from, to]));
    value = i < 2 ? relu(product) : product;
  }
  const session = await runtime.load(compile({ outputs: { y: value }, provider: runtime.provider }));
  const x = floats(rows * WIDTH);
  return {
    name: "a bare session of ours",
    time: (steps) => costOf(steps, () => session.run({ x })),
    dispose: () => Promise.resolve(),
  };
}

const runtime = await createRuntime({ threads: 1 });
const peer =
  options.python === undefined
    ? undefined
    : await startPeer([options.python, new URL("infer/peer.py", import.meta.url).pathname], 1);
const results: object[] = [];
for (const [rows, calls] of Object.entries(CALLS)) {
  const others = peer?.variants.map((variant) => peer.racer(rows, variant)) ?? [];
  const all = [await library(runtime, Number(rows)), await bare(runtime, Number(rows)), ...others];
  const costs = await compete(all, Number(options.rounds), calls);
  const own = costs.get(all[0]!.name)!.map(({ cpu }) => cpu);
  console.log(`\n${rows} rows, µs a call: clock, CPU; ${loadNow()}`);
  for (const [name, theirs] of costs) {
    const [cpu, wall] = [theirs.map((cost) => cost.cpu), median(theirs.map((cost) => cost.wall))];
    const ratio = ratioOfMedians(own, cpu);
    results.push({ rows: Number(rows), name, wall, cpu: median(cpu), ratio });
    console.log(
      `  ${name.padEnd(24)}${wall.toFixed(0).padStart(8)}${median(cpu).toFixed(0).padStart(8)}   ours ÷ it ${ratio.ratio.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`,
    );
  }
}
peer?.stop();
await runtime.dispose();
keep(options.out, { rounds: Number(options.rounds), results });
