import type { DiagnosisKind } from "../../src/decide/index.ts";
import type { Recipe } from "../../src/job/recipe.ts";
import {
  clouds,
  friedman,
  leaking,
  linear,
  logistic,
  mislabelled,
  parity,
  product,
  rings,
  unrelated,
  type World,
} from "../generated/world.ts";

export type Change = Partial<Omit<Recipe, "name">>;

/** What is known of a population score: errors are distances from a perfect one. */
export interface Known {
  /** Of the run's own weights, on its training rows and on the population. */
  readonly train: number;
  readonly error: number;
  readonly guessing: number;
  /** On the population: of the least of the neighbours. */
  readonly neighbour: number;
  /** Standard deviation that so few validation rows give an error. */
  readonly chance: number;
}

/** How one truth is made, which verdicts are right for it, and how the population confirms it. */
export interface Kind {
  readonly truth: string;
  readonly right: readonly DiagnosisKind[];
  readonly variants: readonly Variant[];
  /** Runs that differ in one thing, whose population scores say whether the truth is one. */
  readonly neighbours?: readonly Change[];
  /** The population confirms what was constructed. */
  readonly holds?: (known: Known) => boolean;
  readonly because: string;
}

export interface Variant {
  readonly world: World;
  readonly rows: number;
  readonly recipe: Change;
  readonly metric?: string;
  /** Shares of training, validation and test; a fit's own when absent. */
  readonly split?: readonly [train: number, validation: number, test: number];
}

const off = { earlyStopping: false, schedule: "constant", l2: 0 } as const;
const stops = { earlyStopping: true, schedule: "plateau", l2: 1e-3 } as const;
/** Neighbours that are better regularized, or trained for longer. */
const BETTER: readonly Change[] = [
  { ...stops, l2: 1e-3 },
  { ...stops, l2: 1e-1, epochs: 100 },
  { dropout: 0.3, ...stops },
];
const yesNo = ["yes", "no"];

export const KINDS: readonly Kind[] = [
  {
    truth: "capacity too large",
    right: ["harmfulOverfitting"],
    because: "a better-regularized neighbour's population error is at least a tenth less",
    neighbours: BETTER,
    holds: ({ error, neighbour }) => neighbour < 0.9 * error,
    variants: [
      {
        world: linear({ informative: 5, noise: 15 }, 1),
        rows: 500,
        split: [40, 40, 20],
        recipe: { ...off, hidden: [128, 128], epochs: 60 },
      },
      {
        world: logistic({ informative: 4, noise: 16 }, 2),
        rows: 600,
        split: [40, 40, 20],
        recipe: { ...off, hidden: [128, 128], epochs: 60 },
        metric: "logLoss",
      },
      { world: friedman(10, 4), rows: 600, split: [40, 40, 20], recipe: { ...off, hidden: [256, 128], epochs: 100 } },
      {
        world: logistic({ informative: 10, noise: 20 }, 3),
        rows: 600,
        split: [40, 40, 20],
        recipe: { ...off, hidden: [256], epochs: 80, learningRate: 3e-3 },
        metric: "brier",
      },
      {
        world: product(8, 1),
        rows: 800,
        split: [40, 40, 20],
        recipe: { ...off, hidden: [256, 256], epochs: 60, learningRate: 2e-3 },
      },
      {
        world: clouds(4, 1.5, 12),
        rows: 600,
        split: [40, 40, 20],
        recipe: { ...off, hidden: [128, 64], epochs: 60, learningRate: 2e-3 },
        metric: "logLoss",
      },
    ],
  },
  {
    truth: "capacity too small",
    right: ["underfitting"],
    because:
      "a larger network's population error is at least a fifth less, and training keeps nine tenths of guessing's error",
    neighbours: [{ hidden: [128, 64], learningRate: 3e-3, l2: 0, weightDecay: 0, dropout: 0, epochs: 150 }],
    holds: ({ error, neighbour, train, guessing }) => neighbour < 0.8 * error && train > 0.88 * guessing,
    variants: [
      { world: product(0, 0.1), rows: 1200, recipe: { ...off, hidden: [1], epochs: 40, learningRate: 3e-3 } },
      {
        world: parity({ informative: 2 }),
        rows: 1500,
        recipe: { ...off, hidden: [1], activation: "tanh", epochs: 40 },
      },
      { world: friedman(0, 1), rows: 800, recipe: { ...off, hidden: [16], l2: 5, epochs: 40, learningRate: 3e-3 } },
      {
        world: rings(0.1),
        rows: 1500,
        recipe: { ...off, hidden: [1], activation: "tanh", epochs: 40 },
        metric: "logLoss",
      },
      { world: clouds(3, 3), rows: 900, recipe: { ...off, hidden: [16], l2: 3, epochs: 40 }, metric: "logLoss" },
      { world: product(2, 0.1), rows: 1500, recipe: { ...off, hidden: [1, 1], epochs: 40, learningRate: 3e-3 } },
    ],
  },
  {
    truth: "random labels",
    right: ["noSignal"],
    because: "answers are those of other rows",
    variants: [
      {
        world: unrelated(logistic({ informative: 6 }, 2)),
        rows: 600,
        recipe: { ...off, hidden: [128], epochs: 60, learningRate: 3e-3 },
      },
      { world: unrelated(linear({ informative: 8 }, 1)), rows: 600, recipe: { ...off, hidden: [64, 64], epochs: 60 } },
      { world: unrelated(clouds(3, 2)), rows: 900, recipe: { ...off, hidden: [128], epochs: 40 }, metric: "accuracy" },
      { world: unrelated(logistic({ informative: 12 }, 2)), rows: 600, recipe: { ...stops, hidden: [64], epochs: 60 } },
      { world: unrelated(friedman(5, 1)), rows: 500, recipe: { ...stops, hidden: [64], epochs: 60 } },
      {
        world: unrelated(logistic({ informative: 6 }, 2)),
        rows: 1500,
        recipe: { ...off, hidden: [32], epochs: 30 },
        metric: "logLoss",
      },
    ],
  },
  {
    truth: "20 % label noise",
    right: ["noisyLabels"],
    because: "a fifth of all answers is another class's, drawn without looking",
    variants: [
      {
        world: mislabelled(logistic({ informative: 4 }, 30), 0.2, yesNo),
        rows: 1500,
        recipe: { ...off, hidden: [64], epochs: 60 },
      },
      {
        world: mislabelled(clouds(3, 6), 0.2, ["c0", "c1", "c2"]),
        rows: 1500,
        recipe: { ...off, hidden: [64], epochs: 40 },
        metric: "accuracy",
      },
      {
        world: mislabelled(rings(0.1), 0.2, yesNo),
        rows: 2000,
        recipe: { ...off, hidden: [64, 32], epochs: 60, learningRate: 3e-3 },
      },
      {
        world: mislabelled(clouds(2, 6, 4), 0.2, ["c0", "c1"]),
        rows: 1000,
        recipe: { ...stops, hidden: [32], epochs: 60 },
      },
      {
        world: mislabelled(parity({ informative: 2 }), 0.2, yesNo),
        rows: 2000,
        recipe: { ...stops, hidden: [64], epochs: 80, learningRate: 3e-3 },
        metric: "accuracy",
      },
      {
        world: mislabelled(clouds(5, 6), 0.2, ["c0", "c1", "c2", "c3", "c4"]),
        rows: 2000,
        recipe: { ...stops, hidden: [64], epochs: 40 },
      },
    ],
  },
  {
    truth: "leaked column",
    right: ["leakSuspected"],
    because: "one column was made from the answer",
    variants: [
      {
        world: leaking(logistic({ informative: 6 }, 1), (y) => (y === "yes" ? 1 : 0)),
        rows: 500,
        recipe: { ...stops, hidden: [32], epochs: 40 },
      },
      {
        world: leaking(linear({ informative: 5 }, 1), (y, random) => 3 * (y as number) + 0.01 * random.normal()),
        rows: 600,
        recipe: { ...stops, hidden: [32], epochs: 40 },
      },
      {
        world: leaking(clouds(3, 1), (y) => ({ c0: "red", c1: "green", c2: "blue" })[y as string]!),
        rows: 600,
        recipe: { ...off, hidden: [64], epochs: 30 },
        metric: "accuracy",
      },
      {
        world: leaking(logistic({ informative: 4 }, 1), (y, random) => (y === "yes" ? 5 : -5) + random.normal()),
        rows: 500,
        recipe: { ...off, hidden: [64], epochs: 40 },
      },
      {
        world: leaking(friedman(2, 1), (y, random) => Math.exp((y as number) / 10) * (1 + 0.001 * random.normal())),
        rows: 1000,
        recipe: { ...off, hidden: [32], epochs: 30 },
      },
      {
        world: leaking(unrelated(logistic({ informative: 4 }, 1)), (y, random) =>
          y === "yes" ? `a${random.below(3)}` : `b${random.below(3)}`,
        ),
        rows: 600,
        recipe: { ...stops, hidden: [16], epochs: 40 },
      },
    ],
  },
  {
    truth: "too few epochs",
    right: ["notFinished"],
    because: "six times the epochs bring the population error down by at least a tenth",
    neighbours: [{ epochs: 60 }],
    holds: ({ error, neighbour }) => neighbour < 0.9 * error,
    variants: [
      { world: friedman(0, 1), rows: 1000, recipe: { ...off, hidden: [64], epochs: 10 } },
      { world: rings(0.15), rows: 800, recipe: { ...off, hidden: [32], epochs: 10, learningRate: 5e-4 } },
      { world: parity({ informative: 2 }), rows: 1500, recipe: { ...off, hidden: [32], epochs: 12 } },
      { world: linear({ informative: 5 }, 0.2), rows: 800, recipe: { ...stops, hidden: [32], epochs: 8 } },
      {
        world: clouds(4, 4),
        rows: 800,
        recipe: { ...off, hidden: [16], epochs: 8, learningRate: 3e-4 },
        metric: "logLoss",
      },
      { world: product(0, 0.1), rows: 1500, recipe: { ...stops, hidden: [64], epochs: 12 } },
    ],
  },
  {
    truth: "tiny validation",
    right: ["cannotTell"],
    because: "so few validation rows move the error, two standard deviations of them, by half of what is learned",
    holds: ({ error, guessing, chance }) => 1.96 * chance > 0.5 * (guessing - error),
    variants: [
      { world: logistic({ informative: 4 }, 1.5), rows: 60, recipe: { ...stops, hidden: [16], epochs: 30 } },
      {
        world: linear({ informative: 4 }, 1.2),
        rows: 60,
        recipe: { ...stops, hidden: [16], epochs: 40, learningRate: 3e-3 },
      },
      { world: clouds(3, 1.5), rows: 70, recipe: { ...stops, hidden: [16], epochs: 30 }, metric: "accuracy" },
      {
        world: logistic({ informative: 3 }, 1.5),
        rows: 50,
        recipe: { ...off, hidden: [8], epochs: 20 },
        metric: "accuracy",
      },
      { world: rings(0.4), rows: 60, recipe: { ...stops, hidden: [16], epochs: 60 } },
      { world: logistic({ informative: 5 }, 2), rows: 50, recipe: { ...off, hidden: [16], epochs: 20 } },
    ],
  },
  {
    truth: "early divergence",
    right: ["diverged"],
    because:
      "the learning rate is over ten times one that trains, and the population error is half above guessing's, or there is none",
    holds: ({ error, guessing }) => !(error < 1.5 * guessing),
    variants: [
      {
        world: linear({ informative: 6 }, 0.5),
        rows: 500,
        recipe: { ...off, hidden: [64, 64], optimizer: "sgd", learningRate: 10, epochs: 20 },
      },
      {
        world: friedman(0, 1),
        rows: 500,
        recipe: { ...off, hidden: [64], optimizer: "sgd", learningRate: 3, epochs: 20 },
      },
      {
        world: logistic({ informative: 6 }, 2),
        rows: 500,
        recipe: { ...off, hidden: [64, 64, 64], optimizer: "sgd", learningRate: 1000, epochs: 20 },
      },
      {
        world: linear({ informative: 6 }, 0.5),
        rows: 500,
        recipe: { ...off, hidden: [64, 64], optimizer: "adam", learningRate: 30, epochs: 20 },
      },
      {
        world: product(2, 0.1),
        rows: 600,
        recipe: { ...off, hidden: [64, 64, 64], optimizer: "sgd", learningRate: 5, epochs: 20 },
      },
      {
        world: clouds(3, 2),
        rows: 600,
        recipe: { ...off, hidden: [64, 64], optimizer: "sgd", learningRate: 300, epochs: 20 },
        metric: "logLoss",
      },
    ],
  },
  {
    truth: "healthy",
    right: ["good", "benignGap"],
    because:
      "no neighbour, better regularized or trained for longer, has a population error that is a twentieth less, or one of guessing's hundredths",
    neighbours: [{ ...stops }, { l2: 1e-2 }, { epochs: 120 }],
    holds: ({ error, neighbour, guessing }) => error - neighbour < Math.max(0.05 * error, 0.01 * guessing),
    variants: [
      {
        world: linear({ informative: 5 }, 0.7),
        rows: 1500,
        recipe: { ...stops, hidden: [16], epochs: 60, learningRate: 5e-3 },
      },
      {
        world: logistic({ informative: 5 }, 2),
        rows: 1500,
        recipe: { ...off, l2: 1e-2, hidden: [16], epochs: 40, learningRate: 3e-3 },
      },
      {
        world: clouds(3, 2.5),
        rows: 1500,
        recipe: { ...stops, hidden: [16], epochs: 60, learningRate: 3e-3 },
        metric: "accuracy",
      },
      { world: rings(0.35), rows: 2000, recipe: { ...stops, hidden: [32], epochs: 80, learningRate: 5e-3 } },
      {
        world: clouds(2, 2, 4),
        rows: 1500,
        recipe: { ...off, hidden: [4], l2: 1e-2, epochs: 40, learningRate: 3e-3 },
        metric: "logLoss",
      },
      {
        world: linear({ informative: 5, noise: 2 }, 1),
        rows: 2000,
        recipe: { ...off, hidden: [8], l2: 1e-2, epochs: 40, learningRate: 3e-3 },
      },
      {
        world: logistic({ informative: 10, noise: 5 }, 3),
        rows: 2000,
        recipe: { ...stops, hidden: [64, 32], epochs: 60 },
      },
      { world: clouds(4, 3.5, 4), rows: 800, recipe: { ...off, hidden: [64], epochs: 60 }, metric: "accuracy" },
      { world: clouds(2, 2.5, 10), rows: 900, recipe: { ...off, hidden: [128], epochs: 30 }, split: [40, 40, 20] },
      { world: friedman(0, 1), rows: 1500, recipe: { ...stops, l2: 0, hidden: [64], epochs: 120, learningRate: 3e-3 } },
      {
        world: friedman(0, 2),
        rows: 2000,
        recipe: { ...stops, hidden: [32], norm: "batch", epochs: 100, learningRate: 1e-2 },
      },
    ],
  },
];
