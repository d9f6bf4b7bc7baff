import { fold, isHeld, keyOf } from "../../core/index.ts";
import { aloneOf, type OneColumn, type Story } from "../../decide/index.ts";
import { type ColumnSpec, outputNames } from "../../data/preprocess/spec.ts";
import { matrixOf, pickData } from "../../train/rows.ts";
import type { DataOptions } from "../types.ts";
import type { Card } from "../card.ts";
import { type Fold, foldOf, type Input, prepare } from "../prepare.ts";
import { spreadRows } from "../spread.ts";
import { pauseOrStop } from "../stop.ts";

/** Rows of either side that are looked at, evenly from all: a share of right answers is then within .01. */
const MOST_ROWS = 10_000;

/** What each prepared column can say alone about the target. Undefined for data that is no table, or is not what was learned from. */
export async function columnsAlone(
  options: DataOptions,
  { data, recipe, seed }: Pick<Card, "data" | "recipe" | "seed">,
  signal?: AbortSignal,
): Promise<Story["columns"]> {
  await pauseOrStop(signal);
  const prepared = await prepare(signal === undefined ? options : { ...options, signal }, seed);
  if (prepared.data.hash !== data.sha256) return undefined;
  const part = foldOf(prepared, 0, recipe);
  await pauseOrStop(signal);
  return columnsOfFold(part);
}

/** The same of a fold that is at hand; undefined when it is of no table. */
export function columnsOfFold({ train, validation, input, task, seed }: Fold<Input>): Story["columns"] {
  if (input.kind !== "table") return undefined;
  const specs = input.preprocessor.columns;
  const inOrder = [...specs.filter(({ kind }) => kind !== "codes"), ...specs.filter(({ kind }) => kind === "codes")];
  const isClassification = task.kind !== "regression";
  const parts = [train, validation].map(({ x, y, rows }) => {
    if (!isHeld(x)) return undefined;
    const looked = spreadRows(rows, MOST_ROWS, fold(keyOf(seed), "leaks"));
    const [width, outputs] = [x.length / Math.max(1, rows), y.length / Math.max(1, rows)];
    const label = (row: number): number => y.subarray(row * outputs, (row + 1) * outputs).indexOf(1);
    const targets = Array.from(looked, (row) => (isClassification ? label(row) : y[row]!));
    const cells = matrixOf(pickData(x, rows, looked), looked.length);
    return (of: readonly number[]): OneColumn => ({
      values: Array.from(looked, (_, row) => of.reduce((code, at, i) => code + (i + 1) * cells[row * width + at]!, 0)),
      targets,
    });
  });
  const [ofTrain, ofValidation] = parts;
  if (ofTrain === undefined || ofValidation === undefined) return undefined;
  return columnsOf(inOrder).map(({ name, outputs }) => ({
    name,
    alone: aloneOf(ofTrain(outputs), ofValidation(outputs), isClassification),
  }));
}

interface OutputsOf {
  readonly name: string;
  readonly outputs: readonly number[];
}

/** Which outputs are looked at together: the levels of a one-hot column are one, for each alone tells one class from the rest. */
function columnsOf(specs: readonly ColumnSpec[]): OutputsOf[] {
  let next = 0;
  return specs.flatMap((spec) => {
    const outputs = outputNames(spec).map(() => next++);
    return spec.kind === "oneHot"
      ? [{ name: spec.name, outputs }]
      : outputs.map((at) => ({ name: spec.name, outputs: [at] }));
  });
}
