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

const activations = { relu: nn.relu, tanh: nn.tanh, gelu: nn.gelu, silu: nn.silu } as const;

/**
 * Blocks of linear, norm, activation and dropout, then the answer. Dropout is there at any rate, so that its slider moves a
 * graph input; at the end of each block, so that a network without it draws the same first weights.
 */
export function networkOf(settings: Settings, classes: number): Module {
  const { width, depth, norm, dropout } = settings;
  const activation = activations[settings.activation as keyof typeof activations]();
  const norms = norm === "batch" ? [nn.batchNorm1d()] : norm === "layer" ? [nn.layerNorm()] : [];
  const block = (): Module => nn.sequential(nn.linear(width), ...norms, activation, nn.dropout(dropout));
  return nn.sequential(...Array.from({ length: depth }, block), nn.linear(classes));
}

/** A decay that no weight sees, but the program does: from none to some, nothing is compiled. */
const UNSEEN = 1e-30;

/** A trainer of these settings. Settings of one structure share compiled sessions. */
export function trainerOf(
  settings: Settings,
  [inputs, classes]: readonly [number, number],
  runtime: Runtime,
): Promise<Trainer> {
  const { l1, l2, decay, smoothing, maxNorm, clip, ema, sam, rate, batch, seed } = settings;
  const options: TrainerOptions = {
    ...{ model: networkOf(settings, classes), input: [inputs], outputs: classes, batchSize: batch, seed, runtime },
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
  for (const name of Object.keys(trainer.strengths())) trainer.setStrength(name, wanted[name] ?? settings.dropout);
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
