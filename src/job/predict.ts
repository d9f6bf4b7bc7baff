import { stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { RegularizeError } from "../core/index.ts";
import { showNotice } from "../data/index.ts";
import { type OutputColumn, writeParquet } from "../data/writeParquet.ts";
import { atomicWrite, csvCell, decodeSafetensors, nodeDisk, openRun } from "../observe/index.ts";
import { temporaryName, writeNew } from "../observe/storage/atomic.ts";
import { storageError } from "../observe/storage/failure.ts";
import { createRuntime } from "../run/index.ts";
import { createPredictor } from "../train/predictor.ts";
import { type Card, parseCard } from "./card.ts";
import { quoted } from "./command.ts";
import { inputOf, lossOf, modelOf } from "./model.ts";
import { readRows } from "./source/kinds.ts";

export interface PredictOptions {
  /** Folder of a run. */
  readonly run: string;
  /** A file with the columns that the model was trained on; the target is not needed. */
  readonly data: string;
  /** Where to write; the text is given back when absent (CSV and JSON). */
  readonly out?: string;
  /** By the ending of `out` when not given; else CSV. */
  readonly format?: "csv" | "json" | "parquet";
  readonly delimiter?: string;
  readonly trimHeaders?: boolean;
  readonly onBadCell?: "error" | "missing";
}

export interface PredictResult {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly format: "csv" | "json" | "parquet";
  readonly path?: string;
  readonly text?: string;
  readonly notices: readonly { readonly message: string }[];
}

/** Predictions of a run's model: one output column per name, in the order of the rows. */
export interface Predicted {
  readonly rows: number;
  readonly columns: readonly OutputColumn[];
  readonly notices: readonly { readonly message: string }[];
}

/** Predicts without writing anything. Throws E230 when the columns do not fit the model, E84x when the run is damaged. */
export async function predictRows(options: Omit<PredictOptions, "out" | "format">): Promise<Predicted> {
  const run = await openRun(options.run).catch((cause: unknown) => explained(options.run, cause));
  const card = parseCard(await run.readText("recipe.json"), "recipe.json");
  const { tensors } = decodeSafetensors(await run.read("model.safetensors"));
  const { recipe, shape } = card;
  const { run: _, ...source } = options;
  const { rows, x, notices } = await readRows(card, { ...source, target: card.target });
  const runtime = await createRuntime({ threads: 1 });
  try {
    const problem = {
      model: modelOf(recipe, shape),
      loss: lossOf(recipe, shape),
      penalties: [],
      input: inputOf(shape),
      outputs: shape.outputs,
    };
    const predictor = createPredictor(problem, tensors, runtime);
    const predictions = await predictor.predict(x, rows);
    const told = notices.map((notice) => ({ message: showNotice(notice) }));
    return { rows, columns: outputColumns(card, predictions, rows), notices: told };
  } finally {
    await runtime.dispose();
  }
}

/** E840 told better: E135 when there is no such folder, and how to go on where a fit began there. */
async function explained(run: string, cause: unknown): Promise<never> {
  if (!(cause instanceof RegularizeError) || cause.code !== "E840") throw cause;
  const is = (path: string, what: "isFile" | "isDirectory"): Promise<boolean> =>
    stat(path).then(
      (found) => found[what](),
      () => false,
    );
  if (!(await is(run, "isDirectory")))
    throw new RegularizeError({
      code: "E135",
      where: run,
      message: `There is no run folder ${run}`,
      todo: "give the folder that compare or fit printed after `saved`",
      cause,
    });
  if (!(await is(join(run, "job.json"), "isFile"))) throw cause;
  throw new RegularizeError({
    code: cause.code,
    where: run,
    message: `${run} is a fit that was not finished`,
    todo: `regularize resume ${quoted(run)}`,
    cause,
  });
}

/** `prediction`, and for classes `probability_CLASS` of each. */
function outputColumns({ task, scale, scales }: Card, predictions: Float32Array, rows: number): OutputColumn[] {
  if (task.kind === "regression")
    return [{ name: "prediction", values: predictions.map((v) => v * scale.deviation + scale.mean) }];
  const { classes } = task;
  const of = (row: number): Float32Array => predictions.subarray(row * classes.length, (row + 1) * classes.length);
  const bestOf = (probabilities: Float32Array): string => {
    const weighed = scales === undefined ? probabilities : probabilities.map((p, c) => p * scales[c]!);
    return classes[weighed.indexOf(Math.max(...weighed))]!;
  };
  const labels = Array.from({ length: rows }, (_, row) => bestOf(of(row)));
  const probabilities = classes.map((name, c) => ({
    name: `probability_${name}`,
    values: Float32Array.from({ length: rows }, (_, row) => of(row)[c]!),
  }));
  return [{ name: "prediction", values: labels }, ...probabilities];
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

/** Predicts the rows of a file with a run's model, and writes them as CSV, JSON lines or Parquet. */
export async function predict(options: PredictOptions): Promise<PredictResult> {
  const { rows, columns, notices } = await predictRows(options);
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
    await writeWhole(path, (temporary) => writeParquet(temporary, columns));
    return { ...common, path };
  }
  const text = format === "csv" ? csvText(columns, rows) : jsonText(columns, rows);
  if (options.out === undefined) return { ...common, text };
  await atomicWrite(options.out, text);
  return { ...common, path: options.out };
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

function csvText(columns: readonly OutputColumn[], rows: number): string {
  const lines = [columns.map(({ name }) => csvCell(name)).join(",")];
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ values }) => csvCell(shown(values[row]!))).join(","));
  return `${lines.join("\n")}\n`;
}

function jsonText(columns: readonly OutputColumn[], rows: number): string {
  const lines: string[] = [];
  for (let row = 0; row < rows; row++)
    lines.push(JSON.stringify(Object.fromEntries(columns.map(({ name, values }) => [name, shown(values[row]!)]))));
  return `${lines.join("\n")}\n`;
}
