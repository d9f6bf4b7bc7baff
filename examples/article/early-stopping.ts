// Early stopping (patience 15, minDelta 1e-3) with the rate cut on plateaus, and the best epoch's weights back at the end.
// Prints:
//   epoch 5: training 0.68, validation 0.75, rate 0.001
//   epoch 10: training 0.46, validation 0.65, rate 0.001
//   epoch 15: training 0.33, validation 0.58, rate 0.001
//   epoch 20: training 0.25, validation 0.57, rate 0.001
//   epoch 25: training 0.18, validation 0.56, rate 0.001
//   epoch 30: training 0.14, validation 0.58, rate 0.001
//   epoch 35: training 0.11, validation 0.58, rate 0.0005
//   epoch 40: training 0.10, validation 0.58, rate 0.00025
//   stopped after epoch 40; the best is epoch 25, 0.56
//   restored weights are those of the best epoch: true; their loss is its loss: true
import { classPredictions, createRuntime, createTrainer, earlyStopping, loss, metrics, nn, optim } from "regularize";
import { pickRows, readImages, trainLoop } from "regularize";

const read = (part: string) =>
  readImages(`data/fashion/${part}-images-idx3-ubyte.gz`, `data/fashion/${part}-labels-idx1-ubyte.gz`);
const [train, validation] = [pickRows(await read("train"), Int32Array.from(Array(500).keys())), await read("t10k")];
const runtime = await createRuntime();
const trainer = await createTrainer({
  model: nn.sequential(nn.flatten(), nn.linear(128), nn.relu(), nn.linear(10)),
  ...{ loss: loss.crossEntropy(), penalties: [], optimizer: optim.adam(1e-3), runtime },
  ...{ input: [1, 28, 28], outputs: 10, batchSize: 50 },
});
const events = trainLoop({
  ...{ trainer, train, validation, metric: metrics.accuracy, interpret: classPredictions, batchSize: 50 },
  stopping: earlyStopping({ better: "lower", patience: 15, minDelta: 1e-3 }),
  schedule: optim.schedule.reduceOnPlateau({ patience: 5, factor: 0.5 }),
  length: { epochs: 200 },
});

let best = trainer.tensors();
for await (const event of events) {
  if (event.type === "epoch") {
    if (event.improved) best = trainer.tensors();
    const losses = `training ${event.train.loss.toFixed(2)}, validation ${event.validation.loss.toFixed(2)}`;
    if (event.epoch % 5 === 0) console.log(`epoch ${event.epoch}: ${losses}, rate ${event.learningRate}`);
  } else {
    const { epoch, score } = event.best;
    console.log(`stopped after epoch ${event.epochs}; the best is epoch ${epoch}, ${score.toFixed(2)}`);
    const restored = Object.entries(trainer.tensors()).every(([name, { data }]) =>
      data.every((weight, i) => weight === best[name]!.data[i]),
    );
    const same = (await trainer.score(validation)).loss === score;
    console.log(`restored weights are those of the best epoch: ${restored}; their loss is its loss: ${same}`);
  }
}
await runtime.dispose();
