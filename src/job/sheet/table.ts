import { fold as foldKey, type HeldRows, invariant, keyOf } from "../../core/index.ts";
import { type Origin, tableSheet, tableSheetSvg, type TableRows } from "../../observe/index.ts";
import { matrixOf, rowReader } from "../../train/rows.ts";
import type { Examples } from "../../train/score.ts";
import { namedStep } from "../augment/steps.ts";
import type { TableFold } from "../prepare.ts";
import { resolveRecipe } from "../recipe.ts";
import type { TableInput, TablePrepared } from "../source/table.ts";
import { called, trainingRows } from "./originals.ts";
import { stepLine } from "./strength.ts";
import { type TableView, viewOf } from "./tableView.ts";
import type { AugmentSheetOptions, Drawn, SheetFormat } from "./types.ts";
import { usualSteps } from "./usual.ts";

/** Places of rows: those that are unchanged and seen for the first time, then new and changed ones. */
export function keptFirst(
  before: Examples<HeldRows>,
  after: Examples,
): { readonly order: Int32Array; readonly kept: number } {
  const place = new Map(Array.from(before.ids!, (id, i) => [id, i]));
  const width = before.x.length / before.rows;
  const original = rowReader(before.x, before.rows);
  const same = (row: number, was: number): boolean =>
    original(was).every((value, c) => value === after.x[row * width + c]);
  const kept: number[] = [];
  const fresh: number[] = [];
  for (let row = 0; row < after.rows; row++) {
    const id = after.ids![row]!;
    const was = place.get(id);
    if (was === undefined || !same(row, was)) fresh.push(row);
    else {
      kept.push(row);
      place.delete(id);
    }
  }
  return { order: Int32Array.from([...kept, ...fresh]), kept: kept.length };
}

/** Rows as a sheet shows them, in an order; of mixed targets the largest share counts. */
function shown({ x, y, rows }: Examples, order: Int32Array, classes: number, view: TableView): TableRows {
  const width = x.length / rows;
  const [sorted, labels] = [new Float32Array(x.length), new Int32Array(rows)];
  for (const [to, from] of order.entries()) {
    sorted.set(x.subarray(from * width, (from + 1) * width), to * width);
    const shares = y.subarray(from * classes, (from + 1) * classes);
    labels[to] = classes === 1 ? 0 : shares.indexOf(Math.max(...shares));
  }
  return { x: view.show(sorted), rows, width: view.columns.length, labels };
}

const placesOf = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

/** The training rows before and after the steps, as one epoch has them. */
export async function sheetOfTable(
  { features, task }: TablePrepared,
  fold: TableFold<TableInput>,
  { augment, seed = 42 }: AugmentSheetOptions,
  { format, ...origin }: Origin & { readonly format: SheetFormat },
): Promise<Drawn> {
  const view = viewOf(fold.input.preprocessor, features, trainingRows(fold));
  const { steps, notices } = augment === undefined ? usualSteps(fold, view) : { steps: augment, notices: [] };
  const source = await fold.source(resolveRecipe({ name: "sheet", augment: [...steps] }));
  invariant(source !== undefined, "there are steps");
  const drawn = await source.draw(placesOf(source.rows), { epoch: 0, key: foldKey(keyOf(seed), "sheet") });
  const after = drawn as Examples;
  // A sheet is of every row.
  const train = { ...fold.train, x: matrixOf(fold.train.x, fold.train.rows) };
  const { order, kept } = keptFirst(train, after);
  const classes = task.kind === "regression" ? ["all rows"] : task.classes.map((name) => called(name, "class"));
  const operations = steps.map((step) => stepLine("table", step));
  const sheet = {
    ...origin,
    subtitle: `${operations.join(", ")} · ${fold.train.rows.toLocaleString("en-US")} training rows`,
    operation: steps.map((step) => namedStep(step, "augment").name).join(" + "),
    before: shown(train, placesOf(fold.train.rows), classes.length, view),
    after: { ...shown(after, order, classes.length, view), kept },
    ...{ classes, columns: view.columns, categorical: view.categorical, levels: view.levels },
  };
  const content = format === "svg" ? tableSheetSvg(sheet) : await tableSheet(sheet);
  return { operations, trainingRows: fold.train.rows, notices, content };
}
