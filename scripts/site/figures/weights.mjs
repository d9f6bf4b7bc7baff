// What happens to the weights: penalties, decay and norms.
import { credit, learn, lowest, mlp, number, weightsOf } from "./learn.mjs";
import { histogram, plot, steps } from "./plot.mjs";

const EPOCHS = 40;

/** Sorted magnitudes of all weights: where L1 leaves zeros, L2 leaves small ones. */
export async function l1(engine) {
  const data = await credit(engine);
  const cases = [
    ["none", "a", []],
    ["L2 .01", "c", [engine.penalty.l2(1e-2)]],
    ["L1 .001", "b", [engine.penalty.l1(1e-3)]],
  ];
  const lines = [];
  /** @type {number[]} */
  const zeros = [];
  /** @type {number[]} */
  const tiny = [];
  for (const [label, kind, penalties] of cases) {
    const { trainer } = await learn(engine, { data, model: mlp(engine, [64, 32], 2), penalties, epochs: EPOCHS });
    const sizes = weightsOf(trainer)
      .flatMap(([, { data: values }]) => [...values].map(Math.abs))
      .toSorted((a, b) => a - b);
    tiny.push(Math.round((100 * sizes.filter((w) => w < 1e-4).length) / sizes.length));
    zeros.push(Math.round((100 * sizes.filter((w) => w === 0).length) / sizes.length));
    const points = Array.from({ length: 101 }, (_, i) => [
      i,
      Math.max(1e-4, sizes[Math.min(sizes.length - 1, Math.round((i / 100) * (sizes.length - 1)))]),
    ]);
    lines.push({ label, kind, points: points.filter(([, w], i) => w > 1e-4 || points[i + 1]?.[1] > 1e-4 || i === 0) });
  }
  return {
    ...plot(engine.chart, {
      x: { title: "weights, smallest first (%)", domain: [0, 100] },
      y: { title: "size of the weight |w|, logarithmic", domain: [1e-4, 1], log: true },
      lines,
    }),
    label: "Sizes of all weights in order, without a penalty, with L2 and with L1",
    caption: `Weights of 61-64-32-2 on the credit data after ${EPOCHS} epochs, smallest first; the floor is .0001 and below. L1 left ${zeros[2]} % of them at exactly zero; L2 made all of them smaller, ${tiny[1]} % of them tiny, and ${zeros[1]} % exactly zero.`,
  };
}

/** Validation loss for a few strengths. */
export async function l2(engine) {
  const data = await credit(engine);
  const [lines, said] = [[], []];
  for (const [strength, kind] of [
    [0, "a"],
    [0.003, "d"],
    [0.01, "c"],
    [0.03, "b"],
  ]) {
    const { held } = await learn(engine, {
      data,
      model: mlp(engine, [64, 32], 2),
      penalties: strength === 0 ? [] : [engine.penalty.l2(strength)],
      epochs: 60,
    });
    lines.push({ points: held, kind, label: `λ ${number(strength, 3).replace(/0+$/u, "").replace(/\.$/u, "") || 0}` });
    said.push(`λ ${strength}: ${number(held.at(-1)[1])} (lowest ${number(lowest(held)[1])})`);
  }
  const all = lines.flatMap(({ points }) => points.map(([, v]) => v));
  return {
    ...plot(engine.chart, {
      x: { title: "epoch", domain: [1, 60] },
      y: { title: "validation loss", domain: [Math.min(...all) * 0.96, Math.max(...all) * 1.02] },
      lines,
    }),
    label: "Validation loss by epoch for four strengths of L2",
    caption: `Validation loss of 61-64-32-2 on the credit data, one run each. At the end, ${said.join("; ")}.`,
  };
}

/** The norm of the weights over time. */
export async function weightDecay(engine) {
  const data = await credit(engine);
  const lines = [];
  for (const [decay, kind] of [
    [0, "a"],
    [1, "c"],
    [5, "b"],
  ]) {
    const points = [];
    const each = (trainer, { epoch }) =>
      points.push([epoch, Math.hypot(...weightsOf(trainer).flatMap(([, { data: values }]) => [...values]))]);
    await learn(engine, {
      data,
      model: mlp(engine, [64, 32], 2),
      optimizer: engine.optim.adamW({ learningRate: 1e-3, weightDecay: decay }),
      epochs: 60,
      each,
    });
    lines.push({ points, kind, label: `decay ${decay}` });
  }
  const top = Math.max(...lines.flatMap(({ points }) => points.map(([, v]) => v)));
  const [none, , most] = lines.map(({ points }) => points.at(-1)[1]);
  return {
    ...plot(engine.chart, {
      x: { title: "epoch", domain: [1, 60] },
      y: { title: "norm of all weights ‖w‖", domain: [0, top * 1.05] },
      lines,
    }),
    label: "Norm of the weights by epoch for three strengths of weight decay",
    caption: `AdamW at rate .001 on the credit data: without decay the weights grew to a norm of ${number(none, 1)}, with decay 5 they ended at ${number(most, 1)}. A step takes off lr · decay of each weight, here 0.5 %, so a few dozen epochs pass before it shows.`,
  };
}

/** Norms of the weights into each hidden unit. */
export async function maxNorm(engine) {
  const data = await credit(engine);
  const all = [];
  for (const constraints of [[], [engine.optim.constraint.maxNorm(1)]]) {
    const { trainer } = await learn(engine, {
      data,
      model: mlp(engine, [64, 32], 2),
      optimizer: engine.optim.adam(3e-3),
      constraints,
      epochs: 30,
    });
    const [, { data: values, shape }] = weightsOf(trainer)[0];
    const units = shape[1]; // [inputs, units]
    all.push(Array.from({ length: units }, (_, unit) => Math.hypot(...values.filter((__, i) => i % units === unit))));
  }
  const high = Math.ceil(Math.max(...all.flat()) * 2) / 2;
  const bins = all.map((norms) => histogram(norms, [0, high], 24));
  const top = Math.max(...bins.flat().map(({ share }) => share));
  return {
    ...plot(engine.chart, {
      ...{
        right: 20,
        x: { title: "norm of the weights into a hidden unit", domain: [0, high] },
        y: { title: "share of the 64 units", domain: [0, top * 1.08] },
      },
      more: (sx, sy, frame) => engine.chart
        .html`${steps(engine.chart, bins[0], sx, sy, "a")}${steps(engine.chart, bins[1], sx, sy, "b")}
${engine.chart.line(sx.at(1), frame.top, sx.at(1), frame.bottom, "ideal")}${engine.chart.text(sx.at(1) + 8, frame.top + 12, "max-norm 1", "b halo")}${engine.chart.text(sx.at(Math.max(...all[0]) * 0.84), frame.top + 60, "no constraint", "a halo")}`,
    }),
    label: "Histogram of the norms of hidden units with and without max-norm",
    caption: `First layer of 61-64-32-2 on the credit data after 30 epochs. Without the constraint norms reach ${number(Math.max(...all[0]), 1)}; with it none passes 1, and the units that want more lie at the bound.`,
  };
}
