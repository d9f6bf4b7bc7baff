import { invariant } from "../core/index.ts";
import { sameLength, type Locate } from "./place.ts";
import type { RawTable } from "./raw-table.ts";

/** How a column of numbers becomes a network's input; all in float32. */
export interface NumberCode {
  /** Put in place of NaN. */
  readonly median: number;
  readonly center: number;
  readonly scale: number;
  /** Cut to ±1e6, then x / √(1 + (x/3)²). */
  readonly smooth: boolean;
  /** The float behind each becomes 1 where the cell is NaN, and stays what it is elsewhere. */
  readonly flag: boolean;
}

/** Where the cells of one column stand in a matrix: where its rows begin, and how far behind that. */
export interface CellPlaces {
  readonly starts: Int32Array;
  readonly at: number;
}

/** Where `parseLines` stands: integers by these names. */
export const LINES = {
  /** Bytes of the text: the next cell, and the end of the last line. */
  at: 0,
  end: 1,
  row: 2,
  column: 3,
  /** 1: the cell before `at` was written by whom it was asked for. */
  isKnown: 4,
  /** Lines that LF alone ended, and that CRLF ended. */
  lf: 5,
  crlf: 6,
  columns: 7,
  /** Rows that there is room for. */
  rows: 8,
  delimiter: 9,
} as const;

/** Why `parseLines` stopped: at the end of the lines or of the rows, at a cell that is asked for, at what is no plain CSV. */
export const STOPPED = { done: 0, asks: 1, unusual: 2 } as const;

/** What a column holds to `parseLines`; any other kind holds words. An open one holds nothing but empty cells so far. */
export const CELLS = { open: 0, numbers: 1 } as const;

/** Bytes of a slot in a table of words, those of a word that it holds, and those that may be read beyond the text. */
export const TEXT = { slot: 32, short: 16, beyond: 32 } as const;

/** The cells of lines of plain CSV. */
export interface Lines {
  /** As `LINES` says. */
  readonly state: Int32Array;
  /** Whole lines, and `TEXT.beyond` bytes beyond them. */
  readonly text: Uint8Array;
  /** [columns] */
  readonly kinds: Uint8Array;
  /** [columns, rows]: codes of words, −1 for an empty cell; floats, NaN for an empty cell. */
  readonly cells: Int32Array;
  /** [columns, 2]: where in `words` the table of a column's words begins, and its slots less one; 0 where there is none. */
  readonly tables: Int32Array;
  /** Tables, a power of two slots each, at least one of them free; and longer words. */
  readonly words: Uint8Array;
}

/** A word in the text that is to be known: the bytes beyond its 16th are kept at `rest` in `words`. */
export interface KnownWord {
  readonly column: number;
  readonly at: number;
  readonly length: number;
  readonly rest: number;
  readonly code: number;
}

/** Columns of tables. */
export interface TableKernels {
  /** out[starts[i] + at] ← (x[i] − center) · scale, smoothed; every such place lies in `out`. */
  readonly encodeNumbers: (out: Float32Array, where: CellPlaces, x: Float32Array, code: NumberCode) => void;
  /** found [4] ← how many are NaN, how many others are no whole numbers, the least and the most of them (∞ and −∞ of none). */
  readonly surveyNumbers: (found: Float32Array, x: Float32Array) => void;
  /** Each hash takes a cell in; equal floats are one whatever their bits. Lengths are multiples of four. */
  readonly hashCells: (hashes: Int32Array, cells: Int32Array | Float32Array) => void;
  /**
   * Reads lines: `-12.5` as the nearest float, words that are known by their code. Asks for cells of open columns that are not empty, for
   * words that are not known, and for numbers in any other form or whose rounding takes more care. Gives one of `STOPPED`.
   */
  readonly parseLines: (lines: Lines) => number;
  /** Lets `parseLines` know a word of a column whose table has room. */
  readonly knowWord: (lines: Lines, word: KnownWord) => void;
}

export const tableKernels = <P>(raw: RawTable<P>, at: Locate<P>): TableKernels => ({
  encodeNumbers: (out, where, x, { median, center, scale, smooth, flag }) => {
    invariant(x.length <= where.starts.length, "encodeNumbers without places");
    raw.encodeNumbers(
      ...([x.length, at(out), at(where.starts), where.at, at(x)] as const),
      ...([median, center, scale, smooth ? 1 : 0, flag ? 1 : 0] as const),
    );
  },
  surveyNumbers: (found, x) => {
    sameLength(4, found, "surveyNumbers");
    raw.surveyNumbers(x.length, at(found), at(x));
  },
  hashCells: (hashes, cells) => {
    sameLength(hashes.length, cells, "hashCells");
    invariant(cells.length % 4 === 0, "hashCells by four");
    raw.hashCells(cells.length, at(hashes), at(cells), cells instanceof Float32Array ? 1 : 0);
  },
  parseLines: ({ state, text, kinds, cells, tables, words }) => {
    const [columns, end] = [state[LINES.columns]!, state[LINES.end]!];
    sameLength(columns, kinds, "parseLines kinds");
    sameLength(2 * columns, tables, "parseLines tables");
    invariant(
      end + TEXT.beyond <= text.length && columns * state[LINES.rows]! <= cells.length,
      "parseLines without room",
    );
    return raw.parseLines(at(state), at(text), at(kinds), at(cells), at(tables), at(words));
  },
  knowWord: ({ text, tables, words }, { column, at: start, length, rest, code }) => {
    const [from, mask] = [tables[2 * column]!, tables[2 * column + 1]!];
    invariant(mask > 0 && from + TEXT.slot * (mask + 1) <= words.length, "knowWord without a table");
    invariant(rest + Math.max(0, length - TEXT.short) <= words.length, "knowWord without room");
    raw.knowWord(at(text), start, length, at(words), from, mask, rest, code);
  },
});
