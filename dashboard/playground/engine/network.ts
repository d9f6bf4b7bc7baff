import {
  type BatchSource,
  createTrainer,
  earlyStopping,
  type Examples,
  fold,
  loss,
  nn,
  optim,
} from "../../../src/browser.ts";
import { penalty, pickRows, type Runtime, tabular, type Trainer, type TrainerOptions } from "../../../src/browser.ts";
import type { LoopOptions, Module } from "../../../src/browser.ts";
import type { Settings } from "../settings.ts";
import type { Split } from "./rows.ts";

const activations = { relu: nn.relu, tanh: nn.tanh, gelu: nn.gelu, silu: nn.silu } as const;

/** Filters of the two convolutions that come first in networks that look at images. */
const FILTERS = [8, 16];

/**
 * Blocks of linear, norm, activation and dropout, then the answer; before them two convolutions where rows are images. Dropout
 * is there at any rate, so that its slider moves a graph input; at the end of each block, so that a network without it draws
 * the same first weights.
 */
export function networkOf(settings: Settings, { shape, classes }: Rows): Module {
  const { width, depth, norm, dropout, spatial } = settings;
  const activation = activations[settings.activation as keyof typeof activations]();
  const norms = norm === "batch" ? [nn.batchNorm1d()] : norm === "layer" ? [nn.layerNorm()] : [];
  const block = (): Module => nn.sequential(nn.linear(width), ...norms, activation, nn.dropout(dropout));
  const look = (features: number): Module =>
    nn.sequential(nn.conv2d({ features, padding: 1 }), activation, nn.maxPool2d(2), nn.dropout2d(spatial));
  const eyes = shape.length === 1 ? [] : [...FILTERS.map(look), nn.flatten()];
  return nn.sequential(...eyes, ...Array.from({ length: depth }, block), nn.linear(classes.length));
}

/** What a network has to know of its rows. */
export type Rows = Pick<Split, "shape" | "classes">;

/** A decay that no weight sees, but the program does: from none to some, nothing is compiled. */
const UNSEEN = 1e-30;

/** A trainer of these settings. Settings of one structure share compiled sessions. */
export function trainerOf(settings: Settings, rows: Rows, runtime: Runtime): Promise<Trainer> {
  const { l1, l2, decay, smoothing, maxNorm, clip, ema, sam, rate, batch, seed } = settings;
  const options: TrainerOptions = {
    ...{ model: networkOf(settings, rows), input: rows.shape, outputs: rows.classes.length },
    ...{ batchSize: batch, seed, runtime },
    loss: loss.crossEntropy({ labelSmoothing: smoothing }),
    penalties: [penalty.l1(l1), penalty.l2(l2)],
    optimizer: optim.adamW({ learningRate: rate, weightDecay: Math.max(decay, UNSEEN) }),
    ...(maxNorm > 0 ? { constraints: [optim.constraint.maxNorm(maxNorm)] } : {}),
    ...(clip > 0 ? { clipNorm: clip } : {}),
    ...(ema > 0 ? { averaging: optim.averaging.ema(ema) } : {}),
    ...(sam > 0 ? { sharpness: optim.sharpness.sam(sam) } : {}),
  };
  return createTrainer(options);
}

/** Moves sliders of a running training: numbers in the graph's inputs, nothing is compiled. */
export function setStrengths(trainer: Trainer, settings: Settings): void {
  const wanted: Readonly<Record<string, number>> = {
    ...{ "penalty.l1.strength": settings.l1, "penalty.l2.strength": settings.l2 },
    "loss.labelSmoothing": settings.smoothing,
    "optimizer.weightDecay": settings.decay,
  };
  const eyes = trainer.layout.parameters.filter(({ shape }) => shape.length === 4).length;
  const rateOf = (name: string): number => (Number(name.split(".")[0]) < eyes ? settings.spatial : settings.dropout);
  for (const name of Object.keys(trainer.strengths())) trainer.setStrength(name, wanted[name] ?? rateOf(name));
}

/** Batches as noise and mixup change them. The settings are asked for anew with each batch. */
export function augmentedRows(train: Examples, settings: () => Settings): BatchSource {
  return {
    rows: train.rows,
    draw: (rows, { key }) => {
      const { noise, mixup } = settings();
      const steps = [
        ...(noise > 0 ? [tabular.gaussianNoise(noise)] : []),
        ...(mixup > 0 ? [tabular.mixup(mixup)] : []),
      ];
      const { x, y } = pickRows(train, rows) as Examples;
      const [width, outputs] = [train.x.length / train.rows, train.y.length / train.rows];
      let batch: tabular.Batch = { rows: rows.length, width, outputs, x, targets: y };
      for (const [i, step] of steps.entries()) {
        const own = fold(key, rows[0]!, step.name, i);
        batch = step.apply(batch, step.sample(own, batch) as never);
      }
      return { rows: rows.length, x: batch.x, y: batch.targets };
    },
  };
}

/** How a training of these settings goes on and ends. */
export function loopOf({
  schedule,
  patience,
  epochs,
}: Settings): Pick<LoopOptions, "schedule" | "stopping" | "length"> {
  const factories = optim.schedule;
  const schedules: Readonly<Record<string, LoopOptions["schedule"]>> = {
    cosine: factories.cosine(),
    step: factories.step({ everyEpochs: Math.ceil(epochs / 4), factor: 0.3 }),
    oneCycle: factories.oneCycle(),
    reduceOnPlateau: factories.reduceOnPlateau({ patience: 10 }),
  };
  const chosen = schedules[schedule];
  return {
    length: { epochs },
    ...(chosen === undefined ? {} : { schedule: chosen }),
    ...(patience > 0 ? { stopping: earlyStopping(patience) } : {}),
  };
}
