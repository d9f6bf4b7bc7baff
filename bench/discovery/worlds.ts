import { type Recipe, resolveRecipe } from "../../src/job/recipe.ts";
import { linear, logistic, unrelated, type World } from "../generated/world.ts";

type Changes = readonly ({ readonly name: string } & Partial<Recipe>)[];

export interface Trying {
  readonly world: World;
  readonly rows: number;
  readonly recipes: readonly Recipe[];
  readonly repetitions: number;
  /** The receipt of the first recipe; the others are it without what they are named by. */
  readonly receipt?: true;
  /** Techniques that help, or hurt, by construction; naming another is not counted as false here. */
  readonly truth?: string;
}

const REGULARIZERS: Changes = [
  { name: "L2 1e-2", l2: 1e-2 },
  { name: "weight decay 1", weightDecay: 1 },
  { name: "dropout .5", dropout: 0.5 },
];
const STOPPING: Changes = [{ name: "early stopping", earlyStopping: true, schedule: "plateau" }];
/** Too weak to matter, but not nothing: each gives other weights than plain. */
const PLACEBOS: Changes = [
  { name: "L2 1e-6", l2: 1e-6 },
  { name: "weight decay 1e-4", weightDecay: 1e-4 },
  { name: "dropout .01", dropout: 0.01 },
  { name: "input noise .01", inputNoise: 0.01 },
];

const recipesOf = (base: Partial<Recipe>, changes: Changes): Recipe[] =>
  [{ name: "plain" }, ...changes].map((change) => resolveRecipe({ ...base, ...change }));

const small = { hidden: [8], epochs: 6, learningRate: 2e-2, batchSize: 32 };
const large = { hidden: [32], epochs: 20, learningRate: 1e-2, batchSize: 32 };

/** Where nothing can help: answers know nothing of the columns, or techniques are too weak; and where one does, by construction. */
export const WORLDS: Readonly<Record<string, Trying>> = {
  "classes, unrelated": {
    ...{ world: unrelated(logistic({ informative: 5 }, 2)), rows: 250, repetitions: 200 },
    recipes: recipesOf(small, [...REGULARIZERS, { name: "label smoothing .1", labelSmoothing: 0.1 }]),
  },
  "numbers, unrelated": {
    ...{ world: unrelated(linear({ informative: 5 }, 1)), rows: 250, repetitions: 200 },
    recipes: recipesOf(small, [...REGULARIZERS, ...STOPPING]),
  },
  "classes, placebos": {
    ...{ world: logistic({ informative: 5 }, 2), rows: 250, repetitions: 200 },
    recipes: recipesOf(small, PLACEBOS),
  },
  "receipt, placebos": {
    ...{ world: logistic({ informative: 5 }, 2), rows: 250, repetitions: 200, receipt: true },
    recipes: [
      [],
      ["l2"],
      ["weightDecay"],
      ["dropout"],
      ["inputNoise"],
      ["l2", "dropout"],
      ["weightDecay", "inputNoise"],
    ].map((out) =>
      resolveRecipe({
        ...{ ...small, l2: 1e-6, weightDecay: 1e-4, dropout: 0.01, inputNoise: 0.01 },
        ...Object.fromEntries(out.map((key) => [key, 0])),
        name: out.join(" and ") || "whole",
      }),
    ),
  },
  // Twenty useless columns and three times the epochs that it takes: stopping early helps.
  "numbers, overfitted": {
    ...{ world: linear({ informative: 3, noise: 20 }, 1), rows: 250, repetitions: 50, truth: "early stopping" },
    recipes: recipesOf(large, [...REGULARIZERS, ...STOPPING]),
  },
};
