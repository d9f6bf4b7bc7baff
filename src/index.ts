export * as augment from "./augment/index.ts";
export { catalog, type Member, type MemberKind } from "./catalog.ts";
export * from "./core/index.ts";
export { type ImageOptions, type Images, readImages } from "./data/images.ts";
export { type IdxArray, readIdx } from "./data/idx.ts";
export { type ImageSet, imageSetOf, openPixels, type PixelStore, readImageSet } from "./data/image/index.ts";
export { fitText, textEncoder, textRows, type TextSpec } from "./data/text/index.ts";
export {
  createStudy,
  earlyStopping,
  meanAndError,
  pairedEffect,
  parseSpace,
  replayStudy,
  restoreStudy,
  samplers,
  type Space,
  spaceFromCatalog,
  stopping,
  type Study,
  type StudyEvent,
  type StudyOptions,
  toRecipe,
  type TrialValues,
  verdict,
} from "./decide/index.ts";
export * as graph from "./graph/index.ts";
export { audit, type AuditJobOptions, type AuditJobResult } from "./job/audit/audit.ts";
export { compare } from "./job/compare.ts";
export { fit } from "./job/fit.ts";
export { learningCurve } from "./job/learningCurve/learningCurve.ts";
export type { LearningCurveOptions, LearningCurveResult } from "./job/learningCurve/types.ts";
export { predict, predictRows } from "./job/predict.ts";
export { type Fold, foldOf, type Prepared, prepare, prepareTable, type TablePrepared } from "./job/prepare.ts";
export { ablate } from "./job/receipt/ablate.ts";
export type { AblateOptions, AblateResult, Receipt } from "./job/receipt/types.ts";
export { resume } from "./job/resume.ts";
export { type GivenRecipe, type Recipe, resolveRecipe } from "./job/recipe.ts";
export { resumeTrials } from "./job/store/resume.ts";
export { resumeStudy } from "./job/tune/resume.ts";
export { tune } from "./job/tune/tune.ts";
export type { TuneOptions, TuneResult, TuneTrial } from "./job/tune/types.ts";
export { sweep } from "./job/sweep/sweep.ts";
export type { SweepOptions, SweepResult } from "./job/sweep/types.ts";
export { augmentSheet, type AugmentSheetOptions, type AugmentSheetResult } from "./job/sheet/augmentSheet.ts";
export type {
  CompareEvent,
  CompareOptions,
  CompareResult,
  DataOptions,
  FitOptions,
  FitResult,
  RecipeResult,
} from "./job/types.ts";
export { defineLoss } from "./loss/define.ts";
export * as loss from "./loss/index.ts";
export type { Context, Module } from "./nn/context.ts";
export { defineLayer } from "./nn/define.ts";
export * as nn from "./nn/index.ts";
export { type CheckpointStore, loadTorch, openCheckpoints, saveTorch } from "./observe/index.ts";
export { defineConstraint } from "./optim/constraint/define.ts";
export { defineOptimizer } from "./optim/define.ts";
export { defineGradientTransform } from "./optim/gradient/define.ts";
export * as optim from "./optim/index.ts";
export { defineSchedule } from "./optim/schedule/define.ts";
export { definePenalty } from "./penalty/define.ts";
export { defineFunctionPenalty } from "./penalty/function.ts";
export * as penalty from "./penalty/index.ts";
export { createRuntime, type Runtime } from "./run/index.ts";
export * as balance from "./train/balance/index.ts";
export {
  balancedWeights,
  crossFittedScales,
  crossFittedThreshold,
  expectedCost,
  tuneScales,
  tuneThreshold,
  withScales,
  withThreshold,
} from "./train/balance/index.ts";
export { type Ensemble, snapshotEnsemble } from "./train/ensemble.ts";
export { type Checkpoint, type EpochEvent, type LoopOptions, type TrainEvent, trainLoop } from "./train/loop.ts";
export { classPredictions } from "./train/classes.ts";
export { type LrFound, lrFind } from "./train/lrFind.ts";
export { baselineScore } from "./train/metrics/baseline.ts";
export { metricFor } from "./train/metrics/choose.ts";
export * as metrics from "./train/metrics/index.ts";
export { pickRows } from "./train/pick.ts";
export type { BatchSource } from "./train/source.ts";
export type { AnyExamples, Examples, Scored } from "./train/score.ts";
export type { StopDecision, Stopping, StoppingState } from "./train/stopping.ts";
export { createTrainer, type Trainer } from "./train/trainer.ts";
