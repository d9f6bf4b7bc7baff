import { compilePipeline } from "../../compile/pipeline.ts";
import type { Program } from "../../compile/program.ts";
import { longInts, numberAll } from "../../core/long.ts";
import { inputRows, matchColumns, readOptionsOf, readTable } from "../../data/index.ts";
import type { NewData, NewRows, Pipeline } from "./use.ts";
import type { TableInput } from "./table.ts";

/** Reads a file with the columns that a model was trained on; the target is not needed. */
export async function readTableRows({ preprocessor }: TableInput, options: NewData): Promise<NewRows<TableInput>> {
  const { data, target, delimiter, trimHeaders, onBadCell } = options;
  const reading = Object.entries({ delimiter, trimHeaders, onBadCell }).filter(([, value]) => value !== undefined);
  const table = await readTable(data, {
    ...readOptionsOf(preprocessor),
    ...Object.fromEntries(reading),
    minimumRows: 1,
  });
  const known = new Set(preprocessor.columns.map(({ name }) => name));
  const others = table.columns.filter(({ name }) => name !== target || known.has(name));
  const { columns, notices } = matchColumns(preprocessor, { ...table, columns: others });
  const rows = longInts(table.rows);
  numberAll(rows);
  const as: NewRows<TableInput>["as"] = (input) => ({ x: inputRows(input.preprocessor, columns, rows, rows.length) });
  return { rows: table.rows, ...as({ kind: "table", preprocessor }), notices, as };
}

/** Raw named columns in, label and probabilities, or the value, out. */
export const tableProgram = (
  { preprocessor }: TableInput,
  { others = [], ...pipeline }: Pipeline<TableInput>,
): Program =>
  compilePipeline({
    ...{ preprocessor, ...pipeline },
    others: others.map(({ input, ...network }) => ({ ...network, preprocessor: input.preprocessor })),
  });
