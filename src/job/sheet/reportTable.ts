import { fold as foldKey, type HeldRows, invariant, type Key, keyOf, permutation } from "../../core/index.ts";
import type { ReportSheet } from "../../observe/index.ts";
import { rowReader } from "../../train/rows.ts";
import type { Examples } from "../../train/score.ts";
import { type GivenStep, namedStep, SHELVES, showSteps } from "../augment/steps.ts";
import type { TableFold } from "../prepare.ts";
import { resolveRecipe } from "../recipe.ts";
import type { TableInput, TablePrepared } from "../source/table.ts";
import { trainingRows } from "./originals.ts";
import { keptFirst } from "./table.ts";
import { errorOf, exact, type TableView, viewOf } from "./tableView.ts";

type TableReport = Extract<ReportSheet, { readonly kind: "table" }>;
type Step = TableReport["steps"][number];
type Learned = TableFold<TableInput>;

/** Rows of a batch that a step is shown on, rows that are shown, columns beside the target. */
const BATCH = 256;
const ROWS = 3;
const COLUMNS = 7;

/** Training rows of a table before and after each step, and how many rows of each class a step makes. */
export async function stepsOnTable(
  prepared: TablePrepared,
  fold: Learned,
  steps: readonly GivenStep[],
): Promise<TableReport> {
  const view = viewOf(fold.input.preprocessor, prepared.features, trainingRows(fold));
  const shown = new Set<number>();
  const drawn: Step[] = [];
  for (const [i, step] of steps.entries()) {
    const { of, ids } = await stepOnTable({ prepared, fold, view }, step, foldKey(keyOf(fold.seed), "sheet", i));
    drawn.push(of);
    for (const id of ids) shown.add(id);
  }
  return { kind: "table", steps: drawn, shown: shown.size, notes: [] };
}

interface Table {
  readonly prepared: TablePrepared;
  readonly fold: Learned;
  readonly view: TableView;
}

/** Whether a step makes or takes rows: it acts on all training rows at once. */
const resamples = (step: GivenStep): boolean =>
  SHELVES.table[namedStep(step, "augment").name]?.definition.facts?.changesRows === true;

async function stepOnTable(table: Table, step: GivenStep, key: Key) {
  const { fold, view, prepared } = table;
  const whole = resamples(step);
  const { before, after } = await drawn(fold, step, key, whole);
  const { order, kept } = keptFirst(fold.train, after);
  const fresh = order.subarray(kept);
  const chosen = spreadOver(fresh, permutation(fresh.length, foldKey(key, "shown")), (row) => after.ids![row]!);
  const places = new Map(Array.from(fold.train.ids!, (id, i) => [id, i]));
  const pairs = chosen.map((row) => [
    cellsOf(table, fold.train, places.get(after.ids![row]!)!),
    cellsOf(table, after, row),
  ]);
  const columns = columnsOf(pairs as [string[], string[]][], view.columns.length);
  const pick = (cells: readonly string[]): string[] => columns.map((column) => cells[column]!);
  const of: Step = {
    operation: showSteps([step]),
    columns: [...view.columns, prepared.target.name].filter((_, i) => columns.includes(i)),
    columnsInAll: view.columns.length,
    rows: pairs.map(([was, is]) => ({ before: pick(was!), after: pick(is!) })),
    ...(whole ? countsOf(fold, before, after) : {}),
  };
  return { of, ids: chosen.map((row) => after.ids![row]!) };
}

/** What the step makes of all training rows, or of one batch of them. */
async function drawn(fold: Learned, step: GivenStep, key: Key, whole: boolean) {
  const source = await fold.source(resolveRecipe({ name: "sheet", augment: [step as never] }));
  invariant(source !== undefined, "there is a step");
  const all = Int32Array.from({ length: source.rows }, (_, i) => i);
  const rows = whole ? all : permutation(source.rows, key).subarray(0, BATCH);
  const after = (await source.draw(Int32Array.from(rows), { epoch: 0, key })) as Examples;
  await source.close?.();
  return { before: fold.train, after };
}

/** The first rows of the order that are of different originals. */
function spreadOver(rows: Int32Array, order: Int32Array, originalOf: (row: number) => number): number[] {
  const seen = new Set<number>();
  const chosen: number[] = [];
  for (const place of order) {
    const row = rows[place]!;
    if (chosen.length === ROWS) break;
    if (seen.has(originalOf(row))) continue;
    seen.add(originalOf(row));
    chosen.push(row);
  }
  return chosen;
}

/** The cells of a row as a reader knows them, its target last. */
function cellsOf({ fold, view, prepared }: Table, { x, y, rows }: Examples<HeldRows>, row: number): string[] {
  const values = view.show(rowReader(x, rows)(row).slice());
  const cells = Array.from(values, (value, c) => view.levels[c]?.[value] ?? digits(value));
  const outputs = y.length / rows;
  return [...cells, targetOf(prepared, fold, y.subarray(row * outputs, (row + 1) * outputs))];
}

const digits = (value: number): string => String(Number(value.toPrecision(4)));

/** `yes`, `70 % yes, 30 % no`, or a value in its unit. */
function targetOf({ task }: TablePrepared, { scale }: Learned, y: Float32Array): string {
  if (task.kind === "regression")
    return digits(exact(y[0]! * scale.deviation + scale.mean, errorOf(y[0]!) * scale.deviation + errorOf(scale.mean)));
  const shares = Array.from(y, (share, i) => ({ share, name: task.classes[i]! })).filter(({ share }) => share > 0.005);
  if (shares.length === 1) return shares[0]!.name;
  return shares
    .sort((a, b) => b.share - a.share)
    .map(({ share, name }) => `${Math.round(100 * share)} % ${name}`)
    .join(", ");
}

/** Columns to show, in their order: those that changed in most rows first, then the others; the target always. */
function columnsOf(pairs: readonly (readonly [string[], string[]])[], width: number): number[] {
  const changed = (column: number): number => pairs.filter(([was, is]) => was[column] !== is[column]).length;
  return Array.from({ length: width }, (_, column) => ({ column, changes: changed(column) }))
    .sort((a, b) => b.changes - a.changes || a.column - b.column)
    .slice(0, COLUMNS)
    .map(({ column }) => column)
    .sort((a, b) => a - b)
    .concat(width);
}

/** Rows of each class before and after; nothing of regression. */
function countsOf({ task }: Learned, before: Pick<Examples, "y">, after: Pick<Examples, "y">) {
  if (task.kind === "regression") return {};
  const { classes } = task;
  const rowsOf = ({ y }: Pick<Examples, "y">, k: number): number => {
    let rows = 0;
    for (let i = k; i < y.length; i += classes.length) rows += y[i]! > 0.5 ? 1 : 0;
    return rows;
  };
  return { counts: classes.map((name, k) => ({ name, before: rowsOf(before, k), after: rowsOf(after, k) })) };
}
