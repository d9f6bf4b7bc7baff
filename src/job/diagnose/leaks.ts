import { aloneOf, type OneColumn, type Story } from "../../decide/index.ts";
import { type ColumnSpec, outputNames } from "../../data/preprocess/spec.ts";
import type { DataOptions } from "../types.ts";
import { foldOf, prepare, type Prepared } from "../prepare.ts";

/** Rows of either side that are looked at. */
const MOST_ROWS = 20_000;

/** What each prepared column can say alone about the target. Undefined for data that is no table, or is not what was learned from. */
export async function columnsAlone(options: DataOptions, seed: number, sha256: string): Promise<Story["columns"]> {
  const prepared = await prepare(options, seed);
  return prepared.data.hash === sha256 ? columnsOfPrepared(prepared) : undefined;
}

/** The same of data that is at hand; undefined when it is no table. */
export function columnsOfPrepared(prepared: Prepared): Story["columns"] {
  if (prepared.kind !== "table") return undefined;
  const { train, validation, input, shape, task } = foldOf(prepared, 0);
  const specs = input.preprocessor.columns;
  const inOrder = [...specs.filter(({ kind }) => kind !== "codes"), ...specs.filter(({ kind }) => kind === "codes")];
  const columns = columnsOf(inOrder);
  const isClassification = task.kind !== "regression";
  const parts = [train, validation].map(({ x, y, rows }) => {
    const count = Math.min(rows, MOST_ROWS);
    const width = y.length / Math.max(1, rows);
    const label = (row: number): number => y.subarray(row * width, (row + 1) * width).indexOf(1);
    const targets = Array.from({ length: count }, (_, row) => (isClassification ? label(row) : y[row]!));
    return (outputs: readonly number[]): OneColumn => ({
      values: Array.from({ length: count }, (_, row) =>
        outputs.reduce((code, at, i) => code + (i + 1) * x[row * shape.width + at]!, 0),
      ),
      targets,
    });
  });
  const [ofTrain, ofValidation] = parts;
  return columns.map(({ name, outputs }) => ({
    name,
    alone: aloneOf(ofTrain!(outputs), ofValidation!(outputs), isClassification),
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
