// What happens at the step: rates over time, averages of weights, sharpness.
import { clothes, learn, lowest, mlp, number } from "./learn.mjs";
import { plot } from "./plot.mjs";

/** Every factor is asked of the schedule itself. */
export async function schedules({ optim, chart }) {
  const { schedule } = optim;
  const [epochs, per] = [40, 20];
  const chosen = [
    ["step", "e", schedule.step({ everyEpochs: 10, factor: 0.5 })],
    ["cosine", "b", schedule.cosine({ warmupEpochs: 4 })],
    ["restarts", "d", schedule.cosineRestarts({ periodEpochs: 10 })],
    ["one cycle", "a", schedule.oneCycle()],
    ["flat cosine", "c", schedule.flatCosine()],
  ];
  const lines = chosen.map(([label, kind, one]) => ({
    ...{ label, kind, dash: kind === "e" },
    points: Array.from({ length: epochs * per }, (_, i) => [
      i / per,
      one.factor({ epoch: Math.floor(i / per), epochs, time: i / per, stepsPerEpoch: per }, one.init()),
    ]).filter((_, i) => i % 4 === 0 || i === epochs * per - 1),
  }));
  return {
    ...plot(chart, {
      x: { title: "epoch", domain: [0, epochs] },
      y: { title: "learning rate, as a multiple of the one given", domain: [0, 1.05] },
      lines,
    }),
    label: "Learning rate over forty epochs by five schedules",
    caption:
      "What the rate is multiplied with after each step of 40 epochs: step (half every 10), cosine with 4 epochs of warm-up, restarts from 10 epochs on, one cycle, and flat to half-time, then cosine.",
  };
}

/** Raw and averaged weights of one and the same training. */
export async function averaging(engine) {
  const data = await clothes(engine, 500);
  const { optim, nn } = engine;
  const averages = [];
  const each = async (trainer, { epoch }) =>
    averages.push([epoch, await trainer.withAverage(async () => (await trainer.score(data.validation)).loss)]);
  const model = mlp(engine, [64], 10, () => [nn.dropout(0.2)]);
  const { held } = await learn(engine, {
    data,
    model,
    optimizer: optim.adam(8e-3),
    batchSize: 20,
    averaging: optim.averaging.ema(0.99),
    epochs: 30,
    each,
  });
  const lines = [
    { points: held, kind: "a", label: "raw" },
    { points: averages, kind: "b", label: "EMA .99" },
  ];
  const values = [...held, ...averages].map(([, v]) => v);
  return {
    ...plot(engine.chart, {
      x: { title: "epoch", domain: [1, 30] },
      y: { title: "validation loss", domain: [Math.min(...values) * 0.95, Math.min(2, Math.max(...values)) * 1.02] },
      lines,
    }),
    label: "Validation loss by epoch of the raw weights and of their moving average",
    caption: `One training with a rate that is too high, 500 images of clothes: validation loss of its weights and of their moving average. Lowest: ${number(lowest(held)[1])} raw, ${number(lowest(averages)[1])} averaged. What is kept is whichever validates better.`,
  };
}

/** Both curves of SGD and of SAM from the same start. */
export async function sam(engine) {
  const data = await clothes(engine, 400);
  const { optim } = engine;
  const [lines, ends] = [[], []];
  for (const [label, kind, given] of [
    ["SGD", "a", {}],
    ["SAM ρ .1", "b", { sharpness: optim.sharpness.sam(0.1) }],
  ]) {
    const { fitted, held } = await learn(engine, {
      data,
      model: mlp(engine, [64], 10),
      optimizer: optim.sgd({ learningRate: 0.1, momentum: 0.9 }),
      epochs: 40,
      ...given,
    });
    lines.push({ points: fitted, kind, dash: true }, { points: held, kind, label });
    ends.push([held.at(-1)[1], lowest(held)[1]].map((value) => number(value)));
  }
  const [plain, own] = ends;
  return {
    ...plot(engine.chart, {
      x: { title: "epoch", domain: [1, 40] },
      y: { title: "loss, dashed: training, solid: validation", domain: [0, 1.5] },
      lines,
    }),
    label: "Training and validation loss by epoch of SGD and of SAM",
    caption: `400 images of clothes, 784-64-10, SGD with momentum at rate .1, from the same initial weights. Validation loss at the end: ${plain[0]} and ${own[0]}; lowest: ${plain[1]} and ${own[1]}. SAM took two passes for each step.`,
  };
}
