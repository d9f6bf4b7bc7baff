import { dirname, extname, join } from "node:path";
import { plural } from "../core/count.ts";
import { RegularizeError } from "../core/index.ts";
import { type OutputColumn, writeParquet } from "../data/writeParquet.ts";
import { atomicWrite, csvCell, isFormula, nodeDisk } from "../observe/index.ts";
import { temporaryName, writeNew } from "../observe/storage/atomic.ts";
import { storageError } from "../observe/storage/failure.ts";
import { predictRows, type PredictRowsOptions } from "./predicted.ts";
import { pauseOrStop } from "./stop.ts";

export { type Predicted, predictRows } from "./predicted.ts";

export interface PredictOptions extends PredictRowsOptions {
  /** Where to write; the text is given back when absent (CSV and JSON). */
  readonly out?: string;
  /** By the ending of `out` when not given; else CSV. */
  readonly format?: "csv" | "json" | "parquet";
}

export interface PredictResult {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly format: "csv" | "json" | "parquet";
  readonly path?: string;
  readonly text?: string;
  readonly notices: readonly { readonly message: string }[];
}

const formatOf = ({ format, out }: PredictOptions): PredictResult["format"] => {
  const ending = extname(out ?? "").slice(1);
  if (format !== undefined) return format;
  return ending === "json" || ending === "jsonl" || ending === "ndjson"
    ? "json"
    : ending === "parquet"
      ? "parquet"
      : "csv";
};

/** Predicts the rows of a file with a run's model, and writes them as CSV, JSON lines or Parquet: all or, stopped with E107, nothing. */
export async function predict(options: PredictOptions): Promise<PredictResult> {
  const { rows, columns, notices } = await predictRows(options);
  const { signal } = options;
  const format = formatOf(options);
  const common = { rows, columns: columns.map(({ name }) => name), format, notices };
  if (format === "parquet") {
    const path = options.out;
    if (path === undefined)
      throw new RegularizeError({
        code: "E134",
        where: "--out",
        message: "Parquet is no text: it needs a file to be written to",
        todo: "--out predictions.parquet",
      });
    await writeWhole(path, async (temporary) => {
      await pauseOrStop(signal);
      await writeParquet(temporary, columns);
    });
    return { ...common, path };
  }
  const text = await (format === "csv" ? csvText : jsonText)(columns, rows, signal);
  const told = format === "csv" ? { ...common, notices: [...notices, ...formulas(columns)] } : common;
  if (options.out === undefined) return { ...told, text };
  await atomicWrite(options.out, text);
  return { ...told, path: options.out };
}

/** Cells that are not written as they are are told. */
function formulas(columns: readonly OutputColumn[]): PredictResult["notices"] {
  const found = columns.flatMap(({ values }) => (values instanceof Float32Array ? [] : values.filter(isFormula)));
  if (found.length === 0) return [];
  const start = `a spreadsheet would run as a formula (${JSON.stringify(found[0])})`;
  return [
    {
      message: `${plural(found.length, "cell")} that ${start}: written with ' in front; --format json writes them as they are`,
    },
  ];
}

/** The whole file or nothing; a place that cannot be written is E52x before `write` begins. */
async function writeWhole(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), temporaryName());
  try {
    await writeNew(nodeDisk, temporary, new Uint8Array());
    await write(temporary);
    await nodeDisk.rename(temporary, path);
  } catch (cause) {
    await nodeDisk.unlink(temporary).catch(() => undefined);
    throw await storageError(nodeDisk, { action: "write", path }, cause);
  }
}

/** Shortest decimal that float32 reads back. */
const shown = (value: string | number): string | number =>
  typeof value === "number" ? Number(value.toPrecision(9)) : value;

type Writer = (columns: readonly OutputColumn[], rows: number, signal: AbortSignal | undefined) => Promise<string>;

const csvText: Writer = (columns, rows, signal) => {
  const head = columns.map(({ name }) => csvCell(name)).join(",");
  return linesOf([head], rows, signal, (row) => columns.map(({ values }) => csvCell(shown(values[row]!))).join(","));
};

const jsonText: Writer = (columns, rows, signal) =>
  linesOf([], rows, signal, (row) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, values }) => [name, shown(values[row]!)]))),
  );

/** Rows that are written between two looks at the signal. */
const BLOCK = 10_000;

async function linesOf(
  lines: string[],
  rows: number,
  signal: AbortSignal | undefined,
  lineOf: (row: number) => string,
): Promise<string> {
  for (let row = 0; row < rows; row++) {
    if (row % BLOCK === 0) await pauseOrStop(signal);
    lines.push(lineOf(row));
  }
  await pauseOrStop(signal);
  return `${lines.join("\n")}\n`;
}
