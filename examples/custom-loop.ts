import { createRuntime, createTrainer, earlyStopping, fold, keyOf, loss, nn, optim, permutation } from "regularize";

/** Twenty columns, of which one matters, and noise: a network is free to overfit. */
function table(rows: number, seed: number) {
  const x = Float32Array.from({ length: rows * 20 }, (_, i) => Math.sin(seed + i * i));
  return { rows, x, y: x.filter((_, i) => i % 20 === 0).map((v, row) => 2 * v + Math.sin(seed * row * row)) };
}
const [train, validation] = [table(200, 1), table(200, 2)];

const runtime = await createRuntime();
const trainer = await createTrainer({
  model: nn.sequential(nn.linear(64), nn.relu(), nn.dropout(0.5), nn.linear(1)),
  ...{ loss: loss.mse(), penalties: [], optimizer: optim.adamW({ learningRate: 0.01, weightDecay: 0.1 }) },
  ...{ input: [20], outputs: 1, batchSize: 32, runtime },
});

const stopping = earlyStopping({ better: "lower", patience: 10 });
let state = stopping.init();
let best = trainer.snapshot();
for (let epoch = 1; epoch <= 100; epoch++) {
  const order = permutation(train.rows, fold(keyOf(42), "epoch", epoch));
  for (let i = 0; i < train.rows; i += 32) await trainer.step(train, order.subarray(i, i + 32));
  const decision = stopping.observe(state, { epoch, score: (await trainer.score(validation)).loss });
  state = decision.state;
  if (decision.improved) best = trainer.snapshot();
  if (decision.stop) break;
}
trainer.restore(best);

const [fitted, held] = [await trainer.score(train), await trainer.score(validation)];
console.log(`best epoch ${state.best?.epoch}: train ${fitted.loss.toFixed(3)}, validation ${held.loss.toFixed(3)}`);
await runtime.dispose();
