import { compilePipeline } from "../../compile/pipeline.ts";
import type { Program } from "../../compile/program.ts";
import { matchColumns, readOptionsOf, readTable, transform } from "../../data/index.ts";
import type { NewData, NewRows, Pipeline } from "./use.ts";
import type { TableInput } from "./table.ts";

/** Reads a file with the columns that a model was trained on; the target is not needed. */
export async function readTableRows({ preprocessor }: TableInput, options: NewData): Promise<NewRows> {
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
  const rows = Int32Array.from({ length: table.rows }, (_, i) => i);
  return { rows: table.rows, x: transform(preprocessor, columns, rows), notices };
}

/** Raw named columns in, label and probabilities, or the value, out. */
export const tableProgram = ({ preprocessor }: TableInput, pipeline: Pipeline): Program =>
  compilePipeline({ preprocessor, ...pipeline });
