/** What a recipe has that says nothing, of every key that may be left out; what each means stands in `recipeSchema`. */
export const USUAL = {
  network: "auto",
  members: 16,
  numericEmbedding: "none",
  featureScale: false,
  scaling: "robust",
  parametrization: "standard",
  filters: [] as number[],
  embedding: 0,
  maxTokens: 0,
  augment: [] as string[],
  activation: "relu",
  norm: "auto",
  dropout: 0,
  spatialDropout: 0,
  inputNoise: 0,
  l1: 0,
  l2: 0,
  weightDecay: 0,
  strengthSchedule: "constant",
  maxNorm: 0,
  clipNorm: 0,
  labelSmoothing: 0,
  classWeights: "none",
  threshold: "even",
  optimizer: "adam",
  learningRate: 1e-3,
  beta2: 0.999,
  schedule: "constant",
  warmupEpochs: 0,
  averaging: "none",
  sharpness: "none",
  earlyStopping: false,
  monitor: "loss",
  patience: 15,
  minDelta: 1e-3,
  epochs: 0,
  batchSize: 0,
} as const;

/** Shares of training, validation and test unless a job says otherwise. */
export const USUAL_SPLIT = [60, 20, 20] as const;

/** What `fit` trains: L2 and early stopping with plateau, the field's usual baseline. */
export const BASELINE = { name: "baseline", l2: 1e-3, earlyStopping: true, schedule: "plateau" } as const;
