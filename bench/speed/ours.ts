import { crossEntropy, mse } from "../../src/loss/index.ts";
import * as nn from "../../src/nn/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { saveTorch } from "../../src/observe/index.ts";
import { adam, adamW } from "../../src/optim/index.ts";
import { ema } from "../../src/optim/averaging/index.ts";
import { maxNorm } from "../../src/optim/constraint/index.ts";
import { sam } from "../../src/optim/sharpness/index.ts";
import { l1 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { createTrainer } from "../../src/train/trainer.ts";
import { type Contestant, costOf } from "../step/contestant.ts";
import type { Given } from "./given.ts";
import type { Layer, Workload } from "./workload.ts";

/** A contestant that can also show that it computes what the others compute. */
export interface Racer extends Contestant {
  /** Losses of so many steps from the given weights, without anything random. */
  losses(steps: number): Promise<readonly number[]>;
}

/** What comes out of the layers so far. */
interface Flow {
  width: number;
  image: boolean;
}

/** A batch norm behind a layer takes the place of its bias. */
const modulesOf = (layers: readonly Layer[], flow: Flow): Module[] =>
  layers.map((layer, i) => moduleOf(layer, flow, layers[i + 1]?.[0] !== "batchNorm"));

function moduleOf(layer: Layer, flow: Flow, bias: boolean): Module {
  const [kind, value] = layer;
  if (kind === "linear" || kind === "conv2d") {
    flow.width = value;
    const dense = { features: value, bias };
    return kind === "linear" ? nn.linear(dense) : nn.conv2d({ ...dense, kernel: 3, padding: 1 });
  }
  if (kind === "residual") return residualOf(value, flow);
  if (kind === "flatten" || kind === "globalAvgPool") {
    flow.image = false;
    return kind === "flatten" ? nn.flatten() : nn.globalAvgPool();
  }
  if (kind === "batchNorm") return flow.image ? nn.batchNorm2d() : nn.batchNorm1d();
  if (kind === "relu") return nn.relu();
  if (kind === "maxPool2d") return nn.maxPool2d(value);
  return kind === "dropout" ? nn.dropout(value) : nn.dropout2d(value);
}

function residualOf(layers: readonly Layer[], flow: Flow): Module {
  const before = flow.width;
  const body = nn.sequential(...modulesOf(layers, flow));
  const around = nn.sequential(nn.conv2d({ features: flow.width, kernel: 1, bias: false }), nn.batchNorm2d());
  return nn.sequential(nn.residual(body, before === flow.width ? {} : { shortcut: around }), nn.relu());
}

export const modelOf = ({ layers, input }: Workload): Module =>
  nn.sequential(...modulesOf(layers, { width: input[0]!, image: input.length > 1 }));

async function trainerOf(workload: Workload, threads: number) {
  const { loss, optimizer, extras, input, outputs, batch } = workload;
  const runtime = await createRuntime({ threads });
  const { rate: learningRate, decay: weightDecay } = optimizer;
  const trainer = await createTrainer({
    model: modelOf(workload),
    loss: loss.name === "mse" ? mse() : crossEntropy(loss.smoothing),
    penalties: extras.l1 === undefined ? [] : [l1(extras.l1)],
    optimizer: optimizer.name === "adam" ? adam(learningRate) : adamW({ learningRate, weightDecay }),
    ...(extras.ema === undefined ? {} : { averaging: ema(extras.ema) }),
    ...(extras.maxNorm === undefined ? {} : { constraints: [maxNorm(extras.maxNorm)] }),
    ...(extras.sam === undefined ? {} : { sharpness: sam(extras.sam) }),
    ...{ input, outputs, batchSize: batch, runtime },
  });
  return { trainer, runtime };
}

/** The weights that all start from, in PyTorch's names and layout. */
export async function weightsOf(workload: Workload): Promise<Uint8Array> {
  const { trainer, runtime } = await trainerOf(workload, 1);
  const bytes = saveTorch(trainer);
  await runtime.dispose();
  return bytes;
}

/** A step as users call it: gathers a batch's rows, draws noise, runs, checks, updates, gives the loss. */
export async function ours(workload: Workload, { examples, batches }: Given, threads: number): Promise<Racer> {
  const { trainer, runtime } = await trainerOf(workload, threads);
  const step = (i: number): Promise<number> => trainer.step(examples, batches[i % batches.length]!);
  const rates = Object.entries(trainer.strengths()).filter(([name]) => /(?:^|\.)rate$/u.test(name));
  return {
    name: "ours",
    time: (steps) => costOf(steps, step),
    losses: async (steps) => {
      const start = trainer.snapshot();
      for (const [name] of rates) trainer.setStrength(name, 0);
      const found: number[] = [];
      for (let i = 0; i < steps; i++) found.push(await step(i));
      for (const [name, rate] of rates) trainer.setStrength(name, rate);
      trainer.restore(start);
      return found;
    },
    dispose: () => runtime.dispose(),
  };
}
