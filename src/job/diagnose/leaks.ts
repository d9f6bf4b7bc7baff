import { aloneOf, type OneColumn, type Story } from "../../decide/index.ts";
import { outputNames } from "../../data/preprocess/spec.ts";
import type { DataOptions } from "../types.ts";
import { foldOf, prepare } from "../prepare.ts";

/** Rows of either side that are looked at. */
const MOST_ROWS = 20_000;

/** What each prepared column can say alone about the target. Undefined for data that is no table, or is not what was learned from. */
export async function columnsAlone(options: DataOptions, seed: number, sha256: string): Promise<Story["columns"]> {
  const prepared = await prepare(options, seed);
  if (prepared.kind !== "table" || prepared.data.hash !== sha256) return undefined;
  const { train, validation, input, shape, task } = foldOf(prepared, 0);
  const specs = input.preprocessor.columns;
  const inOrder = [...specs.filter(({ kind }) => kind !== "codes"), ...specs.filter(({ kind }) => kind === "codes")];
  const names = inOrder.flatMap((spec) => outputNames(spec).map(() => spec.name));
  const isClassification = task.kind !== "regression";
  const parts = [train, validation].map(({ x, y, rows }) => {
    const count = Math.min(rows, MOST_ROWS);
    const outputs = y.length / Math.max(1, rows);
    const label = (row: number): number => y.subarray(row * outputs, (row + 1) * outputs).indexOf(1);
    const targets = Array.from({ length: count }, (_, row) => (isClassification ? label(row) : y[row]!));
    return (at: number): OneColumn => ({
      values: Array.from({ length: count }, (_, row) => x[row * shape.width + at]!),
      targets,
    });
  });
  const [ofTrain, ofValidation] = parts;
  return names.map((name, at) => ({
    name,
    alone: aloneOf(ofTrain!(at), ofValidation!(at), isClassification),
  }));
}
