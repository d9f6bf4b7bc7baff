import type { Module } from "../../nn/context.ts";

/** An augmentation as recipes write it. */
export type LintedStep = string | Readonly<Record<string, unknown>>;

/** What rules ask of a recipe; every recipe of the command line is one. Zero or absent means off. */
export interface LintedRecipe {
  readonly name?: string;
  readonly augment?: readonly LintedStep[];
  readonly dropout?: number;
  readonly spatialDropout?: number;
  readonly inputNoise?: number;
  readonly l1?: number;
  readonly l2?: number;
  readonly weightDecay?: number;
  readonly labelSmoothing?: number;
  readonly classWeights?: string;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly schedule?: string;
  readonly warmupEpochs?: number;
  readonly earlyStopping?: boolean;
  readonly patience?: number;
  /** Patience of the plateau schedule; its default is 5. */
  readonly plateauPatience?: number;
  /** Which parameters penalties and decay act on. */
  readonly decays?: "weights" | "all";
  /** Epochs at most and rows per batch; 0: chosen by the rows, as the situation has it. */
  readonly epochs?: number;
  readonly batchSize?: number;
  /** Ids of rules that this recipe is right to break. */
  readonly lint?: { readonly ignore?: readonly string[] };
}

/** What is known of the data and of what the recipe leaves open. What is absent is not known, and not judged. */
export interface LintSituation {
  readonly kind?: "table" | "image" | "text";
  /** Training rows. */
  readonly rows?: number;
  readonly isClassification?: boolean;
  /** Names of the classes. */
  readonly classes?: readonly string[];
  /** Name of the metric that decides. */
  readonly metric?: string;
  readonly hasCategories?: boolean;
  /** Training rows of the rarest class, and their share of what it would be were all classes equal: 1 is balanced. */
  readonly rarest?: { readonly rows: number; readonly share: number };
  /** What `epochs: 0` and `batchSize: 0` come to. */
  readonly epochs?: number;
  readonly batchSize?: number;
  /** What an audit of labels said. */
  readonly audit?: readonly { readonly operation: string; readonly verdict: string; readonly affinity?: number }[];
  /** Of each class, training rows and how many of them have an identical twin among them. */
  readonly twins?: readonly { readonly name: string; readonly rows: number; readonly twins: number }[];
  /** Validation rows, and those that stand among the training rows too: by their values, and by their group. */
  readonly across?: { readonly rows: number; readonly identical: number; readonly sameGroup?: number };
  /** Scores of a trained run on its training rows, and of guessing. */
  readonly trained?: { readonly train: number; readonly baseline: number; readonly perfect: number };
  /** Share of weights that are exactly zero, of a trained run. */
  readonly zeros?: number;
}

/** What is judged: any part may be absent. */
export interface Subject {
  readonly recipe?: LintedRecipe | undefined;
  readonly model?: Module | undefined;
  /** Name of the loss that the model's output goes to. */
  readonly loss?: string | undefined;
  readonly situation?: LintSituation | undefined;
}

/** Rows per batch: as the recipe says, else as it is known to be chosen. */
export const batchSizeIn = ({ recipe, situation }: Subject): number | undefined =>
  (recipe?.batchSize ?? 0) > 0 ? recipe?.batchSize : situation?.batchSize;

/** Epochs at most. */
export const epochsIn = ({ recipe, situation }: Subject): number | undefined =>
  (recipe?.epochs ?? 0) > 0 ? recipe?.epochs : situation?.epochs;

/** Updates per epoch. */
export function stepsIn(subject: Subject): number | undefined {
  const [rows, batchSize] = [subject.situation?.rows, batchSizeIn(subject)];
  return rows === undefined || batchSize === undefined ? undefined : Math.max(1, Math.ceil(rows / batchSize));
}
