import { afterAll, describe, expect, it } from "vitest";
import { crossEntropy } from "../../src/loss/index.ts";
import { batchNorm1d, linear, relu, sequential } from "../../src/nn/index.ts";
import type { Optimizer } from "../../src/optim/define.ts";
import { adam, adamW, sgd } from "../../src/optim/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { createTrainer, type Trainer } from "../../src/train/trainer.ts";
import { expectClose } from "../support/close.ts";
import { exact, type Tensor, type Tensors, torch, transposed } from "../support/fixtures.ts";

interface Config {
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly betas?: readonly [number, number];
  readonly eps: number;
  readonly clipNorm?: number;
  readonly decays?: "linearWeights";
}
interface Run {
  readonly name: string;
  readonly net: string;
  readonly optimizer: "sgd" | "adam" | "adamW";
  readonly config: Config;
  readonly undetermined: readonly string[];
  readonly losses: readonly number[];
  readonly afterFirstStep: Tensors;
  readonly final: Tensors;
  readonly heldLogits: Tensor;
}
interface File {
  readonly x: Tensor;
  readonly classes: Tensor;
  readonly heldX: Tensor;
  readonly heldClasses: Tensor;
  readonly nets: readonly { readonly name: string; readonly initial: Tensors }[];
  readonly runs: readonly Run[];
}

const file = torch<File>("training");
const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const [BATCHES, BATCH, CLASSES] = [50, 32, 3];
const oneHot = ({ data }: Tensor): Float32Array =>
  Float32Array.from({ length: data.length * CLASSES }, (_, i) => Number(data[Math.floor(i / CLASSES)] === i % CLASSES));
const train: Examples = { rows: BATCHES * BATCH, x: exact(file.x), y: oneHot(file.classes) };
const rowsOfBatch = (t: number): Int32Array => Int32Array.from({ length: BATCH }, (_, i) => t * BATCH + i);

/** Names of ours by PyTorch's: only running statistics and the orientation of linear weights differ. */
const ourName = (name: string): string =>
  name.replace("running_mean", "runningMean").replace("running_var", "runningVar");
const ours = (tensors: Tensors): Record<string, { shape: readonly number[]; data: Float32Array }> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const turned = tensor.shape.length === 2 ? transposed(tensor) : tensor;
      return [ourName(name), { shape: turned.shape, data: exact(turned) }];
    }),
  );

function optimizerOf({ optimizer, config }: Run): Optimizer {
  const { lr: learningRate, momentum, nesterov, weightDecay, betas: [beta1, beta2] = [0, 0], eps } = config;
  const decays = config.decays === "linearWeights" ? "weights" : "all";
  if (optimizer === "sgd") return sgd({ learningRate, momentum, nesterov, l2: weightDecay, decays });
  const moments = { learningRate, beta1, beta2, epsilon: eps, decays } as const;
  return optimizer === "adam" ? adam({ ...moments, l2: weightDecay }) : adamW({ ...moments, weightDecay });
}

async function trainerOf(run: Run): Promise<Trainer> {
  const bias = run.net === "biased";
  const hidden = (features: number) => [linear({ features, bias }), batchNorm1d(), relu()];
  const { clipNorm } = run.config;
  const trainer = await createTrainer({
    model: sequential(...hidden(16), ...hidden(8), linear(CLASSES)),
    ...{ loss: crossEntropy(), penalties: [], input: [6], outputs: CLASSES, batchSize: BATCH, runtime },
    optimizer: optimizerOf(run),
    ...(clipNorm === undefined ? {} : { clipNorm }),
  });
  trainer.load(ours(file.nets.find((net) => net.name === run.net)!.initial));
  return trainer;
}

function compareTensors(trainer: Trainer, expected: Tensors, skipped: readonly string[]): void {
  const found = trainer.tensors();
  const wanted = ours(expected);
  expect(new Set(Object.keys(found))).toEqual(new Set(Object.keys(wanted)));
  const skip = new Set(skipped.map(ourName));
  for (const [name, { shape, data }] of Object.entries(wanted)) {
    expect(found[name]!.shape).toEqual(shape);
    if (!skip.has(name)) expectClose(found[name]!.data, data, { relative: 1e-4, absolute: 1e-5 }, name);
  }
}

const softmax = ({ data }: Tensor): number[] =>
  data.map((z, i) => {
    const row = data.slice(i - (i % CLASSES), i - (i % CLASSES) + CLASSES);
    const most = Math.max(...row);
    return Math.exp(z - most) / row.reduce((total, v) => total + Math.exp(v - most), 0);
  });

describe("fifty steps are PyTorch's", () => {
  it.each(file.runs.map((run) => [`${run.name} ${run.net}`, run] as const))("%s", async (_, run) => {
    const trainer = await trainerOf(run);
    const losses: number[] = [];
    for (let t = 0; t < BATCHES; t++) {
      losses.push(await trainer.step(train, rowsOfBatch(t)));
      if (t === 0) compareTensors(trainer, run.afterFirstStep, run.undetermined);
    }
    expectClose(losses, run.losses, { relative: 1e-5, absolute: 0 }, "loss");
    compareTensors(trainer, run.final, run.undetermined);
    if (run.undetermined.includes("heldLogits")) return;
    const held = await trainer.predict(exact(file.heldX), 16);
    expectClose(held, softmax(run.heldLogits), { relative: 1e-4, absolute: 1e-5 }, "held out");
  });

  it("the runs tell our optimizers apart: each one's losses are far from every other's", () => {
    const runs = file.runs.filter((run) => run.net === "lean");
    for (const a of runs)
      for (const b of runs) {
        const gaps = a.losses.map((loss, t) => Math.abs(loss - b.losses[t]!));
        if (a !== b) expect(Math.max(...gaps)).toBeGreaterThan(1e-4);
      }
  });
});
