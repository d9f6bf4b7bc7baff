import { invariant } from "../../core/index.ts";
import { passed } from "../../core/long.ts";
import type { CategoryColumn, DataColumn, NumericColumn } from "../table.ts";
import { BLOCK, type Room, sharedRoom } from "./room.ts";
import type { CodeSpec, NumericSpec, OneHotSpec, Preprocessor } from "./spec.ts";

/** Writes one column of some rows, a block at most, into the room's matrix; row i begins where the room says, and holds zeros. */
type Writer = (rows: Int32Array, room: Room) => void;

function numericWriter(spec: NumericSpec, { values }: NumericColumn, at: number): Writer {
  return (rows, { kernels, matrix, cells, starts }) => {
    for (let i = 0; i < rows.length; i++) cells[i] = values[rows[i]!]!;
    kernels.encodeNumbers(matrix, { starts, at }, cells.subarray(0, rows.length), spec);
  };
}

/** From the file's level numbers to what the spec gives them. */
function translate(column: CategoryColumn, spec: OneHotSpec | CodeSpec): Int32Array {
  const known = new Map(spec.levels.map((level, i) => [level, spec.kind === "codes" ? spec.codes[i]! : i]));
  const unknown = spec.kind === "codes" ? 0 : -1;
  return Int32Array.from(column.levels, (level) => known.get(level) ?? unknown);
}

function oneHotWriter(spec: OneHotSpec, column: CategoryColumn, at: number): Writer {
  const { codes } = column;
  const places = translate(column, spec);
  const absent = spec.flag ? spec.levels.length : -1;
  return (rows, { matrix, starts }) => {
    for (let i = 0; i < rows.length; i++) {
      const code = codes[rows[i]!]!;
      const one = code < 0 ? absent : places[code]!;
      if (one >= 0) matrix[starts[i]! + at + one] = 1;
    }
  };
}

function codesWriter(spec: CodeSpec, column: CategoryColumn, at: number): Writer {
  const { codes } = column;
  const places = translate(column, spec);
  const absent = spec.flag ? 1 : 0;
  return (rows, { matrix, starts }) => {
    for (let i = 0; i < rows.length; i++) {
      const code = codes[rows[i]!]!;
      matrix[starts[i]! + at] = code < 0 ? absent : places[code]!;
    }
  };
}

function writersOf(preprocessor: Preprocessor, columns: readonly DataColumn[]): Writer[] {
  let dense = 0;
  let code = preprocessor.dense;
  return preprocessor.columns.map((spec, i) => {
    const column = columns[i];
    invariant(column?.name === spec.name, `transform: column ${spec.name} expected, ${column?.name} given`);
    const at = dense;
    if (spec.kind === "numeric" && column.kind === "numeric") {
      dense += spec.flag ? 2 : 1;
      return numericWriter(spec, column, at);
    }
    if (spec.kind === "oneHot" && column.kind === "category") {
      dense += spec.levels.length + (spec.flag ? 1 : 0);
      return oneHotWriter(spec, column, at);
    }
    const isCoded = spec.kind === "codes" && column.kind === "category";
    invariant(isCoded, `transform: column ${spec.name} is ${column.kind}, the model has ${spec.kind}`);
    return codesWriter(spec, column, code++);
  });
}

/** Floats of the matrix that blocks are made in: it stays in a processor's cache. */
const MOST_FLOATS = 1 << 16;

/** Bytes that are read from a disk with each that is asked for. */
const AROUND = 1 << 16;

/** `transform` that is asked often: what it looks up of columns and levels is looked up once. */
export class Encoder {
  readonly #width: number;
  readonly #writers: readonly Writer[];
  /** Rows of a block. */
  readonly #block: number;

  constructor(preprocessor: Preprocessor, columns: readonly DataColumn[]) {
    this.#width = preprocessor.width;
    this.#writers = writersOf(preprocessor, columns);
    this.#block = Math.max(1, Math.min(BLOCK, Math.floor(MOST_FLOATS / this.#width)));
  }

  /** Writes the network's input of some rows into `out`, [rows, width], row-major. */
  encode(rows: Int32Array, out: Float32Array): void {
    const [width, size] = [this.#width, this.#block];
    invariant(out.length === rows.length * width, `transform: ${out.length} places for ${rows.length} rows`);
    const room = sharedRoom(size * width);
    for (let row = 0; row < size; row++) room.starts[row] = row * width;
    for (let from = 0; from < rows.length; from += size) {
      const block = rows.subarray(from, from + size);
      const made = room.matrix.subarray(0, block.length * width).fill(0);
      this.#write(block, room);
      out.set(made, from * width);
    }
  }

  /** Writes the input of rows[i] to row places[i] of the room's matrix, which holds zeros. */
  scatter(rows: Int32Array, places: Int32Array, room: Room): void {
    for (let from = 0; from < rows.length; from += BLOCK) {
      const block = rows.subarray(from, from + BLOCK);
      for (let i = 0; i < block.length; i++) room.starts[i] = places[from + i]! * this.#width;
      this.#write(block, room);
    }
  }

  #write(rows: Int32Array, room: Room): void {
    const bytes = bytesAround(rows);
    for (const write of this.#writers) {
      write(rows, room);
      passed(bytes);
    }
  }
}

/** So few rows need not lie side by side, however near each other they are. */
const FEW = 16;

/** Bytes of a column that are touched where these rows of it are asked for: what lies between them, or around each. */
function bytesAround(rows: Int32Array): number {
  if (rows.length <= FEW) return rows.length * AROUND;
  let [first, last] = [rows[0]!, rows[0]!];
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < first) first = row;
    else if (row > last) last = row;
  }
  return Math.min(4 * (last - first), rows.length * AROUND);
}

/**
 * The network's input for some rows: Float32Array [rows, width], row-major; see `Preprocessor` for the outputs. The columns
 * must be those of the preprocessor, in its order (`matchColumns`). `out` may be a view to write into.
 */
export function transform(
  preprocessor: Preprocessor,
  columns: readonly DataColumn[],
  rows: Int32Array,
  out: Float32Array = new Float32Array(rows.length * preprocessor.width),
): Float32Array {
  new Encoder(preprocessor, columns).encode(rows, out);
  return out;
}
