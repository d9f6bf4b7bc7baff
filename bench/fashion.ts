// Accuracy and seconds of a small CNN with the article's recipe on Fashion-MNIST: learns from 11/12 of the training
// images, chooses its best epoch on the others, and is scored on the test images once.
// Run: npx tsx bench/fashion.ts FOLDER [--epochs 10] [--batch 128] [--threads 2] [--seed 42] [--json]
// FOLDER holds the four IDX files as published (data/fashion has the first 1,500 and 500 images).
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fold, keyOf, permutation } from "../src/core/index.ts";
import { type Images, readImages } from "../src/data/images.ts";
import { crossEntropy } from "../src/loss/index.ts";
import * as nn from "../src/nn/index.ts";
import { adamW } from "../src/optim/index.ts";
import { cosine } from "../src/optim/schedule/index.ts";
import { createRuntime } from "../src/run/index.ts";
import { classPredictions } from "../src/train/classes.ts";
import { trainLoop } from "../src/train/loop.ts";
import { accuracy } from "../src/train/metrics/index.ts";
import { pickRows } from "../src/train/pick.ts";
import { createTrainer } from "../src/train/trainer.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: "string", default: "10" },
    batch: { type: "string", default: "128" },
    threads: { type: "string", default: "2" },
    seed: { type: "string", default: "42" },
    json: { type: "boolean", default: false },
  },
});
const [epochs, batchSize, threads, seed] = [options.epochs, options.batch, options.threads, options.seed].map(
  Number,
) as [number, number, number, number];

/** Of the training images' brightness. */
const BRIGHTNESS = { mean: 0.286, deviation: 0.353 };
const read = (part: "train" | "t10k"): Promise<Images> => {
  const [images, labels] = ["images-idx3", "labels-idx1"].map((what) =>
    join(positionals[0] ?? "data/fashion", `${part}-${what}-ubyte.gz`),
  );
  return readImages(images!, labels!, { ...BRIGHTNESS, classes: 10 });
};

/** Max and relu commute: after the pool, relu has a quarter of the work. */
const block = (features: number) =>
  nn.sequential(nn.conv2d({ features, padding: "same", bias: false }), nn.batchNorm2d(), nn.maxPool2d(2), nn.relu());

const model = nn.sequential(
  ...[block(32), block(64), block(128)],
  ...[nn.dropout2d(0.2), nn.flatten()],
  ...[nn.linear(128), nn.relu(), nn.dropout(0.5), nn.linear(10)],
);

const all = await read("train");
const order = permutation(all.rows, fold(keyOf(seed), "split"));
const held = Math.round(all.rows / 12);
const [train, validation] = [pickRows(all, order.subarray(held)), pickRows(all, order.subarray(0, held))];

const runtime = await createRuntime({ threads });
const trainer = await createTrainer({
  ...{ model, loss: crossEntropy(), penalties: [], optimizer: adamW({ learningRate: 2e-3, weightDecay: 0.05 }) },
  ...{ input: all.shape, outputs: all.classes, batchSize, seed, runtime },
});
const start = performance.now();
const seconds = (): number => (performance.now() - start) / 1000;
/** Of all processors, reading the files included. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const percent = (share: number): string => (100 * share).toFixed(2);
const say = (line: string): void => {
  if (!options.json) console.log(line);
};

say(`${train.rows} images to learn from, ${validation.rows} to validate, batch ${batchSize}, threads ${threads}`);
let best = 0;
for await (const event of trainLoop({
  ...{ trainer, train, validation, batchSize, interpret: classPredictions, seed },
  ...{ metric: accuracy, monitor: "metric", length: { epochs }, schedule: cosine(), restoreBest: true },
})) {
  if (event.type === "end") best = event.best.epoch;
  else {
    const { epoch, train: learned, validation: scored } = event;
    const shown = `train ${percent(learned.metric)} %   validation ${percent(scored.metric)} %`;
    say(`epoch ${String(epoch).padStart(2)}   ${shown}   loss ${scored.loss.toFixed(4)}   ${seconds().toFixed(0)} s`);
  }
}
const [trained, cpu] = [seconds(), cpuSeconds()];
const test = await read("t10k");
const { predictions } = await trainer.score(test);
const reached = accuracy.score(classPredictions(test, predictions));
const time = `${trained.toFixed(0)} s (CPU ${cpu.toFixed(0)} s)`;
say(`test ${percent(reached)} % of ${test.rows} images with the weights of epoch ${best}, after ${time}`);
if (options.json) console.log(JSON.stringify({ accuracy: reached, best, seconds: trained, cpu, rows: test.rows }));
await runtime.dispose();
