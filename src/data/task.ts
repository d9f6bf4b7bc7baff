import { count, plural } from "../core/count.ts";
import { RegularizeError } from "../core/index.ts";
import { stretches } from "../core/long.ts";
import { cellPlaces } from "./cell.ts";
import { dataColumn } from "./select.ts";
import { type DataColumn, info, type Notice, type Table, warning } from "./table.ts";

export interface BinaryTask {
  readonly kind: "binary";
  readonly classes: readonly [negative: string, positive: string];
  readonly positive: string;
}
export interface MulticlassTask {
  readonly kind: "multiclass";
  readonly classes: readonly string[];
}
export interface RegressionTask {
  readonly kind: "regression";
}
export type Task = BinaryTask | MulticlassTask | RegressionTask;

export interface TaskOptions {
  /** `classification` is binary or multiclass by the number of classes. */
  readonly task?: "classification" | "regression";
  /** The class that probabilities, AUC and the like speak of. */
  readonly positive?: string;
}

/** A class and its rows. */
interface Class {
  readonly name: string;
  readonly rows: number;
}

/** Whole numbers with at most this many different values are classes. */
const FEW_VALUES = 10;
const POSITIVE_NAMES = new Set([
  "yes",
  "y",
  "true",
  "t",
  "1",
  "positive",
  "pos",
  "bad",
  "churn",
  "churned",
  "malignant",
  "fraud",
]);

/** The classes of a target, in the order of their codes: numbers by size, words alphabetically. */
export function classNames(column: DataColumn): readonly string[] {
  if (column.kind === "category") return column.levels;
  const values = new Set<number>();
  for (const [from, to] of stretches(column.values.length))
    for (let row = from; row < to; row++) values.add(column.values[row]!);
  values.delete(Number.NaN);
  return [...values].sort((a, b) => a - b).map(String);
}

function countClasses(column: DataColumn): Class[] {
  const names = classNames(column);
  const rows = new Array<number>(names.length).fill(0);
  const index = new Map(names.map((name, i) => [Number(name), i]));
  const cells = column.kind === "numeric" ? column.values : column.codes;
  const tally = (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      const at = column.kind === "numeric" ? index.get(cells[row]!) : cells[row]!;
      if (at !== undefined && at >= 0) rows[at]!++;
    }
  };
  for (const [from, to] of stretches(cells.length)) tally(from, to);
  return names.map((name, i) => ({ name, rows: rows[i]! })).filter((c) => c.rows > 0);
}

function checkTarget(table: Table, column: DataColumn): void {
  const present = table.rows - column.missing;
  const where = `${table.path}:1`;
  if (present === 0)
    throw new RegularizeError({
      code: "E220",
      where,
      message: `the target ${column.name} is missing in every row`,
      received: `${plural(table.rows, "row")}, 0 with a value`,
      todo: "name another column with --target",
    });
  const distinct = column.kind === "numeric" ? column.distinct : column.levels.length;
  if (distinct > 1) return;
  const value = column.kind === "numeric" ? String(column.min) : column.levels[0];
  throw new RegularizeError({
    code: "E221",
    where,
    message: `the target ${column.name} has one value: there is nothing to learn`,
    expected: "at least two different values",
    received: `${JSON.stringify(value)} in ${plural(present, "row")}`,
    todo: "name another column with --target",
  });
}

/** E222: the first cells of a regression target that are no numbers, with line and column. */
async function textTarget(table: Table, column: DataColumn & { kind: "category" }): Promise<RegularizeError> {
  const words = column.levels.map((level) => !Number.isFinite(Number(level)));
  const rows: number[] = [];
  let cells = 0;
  for (const [row, code] of column.codes.entries())
    if (code >= 0 && (words[code] ?? false)) {
      cells++;
      if (rows.length < 5) rows.push(row);
    }
  if (rows.length === 0) rows.push(column.codes.findIndex((code) => code >= 0));
  const places = await cellPlaces(table, column.name, rows);
  const shown = rows.map((row, k) => `${places[k]} ${JSON.stringify(column.levels[column.codes[row]!])}`);
  return new RegularizeError({
    code: "E222",
    where: places[0]!,
    message: `${shown[0]} is not a number, but the target ${column.name} is to be predicted as one`,
    expected: "numbers",
    details: [`${plural(cells, "such cell")} in ${count(table.rows - column.missing)}`, ...shown.slice(1)],
    todo: "--task classification   or fix the cells",
  });
}

const rarest = (classes: readonly Class[]): string => classes.reduce((a, b) => (b.rows < a.rows ? b : a)).name;

const positiveFlag = (name: string): string => `--positive ${/^[\w.+-]+$/u.test(name) ? name : JSON.stringify(name)}`;

function positiveOf(classes: readonly Class[], given: string | undefined, where: string): string {
  if (given === undefined) {
    const named = classes.filter(({ name }) => POSITIVE_NAMES.has(name.toLowerCase()));
    return named.length === 1 ? named[0]!.name : rarest(classes);
  }
  if (classes.some(({ name }) => name === given)) return given;
  throw new RegularizeError({
    code: "E201",
    where,
    message: `the target has no class ${JSON.stringify(given)}`,
    expected: classes.map(({ name }) => JSON.stringify(name)).join(" or "),
    todo: `${positiveFlag(rarest(classes))}   or leave it out`,
  });
}

function tooManyClasses(table: Table, column: DataColumn, classes: number): RegularizeError {
  const numeric = column.kind === "numeric";
  return new RegularizeError({
    code: "E224",
    where: `${table.path}:1`,
    message: `the target ${column.name} has ${plural(classes, "class", "classes")} in ${plural(table.rows - column.missing, "row")}: too few rows of each`,
    todo: numeric ? "--task regression" : "name another column with --target",
  });
}

function classification(table: Table, column: DataColumn, options: TaskOptions): { task: Task; notices: Notice[] } {
  const distinct = column.kind === "numeric" ? column.distinct : column.levels.length;
  if (distinct > (table.rows - column.missing) / 2 && distinct > 2) throw tooManyClasses(table, column, distinct);
  const classes = countClasses(column);
  const share = (name: string): string =>
    `${((100 * classes.find((c) => c.name === name)!.rows) / (table.rows - column.missing)).toFixed(1)} %`;
  const numeric = column.kind === "numeric";
  const flag = numeric && options.task === undefined ? "--task regression" : undefined;
  const single = classes.filter(({ rows }) => rows === 1).map(({ name }) => name);
  const lonely =
    single.length === 0
      ? []
      : [
          warning(
            `${single.length === 1 ? "class" : "classes"} ${single.join(", ")}: 1 row${single.length === 1 ? "" : " each"} → kept in training, never scored`,
          ),
        ];
  if (classes.length === 2) {
    const positive = positiveOf(classes, options.positive, table.path);
    const negative = classes.find(({ name }) => name !== positive)!.name;
    const other = options.positive === undefined ? positiveFlag(negative) : undefined;
    const notices = [info(`binary, ${positive} ${share(positive)}`, flag ?? other), ...lonely];
    return { task: { kind: "binary", classes: [negative, positive], positive }, notices };
  }
  const names = classes.map(({ name }) => name);
  const shown = names.length > 6 ? `${names.slice(0, 6).join(", ")}, …` : names.join(", ");
  return {
    task: { kind: "multiclass", classes: names },
    notices: [info(`${names.length} classes: ${shown}`, flag), ...lonely],
  };
}

const notBinary = (target: string, classes: boolean, distinct: number): RegularizeError =>
  new RegularizeError({
    code: "E122",
    where: "--positive",
    message: `a positive class was named, but ${target} is ${classes ? `one of ${distinct} classes` : "predicted as a number"}`,
    expected: "a target of two classes",
    todo: classes ? "leave --positive out" : "--task classification   or leave --positive out",
  });

function looksLikeClasses(table: Table, column: DataColumn): boolean {
  if (column.kind === "category") return true;
  if (column.date !== undefined) return false;
  if (column.distinct === 2) return true;
  return column.integer && column.distinct <= FEW_VALUES && column.distinct <= (table.rows - column.missing) / 5;
}

/**
 * What is to be learned: words, two values, or at most 10 whole numbers of 5 rows each are classes; other numbers are a
 * regression. Of two classes the positive is the one called yes, true, 1, bad, …, else the rarer. Throws E122, E201, E220–E224.
 */
export async function inferTask(
  table: Table,
  target: string,
  options: TaskOptions = {},
): Promise<{ task: Task; notices: readonly Notice[] }> {
  const column = dataColumn(table, target);
  checkTarget(table, column);
  const classes = options.task === undefined ? looksLikeClasses(table, column) : options.task === "classification";
  const distinct = column.kind === "numeric" ? column.distinct : column.levels.length;
  if (options.positive !== undefined && (!classes || distinct !== 2)) throw notBinary(column.name, classes, distinct);
  const missing =
    column.missing === 0
      ? []
      : [warning(`${plural(column.missing, "row")} without a value in ${target} → left out of training and scores`)];
  if (classes) {
    const { task, notices } = classification(table, column, options);
    return { task, notices: [...notices, ...missing] };
  }
  if (column.kind === "category") throw await textTarget(table, column);
  const range = `regression, ${target} from ${show(column.min)} to ${show(column.max)}`;
  const few = column.distinct <= 2 * FEW_VALUES && options.task === undefined;
  return {
    task: { kind: "regression" },
    notices: [info(range, few ? "--task classification" : undefined), ...missing],
  };
}

/** `326`, `18,823`, `0.0125`: six digits, whole numbers in full, the very large and small as powers of ten. */
function show(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return String(Number(value.toPrecision(6)));
  return value.toLocaleString("en-US", size >= 1e5 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 6 });
}
