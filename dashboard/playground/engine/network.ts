import { createTrainer, earlyStopping, loss, nn, optim, penalty } from "../../../src/browser.ts";
import type { LoopOptions, Module, Runtime, Trainer, TrainerOptions } from "../../../src/browser.ts";
import type { Settings } from "../settings.ts";
import type { Split } from "./rows.ts";
import { VOCABULARY } from "./texts.ts";

const activations = { relu: nn.relu, tanh: nn.tanh, gelu: nn.gelu, silu: nn.silu } as const;

/** Filters of the two convolutions that come first in networks that look at images. */
const FILTERS = [8, 16];
/** Numbers that a word means. */
const VECTORS = 16;

/**
 * Blocks of linear, norm, activation and dropout, then the answer; before them two convolutions where rows are images, and a reader where they are texts. Dropout
 * is there at any rate, so that its slider moves a graph input; at the end of each block, so that a network without it draws
 * the same first weights.
 */
export function networkOf(settings: Settings, { shape, classes, texts }: Rows): Module {
  const { width, depth, norm, dropout, spatial } = settings;
  const activation = activations[settings.activation as keyof typeof activations]();
  const norms = norm === "batch" ? [nn.batchNorm1d()] : norm === "layer" ? [nn.layerNorm()] : [];
  const block = (): Module => nn.sequential(nn.linear(width), ...norms, activation, nn.dropout(dropout));
  const look = (features: number): Module =>
    nn.sequential(nn.conv2d({ features, padding: 1 }), activation, nn.maxPool2d(2), nn.dropout2d(spatial));
  const first =
    texts !== undefined ? [reader(settings)] : shape.length === 1 ? [] : [...FILTERS.map(look), nn.flatten()];
  return nn.sequential(...first, ...Array.from({ length: depth }, block), nn.linear(classes.length));
}

/** What reads texts: the mean of their words' vectors, or filters over neighbouring words. */
const reader = ({ network }: Settings): Module =>
  network === "convolutional"
    ? nn.textCnn({ vocabulary: VOCABULARY + 1, vectors: VECTORS, features: VECTORS, widths: [2, 3] })
    : nn.embeddingBag({ vocabulary: VOCABULARY + 1, features: VECTORS });

/** What a network has to know of its rows. */
export type Rows = Pick<Split, "shape" | "classes" | "texts">;

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
  for (const name of Object.keys(trainer.strengths()))
    if (name in wanted || name.endsWith(".rate")) trainer.setStrength(name, wanted[name] ?? rateOf(name));
}

/** How a training of these settings goes on and ends. */
export function loopOf({
  schedule,
  patience,
  keep,
  epochs,
}: Settings): Pick<LoopOptions, "schedule" | "stopping" | "restoreBest" | "length"> {
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
    ...(keep === "best" ? { restoreBest: true } : {}),
  };
}
