import { keyOf, RegularizeError } from "../core/index.ts";
import {
  chooseFeatures,
  dataColumn,
  type DataColumn,
  describeTable,
  duplicateUnits,
  encodeTarget,
  fitPreprocessor,
  type Fractions,
  groupUnits,
  inferTask,
  info,
  joinUnits,
  type Notice,
  type NumericColumn,
  type Preprocessor,
  readTable,
  rowsWith,
  sealTest,
  splitRows,
  showNotice,
  type SplitPlan,
  strataOf,
  type Table,
  type Task,
  type TaskOptions,
  transform,
} from "../data/index.ts";
import { classPredictions } from "../train/classes.ts";
import type { Predictions } from "../train/metrics/index.ts";
import type { Examples } from "../train/score.ts";
import type { ModelShape } from "./model.ts";
import type { DataOptions, NoticeEvent } from "./types.ts";

/** A file, read and understood once; folds are cut from it. */
export interface Prepared {
  readonly table: Table;
  readonly task: Task;
  readonly target: DataColumn;
  readonly features: readonly DataColumn[];
  readonly notices: readonly NoticeEvent[];
  /** Rows set aside: scored once, at the end. */
  readonly test: Int32Array;
  readonly rest: Int32Array;
  readonly plan: SplitPlan;
  readonly fractions: Fractions;
  readonly seed: number;
}

/** One repeat: its own split of the rest, preprocessing fitted on its training rows alone. */
export interface Fold {
  readonly task: Task;
  readonly shape: ModelShape;
  readonly preprocessor: Preprocessor;
  /** Mean and deviation of the training targets; 0 and 1 for classes. */
  readonly scale: { readonly mean: number; readonly deviation: number };
  readonly train: Examples;
  readonly validation: Examples;
  /** Seed of the repeat: initial weights, order of rows, noise. */
  readonly seed: number;
  readonly interpret: (examples: Examples, predictions: Float32Array) => Predictions;
  /** Other rows of the same table, such as the sealed test. */
  readonly examples: (rows: Int32Array) => Examples;
}

/** Reads the file, infers the task, chooses the features and seals the test rows. Throws E1xx and E2xx. */
export async function prepare(options: DataOptions, seed: number): Promise<Prepared> {
  const start = performance.now();
  const { data, target, keep = [], drop = [], category = [] } = options;
  const structural = [options.group, options.time].filter((name) => name !== undefined);
  const table = await read(options, structural);
  const seconds = (performance.now() - start) / 1000;
  const column = dataColumn(table, target);
  const { task, notices } = await inferTask(table, target, taskOptions(options));
  const chosen = chooseFeatures(table, { target, keep: [...keep, ...category], drop: [...drop, ...structural] });
  const { features } = chosen;
  if (features.length === 0)
    throw new RegularizeError({
      code: "E203",
      where: data,
      message: "No column is left to learn from",
      todo: "--keep NAME",
    });
  const rows = rowsWith(column);
  const plan = planOf(table, options, column, task, features);
  const fractions = fractionsOf(options.split);
  const { rest, test } = sealTest(rows, plan, fractions, keyOf(seed));
  const lines = [
    ...describeTable(table, chosen, seconds).map(event("data")),
    ...structuralNotices(options).map(event("data")),
    ...notices.map(event("task")),
    ...splitNotices(rows, test, fractions, plan, options).map(event("split")),
  ];
  return { table, task, target: column, features, notices: lines, test, rest, plan, fractions, seed };
}

/** Reads the file as the user wants it; columns that decide about rows are read whole. */
function read(options: DataOptions, structural: readonly string[]): Promise<Table> {
  const { data, delimiter, trimHeaders, onBadCell, target, category = [] } = options;
  const types = Object.fromEntries(category.map((name) => [name, "category" as const]));
  const reading = { delimiter, trimHeaders, onBadCell, types, whole: [target, ...structural] };
  return readTable(data, Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined)));
}

/** Columns that decide about rows are not learned from. */
const structuralNotices = ({ group, time }: DataOptions): Notice[] => [
  ...(time === undefined ? [] : [info(`${time} orders the rows: not a feature`)]),
  ...(group === undefined ? [] : [info(`${group} groups the rows: not a feature`)]),
];

const taskOptions = ({ task, positive }: DataOptions): TaskOptions => ({
  ...(task === undefined ? {} : { task }),
  ...(positive === undefined ? {} : { positive }),
});

const event =
  (topic: NoticeEvent["topic"]) =>
  (notice: Notice): NoticeEvent => ({
    v: 1,
    type: "notice",
    topic: notice.level === "warning" ? "warning" : topic,
    message: showNotice(notice),
  });

function fractionsOf(split: DataOptions["split"]): Fractions {
  const [train, validation, test] = split ?? [0.6, 0.2, 0.2];
  const total = train + validation + test;
  return { train: train / total, validation: validation / total, test: test / total };
}

function planOf(
  table: Table,
  { group, time }: DataOptions,
  target: DataColumn,
  task: Task,
  features: readonly DataColumn[],
): SplitPlan {
  const duplicates = duplicateUnits(features, table.rows);
  const groups = group === undefined ? undefined : groupUnits(dataColumn(table, group));
  const units = groups === undefined ? duplicates : joinUnits(duplicates, groups);
  const values = task.kind === "regression" ? (target as NumericColumn).values : classesOf(target, task);
  return {
    ...{ where: table.path, strata: strataOf(task, values), units },
    ...(time === undefined ? {} : { time: timeOf(table, time) }),
    ...(group === undefined ? {} : { group: { name: group, groups: new Set(groups).size } }),
  };
}

function timeOf(table: Table, name: string): Float32Array {
  const column = dataColumn(table, name);
  if (column.kind === "numeric") return column.values;
  throw new RegularizeError({
    code: "E225",
    where: `column ${name}`,
    message: `${name} holds words, so rows cannot be ordered by it`,
    todo: "name a column of numbers or dates with --time",
  });
}

/** [rows]: class index; −1 without a value. */
const classesOf = (column: DataColumn, task: Task): Float32Array => encodeTarget(column, task, new Int32Array()).values;

function splitNotices(
  rows: Int32Array,
  test: Int32Array,
  fractions: Fractions,
  { units }: SplitPlan,
  { group, time }: DataOptions,
): Notice[] {
  const percent = [fractions.train, fractions.validation, fractions.test].map((f) => Math.round(f * 100)).join("/");
  const how = [
    time === undefined ? "stratified" : `by ${time}`,
    ...(group === undefined ? [] : [`grouped by ${group}`]),
  ];
  const twins = units === undefined || group !== undefined ? 0 : rows.filter((row) => units[row] !== row).length;
  return [
    {
      level: "info",
      text: `${percent} ${how.join(", ")} · test set sealed (${test.length.toLocaleString("en-US")} rows)`,
      flag: "--split",
    },
    ...(twins > 0
      ? [
          {
            level: "info" as const,
            text: `${twins.toLocaleString("en-US")} duplicate rows kept on the side of their twin`,
          },
        ]
      : []),
  ];
}

/** Cuts one repeat: splits the rest anew and fits the preprocessing on its training rows. */
export function foldOf(prepared: Prepared, repeat: number): Fold {
  const { features, task, target, rest, plan, fractions, seed } = prepared;
  const rows = splitRows(rest, plan, fractions, keyOf(seed), repeat);
  const preprocessor = fitPreprocessor(features, rows.train);
  const { values, mean, deviation } = encodeTarget(target, task, rows.train);
  const outputs = task.kind === "regression" ? 1 : task.classes.length;
  const shape: ModelShape = {
    width: preprocessor.width,
    cardinalities: preprocessor.embeddings.map((e) => e.cardinality),
    outputs,
    isClassification: task.kind !== "regression",
  };
  const examples = (of: Int32Array): Examples => ({
    rows: of.length,
    x: transform(preprocessor, features, of),
    y: targetsOf(values, of, outputs, shape.isClassification),
    ids: of.map((row) => row + 1),
  });
  const scale = { mean, deviation };
  return {
    ...{ task, shape, preprocessor, scale, examples },
    train: examples(rows.train),
    validation: examples(rows.validation),
    seed: seed + repeat,
    interpret: interpreter(task, scale),
  };
}

/** [rows, outputs]: one-hot classes, or standardized values. */
function targetsOf(values: Float32Array, rows: Int32Array, outputs: number, isClassification: boolean): Float32Array {
  if (!isClassification) return Float32Array.from(rows, (row) => values[row]!);
  const y = new Float32Array(rows.length * outputs);
  rows.forEach((row, i) => {
    y[i * outputs + values[row]!] = 1;
  });
  return y;
}

/** Turns network outputs into predictions in the user's units. */
function interpreter(task: Task, { mean, deviation }: Fold["scale"]): Fold["interpret"] {
  const back = (v: number): number => v * deviation + mean;
  if (task.kind !== "regression") return classPredictions;
  return ({ rows, y }, values) => ({ kind: "regression", rows, values: values.map(back), targets: y.map(back) });
}
