// Noise while learning: masks of channels, and inputs that are never twice the same.
import { number } from "./learn.mjs";
import { plot } from "./plot.mjs";

const [CHANNELS, SIDE, CELL] = [8, 8, 5];

/** Which entries a step of training kept: the gradient of a linear layer's weights is zero at the others. */
async function keptBy({ nn, loss, optim, createTrainer, runtime }, layer) {
  const size = CHANNELS * SIDE * SIDE;
  const model = nn.sequential(layer, nn.flatten(), nn.linear({ features: 1, bias: false }));
  const trainer = await createTrainer({
    model,
    loss: loss.mse(),
    penalties: [],
    optimizer: optim.sgd(0.01),
    input: [CHANNELS, SIDE, SIDE],
    outputs: 1,
    batchSize: 1,
    seed: 7,
    runtime,
  });
  await trainer.step({ rows: 1, x: new Float32Array(size).fill(1), y: Float32Array.of(9) }, Int32Array.of(0));
  return trainer.gradients()["2.weight"].data.map((g) => (g === 0 ? 0 : 1));
}

export async function spatialDropout(engine) {
  const { nn, chart } = engine;
  const rows = [
    ["dropout .4", nn.dropout(0.4)],
    ["dropout2d .4", nn.dropout2d(0.4)],
    ["dropBlock2d .15, 3 × 3", nn.dropBlock2d({ rate: 0.15, block: 3 })],
  ];
  const drawn = [];
  for (const [title, layer] of rows) drawn.push({ title, kept: await keptBy(engine, layer) });
  const silent = drawn.map(({ kept }) => Math.round((100 * kept.filter((v) => v === 0).length) / kept.length));
  const step = 56;
  /** All cells of one kind of a row, as one path of squares. */
  const cells = (kept, wanted, top) => {
    const squares = Array.from(kept, (value, i) => {
      if (value !== wanted) return "";
      const [channel, inside] = [Math.floor(i / SIDE ** 2), i % SIDE ** 2];
      return `M${chart.px(6 + channel * step + (inside % SIDE) * CELL)},${chart.px(top + Math.floor(inside / SIDE) * CELL)}h4v4h-4z`;
    });
    return chart.html`<path class="cells ${wanted === 1 ? "on" : "off"}" d="${squares.join("")}"/>`;
  };
  return {
    height: 232,
    body: drawn
      .map(
        ({ title, kept }, row) =>
          chart.html`${chart.text(8, 18 + row * 74, title, "strong")}${cells(kept, 1, 26 + row * 74)}${cells(kept, 0, 26 + row * 74)}`
            .text,
      )
      .join(""),
    label:
      "Eight channels of eight by eight entries: which of them dropout, spatial dropout and DropBlock silence in one step",
    caption: `One step of training, eight channels of 8 × 8; pale entries are silenced. Dropout silences entries (here ${silent[0]} %), whose neighbours say nearly the same; spatial dropout whole channels (${silent[1]} %); DropBlock squares of each (${silent[2]} %).`,
  };
}

/** Fits of 24 points by a network that is free to overfit. */
export async function noise(engine) {
  const { nn, loss, optim, createTrainer, runtime, randomOf, keyOf, chart } = engine;
  const random = randomOf(keyOf(5));
  const truth = (x) => Math.sin(3 * x);
  const x = Float32Array.from({ length: 24 }, () => 4 * random.uniform() - 2).sort();
  const y = x.map((v) => truth(v) + 0.35 * random.normal());
  const grid = Float32Array.from({ length: 121 }, (_, i) => -2 + i / 30);
  const all = Int32Array.from({ length: x.length }, (_, i) => i);
  const lines = [{ points: [...grid].map((v) => [v, truth(v)]), kind: "e", dash: true, label: "truth" }];
  const errors = [];
  for (const [deviation, kind] of [
    [0, "a"],
    [0.15, "b"],
  ]) {
    const body = [nn.linear(64), nn.tanh(), nn.linear(64), nn.tanh(), nn.linear(1)];
    const model = nn.sequential(...(deviation === 0 ? body : [nn.gaussianNoise(deviation), ...body]));
    const trainer = await createTrainer({
      model,
      loss: loss.mse(),
      penalties: [],
      optimizer: optim.adam(5e-3),
      input: [1],
      outputs: 1,
      batchSize: x.length,
      runtime,
    });
    for (let step = 0; step < 4000; step++) await trainer.step({ rows: x.length, x, y }, all);
    const fit = await trainer.predict(grid, grid.length);
    lines.push({
      points: [...grid].map((v, i) => [v, fit[i]]),
      kind,
      label: deviation === 0 ? "plain" : `noise ${number(deviation)}`,
    });
    errors.push(Math.sqrt(grid.reduce((sum, v, i) => sum + (fit[i] - truth(v)) ** 2, 0) / grid.length));
  }
  return {
    ...plot(chart, {
      ...{ x: { title: "x", domain: [-2, 2] }, y: { title: "y", domain: [-2.2, 2.2] }, lines },
      more: (sx, sy) =>
        [...x].map(
          (v, i) => chart.html`<circle class="dot e" cx="${chart.px(sx.at(v))}" cy="${chart.px(sy.at(y[i]))}" r="3"/>`,
        ),
    }),
    label: "Fits of 24 noisy points with and without noise on the inputs",
    caption: `24 points of a sine with noise; 1-64-64-1, 4,000 steps. The plain network bends to pass through single points; with noise of .15 on its input it cannot tell them apart that finely. Distance from the truth: ${number(errors[0])} and ${number(errors[1])}.`,
  };
}
