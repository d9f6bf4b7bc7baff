import { createRuntime, createTrainer, graph, loss, nn, optim, penalty } from "regularize";

// 1e-2 Σ (‖row‖₂): whole rows of weights, that is whole inputs, are pulled towards zero together.
const rows = (w: graph.Value) => graph.sum(graph.sqrt(graph.add(1e-12, graph.sum(graph.mul(w, w), [1]))));
const groupLasso = penalty.penalty("groupLasso", (w) => graph.mul(1e-2, rows(w)));

const x = Float32Array.from({ length: 200 * 3 }, (_, i) => Math.sin(i * i));
const y = Float32Array.from({ length: 200 }, (_, row) => 2 * x[3 * row]!); // only the first input matters
const train = { rows: 200, x, y };
const all = Int32Array.from({ length: 200 }, (_, row) => row);

const runtime = await createRuntime();
const trainer = await createTrainer({
  ...{ model: nn.sequential(nn.linear(1)), loss: loss.mse(), penalties: [groupLasso], optimizer: optim.adam(0.05) },
  ...{ input: [3], outputs: 1, batchSize: 200, runtime },
});
for (let step = 0; step < 300; step++) await trainer.step(train, all);
console.log(trainer.tensors()["0.weight"]?.data, (await trainer.score(train)).loss);
await runtime.dispose();
