import { type HeldRows, RegularizeError } from "../../core/index.ts";
import {
  chooseFeatures,
  dataColumn,
  type DataColumn,
  describeTable,
  duplicateUnits,
  fitPreprocessor,
  groupUnits,
  inferTask,
  info,
  joinUnits,
  type Notice,
  type Preprocessor,
  readTable,
  type Table,
  type Task,
  type TaskOptions,
  inputRows,
  transform,
} from "../../data/index.ts";
import { tableBatches, tableCopies } from "../augment/table.ts";
import { quoted } from "../command.ts";
import type { DataOptions } from "../types.ts";
import type { Recipe } from "../recipe.ts";
import type { Encoded } from "./fold.ts";
import { extremeNotices } from "./extremes.ts";
import { looksNotices, orderNotices } from "./looks.ts";
import { embedsNumbers, numericShape } from "./numeric.ts";
import { type Divided, divide, type Understood } from "./prepared.ts";

/** A table, read and understood once; folds are cut from it. */
export interface TablePrepared extends Divided {
  readonly kind: "table";
  readonly table: Table;
  readonly features: readonly DataColumn[];
  /** Floats of the network's input that lie in memory at most; of a larger table rows are encoded batch by batch. See `inputRows`. */
  readonly mostHeld?: number;
}

/** A table that was read already, and what was told of it. */
interface ReadTable {
  readonly table: Table;
  readonly notices: readonly Notice[];
  readonly seconds: number;
}

/** Reads the file, infers the task, chooses the features and seals the test rows. Throws E1xx and E2xx. */
export async function prepareTable(options: DataOptions, seed: number, read?: ReadTable): Promise<TablePrepared> {
  const start = performance.now();
  const { data, keep = [], drop = [], category = [] } = options;
  const target = targetOf(options);
  const structural = structuralOf(options);
  const table = read?.table ?? (await readData(options, structural));
  const seconds = read?.seconds ?? (performance.now() - start) / 1000;
  const column = dataColumn(table, target);
  const { task, notices } = await inferTask(table, target, taskOptions(options));
  const chosen = chooseFeatures(table, { target, keep: [...keep, ...category], drop: [...drop, ...structural] });
  const { features } = chosen;
  if (features.length === 0)
    throw new RegularizeError({
      code: "E203",
      where: data,
      message: "No column is left to learn from",
      details: chosen.notices.map(({ text }) => text),
      todo: chosen.dropped.length > 0 ? keepFlag(chosen.dropped[0]!.name) : "a file with more columns than the target",
    });
  const described = [
    ...describeTable(table, { ...chosen, notices: chosen.notices.map(typed) }, seconds),
    ...(read?.notices ?? []),
    ...(await looksNotices(table, [target, ...drop, ...structural, ...category], tableReading(options))),
    ...orderNotices(features, options.time !== undefined),
    ...structuralNotices(options),
  ];
  const told = { data: described, task: [...notices, ...extremeNotices(column, task)] };
  const found = { task, target: column, told, twins: ["duplicate row", "duplicate rows"] as const, ...ofTable(table) };
  const divided = divide(
    { ...found, ...relations(table, options, duplicateUnits(features, table.rows)) },
    options,
    seed,
  );
  return { kind: "table", table, features, ...divided };
}

const keepFlag = (name: string): string => `--keep ${quoted(name)}`;

/** A notice with its flag as a shell takes it. */
const typed = (notice: Notice): Notice =>
  notice.flag?.startsWith("--keep ") === true ? { ...notice, flag: keepFlag(notice.flag.slice(7)) } : notice;

/** E112 where no target was named and one is needed. */
export function targetOf({ target, data }: DataOptions): string {
  if (target !== undefined) return target;
  throw new RegularizeError({
    code: "E112",
    where: data,
    message: "The column to predict must be named",
    todo: "--target COLUMN",
  });
}

/** Columns that decide about rows. */
export const structuralOf = ({ group, time }: DataOptions): string[] =>
  [group, time].filter((name) => name !== undefined);

export const ofTable = ({ path, hash, rows }: Table): Pick<Divided, "data"> => ({ data: { path, hash, rows } });

/** Reads the file as the user wants it; columns that decide about rows are read whole. */
export function readData(
  options: DataOptions,
  structural: readonly string[],
  forced: Readonly<Record<string, "text">> = {},
): Promise<Table> {
  const { data, delimiter, trimHeaders, onBadCell, target, category = [], drop = [] } = options;
  const types = { ...Object.fromEntries(category.map((name) => [name, "category" as const])), ...forced };
  const answer = target === undefined ? [] : [target];
  const which = { whole: [...answer, ...structural], unfilled: [...answer, ...drop] };
  const reading = { delimiter, trimHeaders, onBadCell, types, ...which };
  return readTable(data, Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined)));
}

/** How a table is read, where the user says so. */
export const tableReading = ({
  delimiter,
  trimHeaders,
}: Pick<DataOptions, "delimiter" | "trimHeaders">): Pick<DataOptions, "delimiter" | "trimHeaders"> => ({
  ...(delimiter === undefined ? {} : { delimiter }),
  ...(trimHeaders === undefined ? {} : { trimHeaders }),
});

/** Columns that decide about rows are not learned from. */
export const structuralNotices = ({ group, time }: DataOptions): Notice[] => [
  ...(time === undefined ? [] : [info(`${time} orders the rows: not a feature`)]),
  ...(group === undefined ? [] : [info(`${group} groups the rows: not a feature`)]),
];

export const taskOptions = ({ task, positive }: DataOptions): TaskOptions => ({
  ...(task === undefined ? {} : { task }),
  ...(positive === undefined ? {} : { positive }),
});

/** Which rows belong together, and what orders them. */
export function relations(
  table: Table,
  { group, time }: DataOptions,
  duplicates: Int32Array,
): Pick<Understood, "units" | "group" | "time"> {
  const groups = group === undefined ? undefined : groupUnits(dataColumn(table, group));
  return {
    units: groups === undefined ? duplicates : joinUnits(duplicates, groups),
    ...(time === undefined ? {} : { time: { name: time, values: timeOf(table, time) } }),
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

/** What a run remembers of how its table was prepared. */
export interface TableInput {
  readonly kind: "table";
  readonly preprocessor: Preprocessor;
}

/** Numbers each output of a task needs. */
export const outputsOf = (task: Task): { readonly outputs: number; readonly isClassification: boolean } =>
  task.kind === "regression"
    ? { outputs: 1, isClassification: false }
    : { outputs: task.classes.length, isClassification: true };

export function encodeTable(
  { table, features, task, mostHeld }: TablePrepared,
  train: Int32Array,
  recipe?: Pick<Recipe, "scaling" | "numericEmbedding">,
): Encoded<TableInput> {
  const preprocessor = fitPreprocessor(features, train, recipe === undefined ? {} : { scaling: recipe.scaling });
  const { width, embeddings } = preprocessor;
  const rowsOf = (rows: Int32Array): HeldRows => inputRows(preprocessor, features, rows, table.rows, mostHeld);
  const cardinalities = embeddings.map((e) => e.cardinality);
  const trained = (i: number): Float32Array => {
    // The flag of missing cells is another column.
    const columns = [{ ...preprocessor.columns[i]!, flag: false }];
    return transform({ ...preprocessor, columns, width: 1, dense: 1 }, [features[i]!], train);
  };
  return {
    shape: {
      ...{ kind: "table", width, cardinalities, ...outputsOf(task) },
      ...(embedsNumbers(recipe) ? numericShape(preprocessor, recipe, trained) : {}),
    },
    input: { kind: "table", preprocessor },
    rows: rowsOf,
    copies: (steps, rows, key) => tableCopies(preprocessor, steps, transform(preprocessor, features, rows), key),
    augmented: (recipe, rows) => tableBatches(preprocessor, recipe.augment, rows),
  };
}
