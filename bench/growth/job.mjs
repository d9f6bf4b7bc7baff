// One size of one axis: node job.mjs {rows|columns|parameters|trials} SIZE FOLDER; prints processors' seconds and peak MiB.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as regularize from "../../dist/index.js";

const [, , axis, given, folder] = process.argv;
const size = Number(given);
const started = process.cpuUsage();
const table = (rows, columns) => {
  const path = join(folder, `${rows}x${columns}.csv`);
  const make = new URL("../make-table.mjs", import.meta.url).pathname;
  if (!existsSync(path)) execFileSync(process.execPath, [make, path, String(rows), String(columns)]);
  return path;
};

/** One epoch of the library's own loop over what was read. */
async function epochOf(data, hidden, batchSize) {
  const { nn, loss, optim } = regularize;
  const prepared = await regularize.prepare({ data, target: "target" }, 42);
  const { train, shape } = regularize.foldOf(prepared, 0);
  const runtime = await regularize.createRuntime({ threads: 1 });
  const trainer = await regularize.createTrainer({
    model: nn.sequential(nn.embedColumns(shape.cardinalities), nn.linear(hidden), nn.relu(), nn.linear(shape.outputs)),
    ...{ loss: loss.crossEntropy(), penalties: [], optimizer: optim.adam(1e-3) },
    ...{ input: [shape.width], outputs: shape.outputs, batchSize, seed: 1, runtime },
  });
  const order = Int32Array.from({ length: train.rows }, (_, i) => i);
  for (let at = 0; at < train.rows; at += batchSize) await trainer.step(train, order.subarray(at, at + batchSize));
  await runtime.dispose();
}

const WIDTH = 100;

/** Ten steps of a network of so many parameters, made of square layers. */
async function steps(parameters) {
  const { nn, loss, optim } = regularize;
  const width = Math.round(Math.sqrt(parameters / 2));
  const runtime = await regularize.createRuntime({ threads: 1 });
  const trainer = await regularize.createTrainer({
    model: nn.sequential(nn.linear(width), nn.relu(), nn.linear(width), nn.relu(), nn.linear(1)),
    ...{ loss: loss.mse(), penalties: [], optimizer: optim.adam(1e-3) },
    ...{ input: [width], outputs: 1, batchSize: WIDTH, seed: 1, runtime },
  });
  const examples = { rows: WIDTH, x: new Float32Array(WIDTH * width).fill(0.1), y: new Float32Array(WIDTH).fill(1) };
  const order = Int32Array.from({ length: WIDTH }, (_, i) => i);
  const before = process.cpuUsage();
  for (let i = 0; i < 10; i++) await trainer.step(examples, order);
  const taken = process.cpuUsage(before);
  await runtime.dispose();
  return taken;
}

async function trials(count) {
  const out = join(folder, "run");
  rmSync(out, { recursive: true, force: true });
  const base = { network: "mlp", hidden: [16], epochs: 1, batchSize: 256, earlyStopping: false };
  await regularize.tune({
    ...{ data: table(1000, 5), target: "target", trials: count, workers: 1, folds: 1, reruns: 1, top: 1 },
    ...{ base, seed: 1, out },
  });
}

/** With that of processes that have ended: trials run in their own, which are waited for. Linux. */
async function secondsOfAll() {
  const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim();
  while (children() !== "") await setTimeout(10);
  const text = readFileSync("/proc/self/stat", "utf8");
  const ticks = text.slice(text.lastIndexOf(")") + 2).split(" ").slice(11, 15);
  return ticks.reduce((sum, count) => sum + Number(count), 0) / 100;
}

let taken;
if (axis === "rows") await epochOf(table(size, 20), 64, 256);
else if (axis === "columns") await epochOf(table(1000, size), 64, 256);
else if (axis === "parameters") taken = await steps(size);
else {
  const before = await secondsOfAll();
  await trials(size);
  taken = { user: 1e6 * ((await secondsOfAll()) - before), system: 0 };
}
taken ??= process.cpuUsage(started);
console.log(
  JSON.stringify({ cpu: (taken.user + taken.system) / 1e6, peak: process.resourceUsage().maxRSS / 1024 }),
);
