// A network far too large for 200 rows: training loss falls to 0, validation loss turns and rises. With shuffled labels the
// curves look alike, but no epoch tells more about new rows than guessing does: no signal, which is not overfitting.
// Prints:
//   true labels      training   validation
//   epoch 1              0.59         0.61
//   epoch 5              0.48         0.57
//   epoch 10             0.36         0.57
//   epoch 20             0.16         0.73
//   epoch 40             0.02         1.18
//   better than guessing by 0.077 ± 0.024: a signal, so this is overfitting
//   shuffled labels      training   validation
//   epoch 1              0.58         0.62
//   epoch 5              0.53         0.63
//   epoch 10             0.48         0.65
//   epoch 20             0.28         0.76
//   epoch 40             0.03         1.29
//   better than guessing by -0.006 ± 0.015: no signal
import { type AnyExamples, createRuntime, createTrainer, foldOf, keyOf, loss, meanAndError, metrics } from "regularize";
import { nn, optim, permutation, pickRows, prepareTable, trainLoop } from "regularize";

const data = await prepareTable({ data: "data/german-credit.csv", target: "class" }, 42);
const { shape, interpret, ...split } = foldOf(data, 0);
const few = pickRows(
  split.train,
  Int32Array.from({ length: 200 }, (_, row) => row),
);
const parts: [AnyExamples, AnyExamples, AnyExamples] = [few, split.validation, split.examples(data.test)];
const shuffled = (part: AnyExamples) => ({ ...part, y: pickRows(part, permutation(part.rows, keyOf(42))).y });
const bad = few.y.filter((y, i) => i % 2 === 0 && y === 1).length / few.rows;
const runtime = await createRuntime();

for (const labels of ["true", "shuffled"]) {
  const [train, validation, test] = labels === "true" ? parts : (parts.map(shuffled) as typeof parts);
  const trainer = await createTrainer({
    model: nn.sequential(nn.linear(256), nn.relu(), nn.linear(256), nn.relu(), nn.linear(2)),
    ...{ loss: loss.crossEntropy(), penalties: [], optimizer: optim.adam(3e-4), runtime },
    ...{ input: [shape.width], outputs: 2, batchSize: 20 },
  });
  console.log(`${labels} labels      training   validation`);
  const how = { metric: metrics.logLoss, interpret, batchSize: 20, length: { epochs: 40 }, restoreBest: true };
  for await (const event of trainLoop({ trainer, train, validation, ...how })) {
    if (event.type !== "epoch" || ![1, 5, 10, 20, 40].includes(event.epoch)) continue;
    const { epoch, train: fitted, validation: held } = event;
    console.log(`epoch ${epoch}`.padEnd(20), `${fitted.loss.toFixed(2)}         ${held.loss.toFixed(2)}`);
  }
  // The best epoch's weights are back. What they know about rows that chose nothing, beyond the share of each class:
  const { rowLosses } = await trainer.score(test);
  const guesses = rowLosses.map((_, row) => -Math.log(test.y[2 * row] === 1 ? bad : 1 - bad));
  const { mean, se } = meanAndError(Array.from(guesses, (guess, row) => guess - rowLosses[row]!));
  const verdict = mean > 2 * se ? "a signal, so this is overfitting" : "no signal";
  console.log(`better than guessing by ${mean.toFixed(3)} ± ${se.toFixed(3)}: ${verdict}`);
}
await runtime.dispose();
