// Steps of TensorFlow.js on its WASM backend: gather a batch's rows, differentiate, update by its own Adam, read the loss.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { serve } from "./common.mjs";

const EPSILON = 1e-5;
const threads = Number(process.argv[process.argv.indexOf("--threads") + 1]);
const require = createRequire(import.meta.url);
setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
setThreadsCount(threads);
await tf.setBackend("wasm");
await tf.ready();

function batchNorm(x, w, name) {
  const { mean, variance } = tf.moments(x, [0]);
  const y = x.sub(mean).div(variance.add(EPSILON).sqrt());
  return y.mul(w[`${name}weight`]).add(w[`${name}bias`]);
}

function forward(layers, x, w, random) {
  layers.forEach(([kind, value], i) => {
    const name = `${i}.`;
    if (kind === "linear") {
      x = x.matMul(w[`${name}weight`]);
      if (w[`${name}bias`] !== undefined) x = x.add(w[`${name}bias`]);
    } else if (kind === "relu") x = x.relu();
    else if (kind === "batchNorm") x = batchNorm(x, w, name);
    else if (kind === "dropout") x = random ? tf.dropout(x, value) : x;
    else throw new Error(`the WASM backend does not train ${kind}`);
  });
  return x;
}

await serve(["TensorFlow.js, WASM"], (given, random) => {
  const { spec, weights, batches } = given;
  // An average of weights it does not have either: it does less work there.
  for (const name of ["l1", "sam", "maxNorm"])
    if (spec.extras[name] !== undefined) throw new Error(`TensorFlow.js has no ${name}`);
  tf.disposeVariables();
  const w = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    if (/running|num_batches/u.test(name)) continue;
    const tensor = tf.tensor(data, shape);
    w[name] = tf.variable(shape.length === 2 ? tensor.transpose() : tensor);
  }
  const x = tf.tensor(given.x.data, given.x.shape);
  const y = tf.tensor(given.y.data, given.y.shape);
  // It has no decoupled decay: plain Adam does less work here than the others do.
  const optimizer = tf.train.adam(spec.optimizer.rate, 0.9, 0.999, 1e-8);
  const { smoothing } = spec.loss;
  return async (i) => {
    const loss = tf.tidy(() => {
      const rows = tf.tensor1d(batches[i % batches.length], "int32");
      const [inputs, target] = [x.gather(rows), y.gather(rows)];
      return optimizer.minimize(() => {
        const out = forward(spec.layers, inputs, w, random);
        if (spec.loss.name === "mse") return out.sub(target).square().mean();
        const q = target.mul(1 - smoothing).add(smoothing / spec.outputs);
        return tf.losses.softmaxCrossEntropy(q, out);
      }, true);
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
});
