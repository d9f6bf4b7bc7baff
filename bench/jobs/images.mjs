// Fashion-MNIST, from the four IDX files to a trained and scored network with saved weights, in a process of its own, with the built
// package, one thread: node images.mjs JSON. Validation is scored after each epoch, test once.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as regularize from "../../dist/index.js";

const { folder, images, held, batch, epochs, learningRate, weightDecay, out } = JSON.parse(process.argv[2]);
const { classPredictions, keyOf, loss, nn, optim, permutation, pickRows, saveTorch } = regularize;
const start = performance.now();
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const peak = () => process.resourceUsage().maxRSS / 1024;

/** Of the training images' brightness. */
const BRIGHTNESS = { mean: 0.286, deviation: 0.353 };
const read = (part) => {
  const [x, y] = ["images-idx3", "labels-idx1"].map((what) => join(folder, `${part}-${what}-ubyte.gz`));
  return regularize.readImages(x, y, { ...BRIGHTNESS, classes: 10 });
};
const block = (features) =>
  nn.sequential(nn.conv2d({ features, padding: "same", bias: false }), nn.batchNorm2d(), nn.maxPool2d(2), nn.relu());

const all = await read("train");
const order = permutation(Math.min(images, all.rows), keyOf(42));
const validated = Math.round(order.length * held);
const [rows, validation] = [order.slice(validated), pickRows(all, order.subarray(0, validated))];
const runtime = await regularize.createRuntime({ threads: 1 });
const trainer = await regularize.createTrainer({
  model: nn.sequential(
    ...[block(32), block(64), block(128), nn.dropout2d(0.2), nn.flatten()],
    ...[nn.linear(128), nn.relu(), nn.dropout(0.5), nn.linear(10)],
  ),
  ...{ loss: loss.crossEntropy(), penalties: [], optimizer: optim.adamW({ learningRate, weightDecay }) },
  ...{ input: all.shape, outputs: all.classes, batchSize: batch, seed: 42, runtime },
});
const accuracy = regularize.metricFor("multiclass", "accuracy");
const score = async (part) =>
  accuracy.score(classPredictions(part, (await trainer.score(part)).predictions));

const steps = epochs * Math.ceil(rows.length / batch);
const validations = [];
for (let epoch = 0; epoch < epochs; epoch++) {
  const shuffled = permutation(rows.length, keyOf(epoch)).map((at) => rows[at]);
  for (let at = 0; at < rows.length; at += batch) {
    trainer.learningRate = learningRate * 0.5 * (1 + Math.cos((Math.PI * trainer.steps) / steps));
    await trainer.step(all, shuffled.subarray(at, at + batch));
  }
  validations.push(await score(validation));
}
const trained = { cpuTrained: cpu(), peakTrained: peak() };
const test = await read("t10k");
const said = { validation: validations.at(-1), validations, test: await score(test) };
writeFileSync(join(out, "weights.safetensors"), saveTorch(trainer));
const sizes = { rows: rows.length, tested: test.rows, parameters: trainer.layout.learned };
await runtime.dispose();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ ...said, ...sizes, ...trained, seconds, cpu: cpu(), peak: peak() }));
