import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import type {
  Curve,
  ReportContext,
  ReportEvidence,
  ReportFindings,
  ReportRecipe,
  ReportResult,
  ReportStudy,
} from "../../src/observe/index.ts";

type Line = readonly [
  name: string,
  train: number,
  mean: number,
  se: number,
  effect: number,
  half: number,
  zeros?: number,
];

/** The article's ladder on a table where regularization pays, with numbers such as a run has. */
const LADDER: readonly Line[] = [
  ["plain", 0.981, 0.816, 0.006, 0, 0],
  ["L2 1e-2", 0.962, 0.824, 0.006, 0.008, 0.006],
  ["L1 1e-3", 0.941, 0.829, 0.005, 0.013, 0.007, 0.634],
  ["weight decay 1", 0.902, 0.835, 0.005, 0.019, 0.007],
  ["dropout .5", 0.888, 0.839, 0.004, 0.023, 0.008],
  ["batch norm", 0.984, 0.811, 0.007, -0.005, 0.009],
  ["early stopping + plateau", 0.891, 0.836, 0.005, 0.02, 0.008],
  ["input noise .5", 0.913, 0.833, 0.005, 0.017, 0.007],
  ["label smoothing .1", 0.979, 0.803, 0.006, -0.013, 0.005],
  ["all together", 0.861, 0.845, 0.004, 0.029, 0.008],
];

const recipeOf = ([name, train, mean, se, effect, half, zeros = 0]: Line): ReportRecipe => ({
  name,
  train,
  validation: { mean, se },
  gap: train - mean,
  ...(half === 0 ? {} : { effect: { mean: effect, low: effect - half, high: effect + half } }),
  zeros,
  epochs: half === 0 ? 60 : 24,
  scores: Array.from({ length: 5 }),
});

export const sampleResult: ReportResult = {
  task: "binary classification",
  metric: { name: "auc", title: "AUC", better: "higher" },
  recipes: LADDER.map(recipeOf),
  winner: "all together",
  baseline: 0.5,
  conclusion:
    "plain overfits and it costs you: .029 AUC. all together, dropout .5, early stopping + plateau and 4 more help; batch norm does not measurably; label smoothing .1 hurts.",
  test: {
    rows: 1409,
    winner: { value: 0.843, low: 0.822, high: 0.863 },
    plain: { value: 0.812, low: 0.789, high: 0.834 },
    difference: { value: 0.031, low: 0.018, high: 0.044 },
    exported: { seed: 2, value: 0.8412 },
  },
  rows: { train: 4225, validation: 1409, test: 1409 },
  run: "runs/churn-7f3a",
  seconds: 48.3,
};

/** Losses that fall, and rise again on validation by `overfit` per epoch. */
function curve(recipe: string, repeat: number, epochs: number, overfit: number, kept: number): Curve {
  const random = randomOf(fold(keyOf(3), recipe, repeat));
  const noise = (): number => 0.006 * random.normal();
  return {
    recipe,
    repeat,
    kept,
    epochs: Array.from({ length: epochs }, (_, i) => ({
      epoch: i + 1,
      train: (0.45 - 4 * overfit) * Math.exp(-i / 18) + 0.08 + 4 * overfit * Math.exp(-i / 3) + noise() / 4,
      validation: 0.41 + 0.22 * Math.exp(-i / 5) + overfit * i + noise(),
    })),
  };
}

export const sampleContext: ReportContext = {
  notices: [
    { topic: "data", message: "7,043 × 21 in 0.2 s · customerID looks like an id → dropped (keep: --keep customerID)" },
    { topic: "warning", message: "TotalCharges: 11 blanks (lines 490, 755, …) → median + flag" },
    { topic: "task", message: "binary, Yes 26.5 % · metric AUC ↑ (change: --metric)" },
    { topic: "split", message: "60/20/20 stratified, 5 seeds · test set sealed" },
  ],
  curves: [0, 1, 2, 3, 4].flatMap((repeat) => [
    curve("plain", repeat, 60, 0.0065, 60),
    curve("all together", repeat, 38 + 3 * repeat, 0.0004, 24 + 2 * repeat),
  ]),
  command: "regularize compare churn.csv --target churn --seeds 5 --seed 42",
  version: "0.1.0",
  versions: { "ONNX Runtime": "1.30.0", Node: "20.20.2" },
};

const bell = (count: number, width: number): number[] =>
  Array.from({ length: count }, (_, i) =>
    Math.round(900 * Math.exp(-(((i - (count - 1) / 2) / (count * width)) ** 2))),
  );

/** Every text that comes from outside is one of `text`'s. */
export const evidenceOf = (text: (name: string) => string): ReportEvidence => ({
  layers: [
    {
      ...{ name: text("1.weight"), shape: [30, 256], reach: 0.4 },
      models: [
        { recipe: text("all together"), count: 7680, zero: 1536, size: 0.04, bins: bell(61, 0.1), beyond: 3 },
        { recipe: text("plain"), count: 7680, zero: 0, size: 0.12, bins: bell(61, 0.25), beyond: 8 },
      ],
    },
  ],
  answers: {
    ...{ part: "test", rows: 1409 },
    confusion: {
      classes: [text("No"), text("Yes")],
      counts: [
        [930, 105],
        [164, 210],
      ],
    },
    calibration: {
      bins: [
        { confidence: 0.57, accuracy: 0.6, rows: 209 },
        { confidence: 0.78, accuracy: 0.7, rows: 500 },
        { confidence: 0.95, accuracy: 0.91, rows: 700 },
      ],
      ece: 0.0527,
    },
    residuals: {
      bands: [
        { from: 1, to: 2, rows: 140, low: -1, median: 0.1, high: 1.5 },
        { from: 2, to: 9, rows: 141, low: -2, median: -0.1, high: 2 },
      ],
    },
  },
  data: {
    ...{ name: text("churn.csv"), rows: 7043, sha256: text("ab12"), columnsInAll: 21 },
    columns: [
      {
        name: text("tenure"),
        type: "whole number",
        use: "learned from",
        blanks: 0,
        distinct: 73,
        bins: bell(16, 0.3),
        range: [0, 72],
      },
      {
        name: text("TotalCharges"),
        type: "number",
        use: "learned from",
        blanks: 11,
        distinct: 6530,
        bins: bell(16, 0.2),
        range: [18.8, 8684.8],
      },
      { name: text("customerID"), type: "text", use: "left out", blanks: 0, distinct: 7043 },
    ],
    classes: [
      { name: text("No"), rows: 5174 },
      { name: text("Yes"), rows: 1869 },
    ],
  },
});

export const sampleEvidence: ReportEvidence = evidenceOf((name) => name);

/** A fit's findings, with the names of columns and values from outside. */
export const findingsOf = (text: (name: string) => string): ReportFindings => ({
  kept: {
    epoch: 24,
    honest: { train: 0.31, validation: 0.42, gap: 0.11 },
    naive: { train: 0.4, validation: 0.42, gap: 0.02 },
    terms: { penalty: 0.05, averaging: 0.01, augmentation: 0, loss: 0, batchNorm: 0, noise: 0.03, rows: 0 },
  },
  segments: {
    looked: 40,
    unit: text("share of wrong rows"),
    worse: [
      {
        by: text("Contract"),
        name: text("Two year"),
        excess: 0.08,
        low: 0.03,
        high: 0.13,
        ...{ train: 0.1, validation: 0.3, p: 0.01 },
      },
    ],
  },
  labels: {
    claimed: true,
    ...{ looked: 4225, suspects: 210, memorized: 12, file: text("suspects.csv") },
  },
});

/** A search of so many trials, with the names of settings, choices and trials from outside. */
export function studyOf(trials: number, text: (name: string) => string): ReportStudy {
  const ids = Array.from({ length: trials }, (_, i) => i);
  const score = (id: number): number => 0.8 + 0.04 * Math.sin(id * id);
  const points = (at: (id: number) => number) => ids.map((id) => ({ at: at(id), score: score(id), final: id < 5 }));
  const curve = Array.from({ length: 41 }, (_, i) => ({
    at: 0.05 + i * 0.011,
    mean: 0.82 - (i - 20) ** 2 / 9000,
    se: 0.004,
  }));
  return {
    trials: ids.map((id) => ({
      ...{
        name: text(`trial ${id}`),
        state: id % 10 === 9 ? "failed" : "done",
        changes: text("dropout .3, norm batch"),
      },
      score: { mean: score(id), se: 0.006 },
      ...(id < 5 ? { fresh: { mean: score(id) - 0.01, se: 0.007 } } : {}),
      ...(id % 10 === 9 ? { reason: text("E403 loss became NaN") } : {}),
    })),
    search: { done: trials - Math.floor(trials / 10), pruned: 0, failed: Math.floor(trials / 10), unfinished: 0 },
    slices: [
      {
        ...{ name: text("dropout"), share: 0.34, scale: "linear", range: [0.05, 0.5], off: 3, curve },
        spot: { best: 0.27, low: 0.18, high: 0.36 },
        points: points((id) => 0.05 + (0.45 * ((id * 7) % trials)) / trials),
      },
      {
        name: text("learningRate"),
        share: 0.2,
        scale: "log",
        range: [1e-4, 1e-2],
        off: 0,
        points: points((id) => 10 ** (-4 + (2 * id) / trials)),
      },
      {
        ...{ name: text("norm"), share: 0.1, scale: "choice", range: [0, 2], off: 0 },
        ...{ labels: [text("none"), text("batch"), text("layer")], points: points((id) => id % 3) },
      },
    ],
  };
}
