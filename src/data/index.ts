export { type BatchOptions, batchCount, batches, LEAST_ROWS } from "./batches.ts";
export { cellPlaces } from "./cell.ts";
export { describeTable, showNotice } from "./describe.ts";
export { chooseFeatures, type Dropped, type FeatureOptions, type Features } from "./features.ts";
export * from "./image/index.ts";
export { MISSING_TOKENS } from "./missing.ts";
export { columnNames } from "./names.ts";
export { fitPreprocessor, type PreprocessOptions } from "./preprocess/fit.ts";
export { type Matched, matchColumns } from "./preprocess/match.ts";
export {
  type CodeSpec,
  type ColumnSpec,
  type NumericSpec,
  type OneHotSpec,
  type Preprocessor,
  readOptionsOf,
  SMOOTH_LIMIT,
  smoothClip,
} from "./preprocess/spec.ts";
export { inputRows } from "./preprocess/rows.ts";
export { transform } from "./preprocess/transform.ts";
export { type ReadOptions, readTable } from "./readTable.ts";
export { dataColumn, findColumn, rowsWith } from "./select.ts";
export { foldRows } from "./split/folds.ts";
export { nestedRows } from "./split/nested.ts";
export type { SplitPlan } from "./split/plan.ts";
export { DEFAULT_FRACTIONS, type Fractions, sealTest, splitRows } from "./split/split.ts";
export { quantileStrata, strataOf } from "./split/strata.ts";
export { duplicateUnits, groupUnits, joinUnits } from "./split/units.ts";
export * from "./table.ts";
export { type EncodedTarget, encodeTarget } from "./target.ts";
export {
  type BinaryTask,
  inferTask,
  type MulticlassTask,
  type RegressionTask,
  type Task,
  type TaskOptions,
} from "./task.ts";
export * from "./text/index.ts";
export { type OutputColumn, writeParquet } from "./writeParquet.ts";
