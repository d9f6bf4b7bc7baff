import { earlyStopping, image, loss, nn, optim, penalty, tabular, text } from "../../src/browser.ts";
import { type DataName, type DataSet, sets } from "./data/sets.ts";

/** What a change asks of a running training: a new number in a graph input, a new trainer, or new rows and a new graph. */
export type Changes = "strength" | "training" | "structure";

interface Common {
  readonly title: string;
  /** One sentence, in most cases the member's own. */
  readonly doc: string;
  readonly paper?: string | undefined;
  readonly changes: Changes;
}

export interface Slider extends Common {
  readonly kind: "slider";
  readonly least: number;
  readonly most: number;
  readonly scale: "linear" | "log";
  /** Distance of two values on a linear scale; 1 for whole numbers. */
  readonly step: number;
  readonly initial: number;
  /** Absent where there is no switch; otherwise what switching on means the first time. 0 is off. */
  readonly on?: number;
  readonly unit?: string;
  /** The kinds of rows that it is for, where not for all. */
  readonly rows?: readonly DataSet["kind"][];
  /** The network without which it does nothing. */
  readonly needs?: string;
}

export interface Choice extends Common {
  readonly kind: "choice";
  readonly choices: Readonly<Record<string, string>>;
  readonly initial: string;
}

interface Definition {
  readonly definition: { readonly doc?: string; readonly paper?: string };
}

const about = ({ definition }: Definition): { readonly doc: string; readonly paper: string | undefined } => ({
  doc: definition.doc ?? "",
  paper: definition.paper,
});

type Span = readonly [least: number, most: number, step: number];

/** A technique with a switch: off until told otherwise. */
const technique = (
  title: string,
  changes: Changes,
  [least, most, step]: Span,
  on: number,
  from: Definition,
): Slider => ({
  ...{ kind: "slider", title, changes, least, most, step, on, initial: 0 },
  ...{ scale: step === 0 ? "log" : "linear", ...about(from) },
});

const setting = (title: string, changes: Changes, [least, most, step]: Span, initial: number, doc: string): Slider => ({
  ...{ kind: "slider", title, changes, least, most, step, initial, doc, scale: step === 0 ? "log" : "linear" },
});

const [TABLES, IMAGES, TEXTS, NUMBERS] = [["table"], ["images"], ["texts"], ["table", "images"]] as const;
/** Shares of the words. */
const EDA: Span = [0.05, 0.5, 0.05];
const SHIFTS = { rows: IMAGES, doc: "Moves images by whole pixels, up to this share of the side." } as const;

/** Every switch and slider of the page that regularizes, in the order in which they stand. */
export const techniques = {
  l1: technique("L1", "strength", [1e-5, 3e-2, 0], 1e-3, penalty.l1),
  l2: technique("L2", "strength", [1e-5, 1e-1, 0], 1e-2, penalty.l2),
  decay: technique("Weight decay", "strength", [1e-3, 3, 0], 0.3, optim.adamW),
  dropout: technique("Dropout", "strength", [0.05, 0.8, 0.05], 0.3, nn.dropout),
  spatial: {
    ...technique("Spatial dropout", "strength", [0.05, 0.8, 0.05], 0.2, nn.dropout2d),
    ...{ needs: "convolutional", rows: IMAGES },
  },
  norm: {
    ...{ kind: "choice", title: "Normalization", changes: "structure", initial: "none" },
    choices: { none: "none", batch: "batch norm", layer: "layer norm" },
    doc: `Batch norm: ${nn.batchNorm1d.definition.doc} Layer norm: ${nn.layerNorm.definition.doc}`,
    paper: nn.batchNorm1d.definition.paper,
  },
  shift: { ...technique("Shift", "strength", [0.05, 0.4, 0.05], 0.15, image.randomAffine), ...SHIFTS },
  rotate: { ...technique("Rotation", "strength", [5, 90, 5], 15, image.randomRotation), unit: "°", rows: IMAGES },
  flip: { ...technique("Flip", "strength", [0.1, 1, 0.1], 0.5, image.randomHorizontalFlip), rows: IMAGES },
  cutout: { ...technique("Cutout", "strength", [0.1, 0.7, 0.05], 0.4, image.cutout), rows: IMAGES },
  cutmix: { ...technique("CutMix", "strength", [0.1, 2, 0.1], 1, image.cutMix), rows: IMAGES },
  synonyms: { ...technique("EDA: synonyms", "strength", EDA, 0.2, text.synonymReplacement), rows: TEXTS },
  inserts: { ...technique("EDA: insertions", "strength", EDA, 0.2, text.randomInsertion), rows: TEXTS },
  swaps: { ...technique("EDA: swaps", "strength", EDA, 0.1, text.randomSwap), rows: TEXTS },
  words: { ...technique("EDA: word dropout", "strength", [0.05, 0.6, 0.05], 0.2, text.wordDropout), rows: TEXTS },
  noise: { ...technique("Noise on inputs", "strength", [0.02, 1, 0.02], 0.2, tabular.gaussianNoise), rows: NUMBERS },
  smote: { ...technique("SMOTE", "training", [0.3, 1, 0.05], 1, tabular.smote), rows: TABLES },
  mixup: { ...technique("Mixup", "strength", [0.05, 2, 0.05], 0.4, tabular.mixup), rows: NUMBERS },
  smoothing: {
    ...technique("Label smoothing", "strength", [0.02, 0.5, 0.02], 0.1, loss.crossEntropy),
    doc: loss.crossEntropy.definition.settings.labelSmoothing.doc,
    paper: "Szegedy et al. 2016, arXiv:1512.00567",
  },
  maxNorm: technique("Max-norm", "training", [0.5, 5, 0.1], 2, optim.constraint.maxNorm),
  clip: technique("Gradient clipping", "training", [0.05, 5, 0], 1, optim.gradient.clipGlobalNorm),
  sam: technique("Sharpness (SAM)", "training", [0.01, 0.5, 0], 0.1, optim.sharpness.sam),
  ema: technique("Average of weights", "training", [0.9, 0.999, 0.001], 0.99, optim.averaging.ema),
  patience: { ...technique("Early stopping", "training", [5, 100, 5], 25, earlyStopping), unit: "epochs" },
  schedule: {
    ...{ kind: "choice", title: "Schedule", changes: "training", initial: "constant" },
    choices: {
      ...{ constant: "constant", cosine: "cosine", step: "steps", oneCycle: "one cycle" },
      reduceOnPlateau: "cut on plateau",
    },
    doc: "How the learning rate goes on: large steps first, small ones to settle.",
    paper: optim.schedule.cosine.definition.paper,
  },
  keep: {
    ...{ kind: "choice", title: "Checkpoint", changes: "training", initial: "last" },
    choices: { last: "last epoch", best: "best epoch" },
    doc: "Whose weights a training ends with: the last epoch's, or those of the least validation loss. Early stopping always goes back to the best.",
  },
} as const satisfies Record<string, Slider | Choice>;

/** What both sides share: data and network. */
export const shared = {
  data: {
    ...{ kind: "choice", title: "Data", changes: "structure", initial: "penguins" },
    choices: Object.fromEntries(Object.entries(sets).map(([name, { title }]) => [name, title])),
    doc: "Columns are standardized by the training rows alone.",
  },
  rows: setting("Training rows", "structure", [10, 240, 10], 60, "Fewer rows are easier to learn by heart."),
  wrong: {
    ...setting(
      "Wrong labels",
      "structure",
      [0, 50, 5],
      20,
      "Training labels replaced at random: what there is to learn by heart.",
    ),
    unit: "%",
  },
  network: {
    ...{ kind: "choice", title: "Network", changes: "structure", initial: "dense" },
    choices: { dense: "dense", convolutional: "CNN" },
    doc: "Convolutions look at images and at neighbouring words; for tables the network is dense in any case.",
  },
  width: setting("Units per layer", "structure", [4, 128, 4], 64, "Width of each hidden layer."),
  depth: setting("Hidden layers", "structure", [1, 5, 1], 3, "How many layers stand between inputs and answer."),
  activation: {
    ...{ kind: "choice", title: "Activation", changes: "structure", initial: "relu" },
    choices: { relu: "ReLU", tanh: "tanh", gelu: "GELU", silu: "SiLU" },
    doc: "What each unit does with its sum.",
  },
  rate: setting("Learning rate", "training", [1e-4, 0.1, 0], 0.01, "Size of a step of AdamW, at the start."),
  batch: setting("Batch size", "structure", [4, 64, 4], 20, "Rows of each step."),
  epochs: setting("Epochs", "training", [50, 1000, 50], 300, "Most passes over the training rows."),
  seed: setting(
    "Seed",
    "structure",
    [1, 50, 1],
    1,
    "Which rows, which labels, which weights: everything random follows.",
  ),
} as const satisfies Record<string, Slider | Choice>;

export const controls = { ...techniques, ...shared } as const;

/** Whether rows of this data are what a control is for. */
export const fits = (control: Slider | Choice, data: DataName): boolean =>
  control.kind === "choice" || (control.rows?.includes(sets[data].kind) ?? true);

export type Id = keyof typeof controls;
export type TechniqueId = keyof typeof techniques;

type ValueOf<C> = C extends Slider ? number : string;
export type Settings = { readonly [I in Id]: ValueOf<(typeof controls)[I]> } & { readonly data: DataName };

const initialOf = (from: Readonly<Record<string, Slider | Choice>>): Readonly<Record<string, number | string>> =>
  Object.fromEntries(Object.entries(from).map(([id, { initial }]) => [id, initial]));

/** The page as it opens: a network that learns noise by heart, beside one that does not. */
export const plain = initialOf(controls) as Settings;
export const opening: Settings = { ...plain, decay: 1, noise: 0.3, ema: 0.99 };

/** The same data and network, nothing that regularizes. */
export const plainOf = (settings: Settings): Settings => ({ ...settings, ...(initialOf(techniques) as object) });

/** Every value in its range, everything unknown left out: what comes from an address may be anything. */
export function legal(given: Readonly<Record<string, unknown>>, otherwise: Settings = plain): Settings {
  const values = Object.entries(controls as Readonly<Record<string, Slider | Choice>>).map(([id, control]) => {
    const value = given[id];
    const usual = otherwise[id as Id];
    if (control.kind === "choice") return [id, Object.hasOwn(control.choices, String(value)) ? String(value) : usual];
    const number = Number(value ?? Number.NaN);
    if (!Number.isFinite(number)) return [id, usual];
    if (number === 0 && control.on !== undefined) return [id, 0];
    return [id, Math.min(control.most, Math.max(control.least, number))];
  });
  return Object.fromEntries(values) as Settings;
}

/** What the change from one to the other asks for; undefined when nothing changed. */
export function changesOf(before: Settings, after: Settings): Changes | undefined {
  const changed = (Object.keys(controls) as Id[]).filter((id) => before[id] !== after[id]);
  const kinds = changed.map((id) => controls[id].changes);
  return (["structure", "training", "strength"] as const).find((kind) => kinds.includes(kind));
}
