// One job in a process of its own, as a user runs it: the built package. node ours.mjs {fit|train} JSON
// fit: everything the job does: reading, checks, split, epochs, scores, findings, diagnosis, report, export.
// train: what the peer does: reading, split, preprocessing, epochs, scores of validation and test, saved weights.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as regularize from "../../dist/index.js";

const [kind, given] = [process.argv[2], JSON.parse(process.argv[3])];
const { data, target, hidden, batch, epochs, out } = given;
const start = performance.now();
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
let [peakTrained, cpuTrained] = [0, 0];
const note = () => {
  peakTrained = process.resourceUsage().maxRSS / 1024;
  cpuTrained = cpu();
};
const base = {
  ...{ network: "mlp", hidden, epochs, batchSize: batch, earlyStopping: false, schedule: "constant", l2: 0 },
  ...{ norm: "none", numericEmbedding: "none", learningRate: 1e-3 },
};

async function fit() {
  const listen = (event) => event.type === "epoch" && note();
  const { validation, test } = await regularize.fit({ data, target, out, base, workers: 1 }, listen);
  return { validation, test: test.value };
}

async function train() {
  const { nn, optim, loss, permutation, keyOf } = regularize;
  const prepared = await regularize.prepare({ data, target }, 42);
  const { train: rows, validation, examples, shape, interpret, task } = regularize.foldOf(prepared, 0);
  const codes = shape.cardinalities ?? [];
  const runtime = await regularize.createRuntime({ threads: 1 });
  const isValue = task.kind === "regression";
  const trainer = await regularize.createTrainer({
    model: nn.sequential(
      ...(codes.length > 0 ? [nn.embedColumns(codes)] : []),
      ...hidden.flatMap((width) => [nn.linear(width), nn.relu()]),
      nn.linear(shape.outputs),
    ),
    ...{ loss: isValue ? loss.mse() : shape.outputs === 1 ? loss.bceWithLogits() : loss.crossEntropy(), penalties: [] },
    ...{ optimizer: optim.adam(1e-3), input: [shape.width], outputs: shape.outputs, batchSize: batch, seed: 42, runtime },
  });
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(rows.rows, keyOf(epoch));
    for (let at = 0; at < order.length; at += batch) await trainer.step(rows, order.subarray(at, at + batch));
  }
  note();
  const metric = regularize.metricFor(task.kind);
  const score = async (part) => metric.score(interpret(part, (await trainer.score(part)).predictions));
  const said = { validation: await score(validation), test: await score(examples(prepared.test)) };
  writeFileSync(join(out, "weights.safetensors"), regularize.saveTorch(trainer));
  await runtime.dispose();
  return said;
}

const scores = await (kind === "fit" ? fit() : train());
const peak = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({ ...scores, seconds: (performance.now() - start) / 1000, cpu: cpu(), peak, cpuTrained, peakTrained }),
);
