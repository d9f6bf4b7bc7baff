// Steps of jax-js on its WASM device: one jitted function that differentiates and updates; the loss is read after each.
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { serve } from "./common.mjs";

await init("wasm");
defaultDevice("wasm");

/** Batches lie ready: taking rows costs it nothing. */
function rowsOf({ data, shape: [, ...rest] }, rows) {
  const size = rest.reduce((a, b) => a * b, 1);
  const out = new Float32Array(rows.length * size);
  rows.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
  return np.array(out).reshape([rows.length, ...rest]);
}

function forward(layers, x, w) {
  layers.forEach(([kind], i) => {
    if (kind === "linear") {
      x = np.matmul(x, w[`${i}.weight`]);
      if (w[`${i}.bias`] !== undefined) x = x.add(w[`${i}.bias`]);
    } else if (kind === "relu") x = nn.relu(x);
    else throw new Error(`not written for ${kind}`);
  });
  return x;
}

await serve(["jax-js, WASM"], (given) => {
  const { spec, weights, batches } = given;
  const known = new Set(["linear", "relu"]);
  for (const [kind] of spec.layers) if (!known.has(kind)) throw new Error(`not written for ${kind}`);
  if (Object.keys(spec.extras).some((name) => name !== "ema")) throw new Error("not written for this workload");
  const transposed = ({ data, shape }) =>
    shape.length === 2 ? np.array(data.slice()).reshape(shape).transpose() : np.array(data.slice());
  let w = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, transposed(tensor)]));
  const zeros = () => Object.fromEntries(Object.entries(w).map(([name, value]) => [name, np.zeros(value.shape)]));
  let [m, v] = [zeros(), zeros()];
  const ready = batches.map((rows) => [rowsOf(given.x, rows), rowsOf(given.y, rows)]);
  const { smoothing } = spec.loss;
  const lossOf = (w, inputs, target) => {
    const out = forward(spec.layers, inputs, w);
    if (spec.loss.name === "mse") return np.square(out.sub(target)).mean();
    const q = target.mul(1 - smoothing).add(smoothing / spec.outputs);
    return nn.logSoftmax(out).mul(q).sum().mul(-1 / spec.batch);
  };
  const { rate, decay } = spec.optimizer;
  const step = jit((w, m, v, correct1, correct2, inputs, target) => {
    const copy = Object.fromEntries(Object.entries(w).map(([name, value]) => [name, value.ref]));
    const [loss, g] = valueAndGrad(lossOf)(copy, inputs, target);
    const next = { w: {}, m: {}, v: {} };
    for (const name of Object.keys(w)) {
      const first = m[name].mul(0.9).add(g[name].ref.mul(0.1));
      const second = v[name].mul(0.999).add(np.square(g[name]).mul(0.001));
      const kept = w[name].ndim > 1 ? w[name].mul(1 - rate * decay) : w[name];
      const scale = np.sqrt(second.ref.div(correct2.ref)).add(1e-8);
      next.w[name] = kept.sub(first.ref.div(correct1.ref).div(scale).mul(rate));
      next.m[name] = first;
      next.v[name] = second;
    }
    correct1.dispose();
    correct2.dispose();
    return [next.w, next.m, next.v, loss];
  });
  return async (i) => {
    const [inputs, target] = ready[i % ready.length];
    const corrections = [1 - 0.9 ** (i + 1), 1 - 0.999 ** (i + 1)].map((c) => np.array(c));
    const [nextW, nextM, nextV, loss] = step(w, m, v, ...corrections, inputs.ref, target.ref);
    [w, m, v] = [nextW, nextM, nextV];
    await blockUntilReady(w);
    return (await loss.data())[0];
  };
});
