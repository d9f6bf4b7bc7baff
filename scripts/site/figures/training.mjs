// What happens to the curves: dropout, batch norm, label smoothing, early stopping.
import { clothes, learn, lowest, mlp, number } from "./learn.mjs";
import { histogram, plot, steps } from "./plot.mjs";

const spread = (lines, low = 0) => {
  const values = lines.flatMap(({ points }) => points.map(([, v]) => v));
  return [low, Math.max(...values) * 1.03];
};

export async function dropout(engine) {
  const data = await clothes(engine, 500);
  const [lines, said] = [[], []];
  for (const [label, kind, between] of [
    ["plain", "a", () => []],
    ["dropout .5", "b", () => [engine.nn.dropout(0.5)]],
  ]) {
    const { fitted, held } = await learn(engine, { data, model: mlp(engine, [128], 10, between), epochs: 50 });
    lines.push({ points: fitted, kind, dash: true }, { points: held, kind, label });
    said.push(`${String(label)} ${number(held.at(-1)[1])} after a lowest of ${number(lowest(held)[1])}`);
  }
  return {
    ...plot(engine.chart, {
      x: { title: "epoch", domain: [1, 50] },
      y: { title: "loss, dashed: training, solid: validation", domain: [0, 1.5] },
      lines,
    }),
    label: "Training and validation loss by epoch with and without dropout",
    caption: `500 images of clothes, 784-128-10. Both curves are measured without dropout, so the distance between dashed and solid is the honest gap. Validation ended at ${said.join("; ")}.`,
  };
}

export async function batchNorm(engine) {
  const { nn, optim } = engine;
  const data = await clothes(engine, 600, 200);
  const depth = Array.from({ length: 10 });
  const block = (withNorm) =>
    withNorm ? [nn.linear({ features: 48, bias: false }), nn.batchNorm1d(), nn.relu()] : [nn.linear(48), nn.relu()];
  const lines = [];
  for (const [label, kind, withNorm] of [
    ["plain", "a", false],
    ["batch norm", "b", true],
  ]) {
    const model = nn.sequential(nn.flatten(), ...depth.flatMap(() => block(withNorm)), nn.linear(10));
    const { fitted } = await learn(engine, { data, model, optimizer: optim.sgd(0.1), epochs: 15 });
    lines.push({ points: fitted, kind, label });
  }
  const [plain, norm] = lines.map(({ points }) => number(points.at(-1)[1]));
  return {
    ...plot(engine.chart, {
      x: { title: "epoch", domain: [1, 15] },
      y: { title: "training loss", domain: spread(lines) },
      lines,
    }),
    label: "Training loss by epoch of a network of ten hidden layers, with and without batch norm",
    caption: `Ten hidden layers of 48, SGD at rate .1, 600 images of clothes. After 15 epochs the plain network's training loss is ${plain} (guessing: 2.30), that with batch norm ${norm}.`,
  };
}

export async function labelSmoothing(engine) {
  const data = await clothes(engine, 500);
  const [all, wrong] = [[], []];
  for (const smoothing of [0, 0.1]) {
    const { trainer } = await learn(engine, {
      data,
      model: mlp(engine, [128], 10),
      loss: engine.loss.crossEntropy({ labelSmoothing: smoothing }),
      epochs: 40,
    });
    const { probabilities, targets, rows, classes } = engine.classPredictions(
      data.validation,
      await trainer.predict(data.validation.x, data.validation.rows),
    );
    const best = Array.from({ length: rows }, (_, row) => {
      const own = probabilities.subarray(row * classes, (row + 1) * classes);
      const p = Math.max(...own);
      return { p, isRight: own.indexOf(p) === targets[row] };
    });
    all.push(best.map(({ p }) => p));
    const missed = best.filter(({ isRight }) => !isRight).map(({ p }) => p);
    wrong.push({ right: 1 - missed.length / rows, sure: missed.reduce((sum, p) => sum + p, 0) / missed.length });
  }
  const bins = all.map((values) => histogram(values, [0.1, 1], 18));
  const top = Math.max(...bins.flat().map(({ share }) => share));
  const { chart } = engine;
  const share = (x) => `${Math.round(100 * x)} %`;
  return {
    ...plot(chart, {
      ...{
        right: 20,
        x: { title: "probability that the network gives its answer", domain: [0.1, 1] },
        y: { title: "share of 300 validation images", domain: [0, top * 1.05] },
      },
      more: (sx, sy, frame) =>
        chart.html`${steps(chart, bins[0], sx, sy, "a")}${steps(chart, bins[1], sx, sy, "b")}${chart.text(sx.at(0.83), frame.top + 22, "ε 0", "a end halo")}${chart.text(sx.at(0.62), frame.top + 118, "ε .1", "b end halo")}`,
    }),
    label: "Histogram of the highest predicted probability with and without label smoothing",
    caption: `Clothes, 784-128-10, 40 epochs on 500 images. Without smoothing the network is sure of itself even where it errs: its wrong answers have a mean probability of ${number(wrong[0].sure)}, with ε = .1 of ${number(wrong[1].sure)}. Right answers: ${share(wrong[0].right)} and ${share(wrong[1].right)}.`,
  };
}

export async function earlyStopping(engine) {
  const data = await clothes(engine, 400);
  const given = { data, model: mlp(engine, [128], 10) };
  const { fitted, held } = await learn(engine, { ...given, epochs: 70 });
  const stopping = engine.earlyStopping({ better: "lower", patience: 15, minDelta: 1e-3 });
  let state = stopping.init();
  let stopped;
  for (const [epoch, score] of held) {
    const decision = stopping.observe(state, { epoch, score });
    state = decision.state;
    if (decision.stop) {
      stopped = epoch;
      break;
    }
  }
  const best = state.best;
  const lines = [
    { points: fitted, kind: "b", dash: true, label: "training" },
    { points: held, kind: "a", label: "validation" },
  ];
  const { chart } = engine;
  return {
    ...plot(chart, {
      ...{ x: { title: "epoch", domain: [1, 70] }, y: { title: "loss", domain: [0, 1.5] }, lines },
      more: (
        sx,
        sy,
        frame,
      ) => chart.html`${chart.rect(sx.at(stopped), frame.top, frame.right - sx.at(stopped), frame.bottom - frame.top, "mark", 0.6)}<circle class="ring a" cx="${chart.px(sx.at(best.epoch))}" cy="${chart.px(sy.at(best.score))}" r="4.5"/>
${chart.text(sx.at(best.epoch), sy.at(best.score) - 12, `best: ${best.epoch}`, "mid halo")}${chart.line(sx.at(stopped), frame.top, sx.at(stopped), frame.bottom, "ideal")}${chart.text(sx.at(stopped) - 5, frame.top + 12, `stops: ${stopped}`, "end halo")}`,
    }),
    label: "Training and validation loss by epoch, with the best epoch and the epoch that early stopping ends at",
    caption: `400 images of clothes. Validation is lowest at epoch ${best.epoch} (${number(best.score)}); with patience 15 training ends at ${stopped}, as gains below minDelta do not count, and the weights of epoch ${best.epoch} come back. At epoch 70, where nobody needs to go, validation is ${number(held.at(-1)[1])}.`,
  };
}

export async function checkpoints(engine) {
  const { nn, optim } = engine;
  const data = await clothes(engine, 500);
  const given = {
    ...{ data, epochs: 30, optimizer: optim.adam(5e-3) },
    model: mlp(engine, [128], 10, () => [nn.dropout(0.3)]),
  };
  const at = 15;
  let [epoch, kept] = [0, undefined];
  const checkpoint = {
    due: () => epoch === at && kept === undefined,
    save: async (state) => {
      kept = state;
    },
  };
  const each = (_, event) => {
    epoch = event.epoch;
  };
  const whole = await learn(engine, { ...given, each, loop: { checkpoint } });
  const resumed = await learn(engine, { ...given, loop: { resume: kept } });
  const { slots } = kept.trainer;
  const forgetful = { ...kept, trainer: { ...kept.trainer, slots: new Float32Array(slots.length), steps: 0 } };
  const bare = await learn(engine, { ...given, loop: { resume: forgetful } });
  const [first, second] = [whole, resumed].map(({ trainer }) => trainer.tensors());
  const isSame = Object.entries(first).every(([name, { data: own }]) =>
    own.every((value, i) => Object.is(value, second[name].data[i])),
  );
  if (!isSame) throw new Error("a resumed training ended at other weights");
  const [begin, end] = [8, 30];
  const from = ({ fitted }) => [whole.fitted[at - 1], ...fitted];
  const lines = [
    { points: whole.fitted.slice(begin - 1), kind: "a", label: "never stopped" },
    { points: from(resumed), kind: "b", dash: true },
    { points: from(bare), kind: "c" },
  ];
  const after = [whole.fitted[at], resumed.fitted[0], bare.fitted[0]].map(([, value]) => number(value));
  const { chart } = engine;
  return {
    ...plot(chart, {
      ...{ x: { title: "epoch", domain: [begin, end] }, y: { title: "training loss", domain: spread(lines) }, lines },
      more: (sx, sy, frame) =>
        chart.html`${chart.text(sx.at(at + 1) + 8, sy.at(bare.fitted[0][1]), "weights alone", "c halo")}${chart.line(sx.at(at), frame.top, sx.at(at), frame.bottom, "ideal")}${chart.text(sx.at(at) + 5, frame.top + 12, "killed, and resumed", "halo")}`,
    }),
    label: "Training loss by epoch without a stop, resumed from a checkpoint, and resumed from weights alone",
    caption: `500 images of clothes, 784-128-10 with dropout, Adam at .005, ended after epoch ${at}. Dashed: resumed from the checkpoint, all weights end bit for bit as without the stop. Green: resumed from the weights alone, without what Adam had gathered. One epoch later the losses are ${after[0]}, ${after[1]} and ${after[2]}.`,
  };
}
