import { longFloats, longInts } from "../../../core/long.ts";
import type { IsMissing } from "../../missing.ts";
import { floatOf } from "./float.ts";
import { unusual } from "./unusual.ts";
import { isNaNWord, isNumber, isPlainWord } from "./word.ts";
import { Words } from "./words.ts";

/** Nothing but missing cells so far. */
export const OPEN = 0;
export const NUMBERS = 1;
export const WORDS = 2;
/** Numbers are words here, because the user said so. */
export const FORCED_WORDS = 3;
export type Kind = typeof OPEN | typeof NUMBERS | typeof WORDS | typeof FORCED_WORDS;

/** What is asked of one column. */
export interface Asked {
  readonly name: string;
  /** Read whole however many different words it has. */
  readonly isWhole: boolean;
  /** Its type was given by the user. */
  readonly isForced: boolean;
}

/** More different words than this are text when most cells have one of their own. */
const MANY_WORDS = 1000;
/** More different words than this are left to a reader that need not hold them. */
const MOST_WORDS = 10_000;

/** What the plain reader holds of a file: one typed array per column, which grows. */
export class PlainColumns {
  readonly kinds: Uint8Array;
  /** Of columns of numbers: NaN is missing. */
  readonly floats: Float32Array[];
  /** Of other columns: the number of the word, −1 where the cell is empty. */
  readonly codes: Int32Array[];
  readonly words: readonly Words[];
  /** Of columns of numbers: how often each word that means missing was met. */
  readonly tokens: readonly Map<number, number>[];
  capacity = 0;
  readonly #isMissing: IsMissing;

  readonly #asked: readonly Asked[];

  /** `kinds` are shared with the reader. */
  constructor(asked: readonly Asked[], kinds: Uint8Array, isMissing: IsMissing) {
    this.#asked = asked;
    this.kinds = kinds;
    this.floats = asked.map(() => new Float32Array(0));
    this.codes = asked.map(() => new Int32Array(0));
    this.words = asked.map(() => new Words());
    this.tokens = asked.map(() => new Map<number, number>());
    this.#isMissing = isMissing;
  }

  /** Makes room for so many rows. */
  grow(capacity: number): void {
    this.capacity = capacity;
    for (const [field, kind] of this.kinds.entries()) {
      const old = kind === NUMBERS ? this.floats[field]! : this.codes[field]!;
      const wide = kind === NUMBERS ? longFloats(capacity) : longInts(capacity);
      wide.set(old);
      if (wide instanceof Float32Array) this.floats[field] = wide;
      else this.codes[field] = wide;
    }
  }

  /** A cell of a column of numbers that is not written the usual way. */
  number(field: number, row: number, text: string, code: () => number): void {
    if (isNumber(text)) {
      const value = floatOf(text.trim());
      if (!Number.isFinite(value)) unusual();
      this.floats[field]![row] = value;
      return;
    }
    this.floats[field]![row] = Number.NaN;
    if (text === "" || isNaNWord(text)) return;
    if (!this.#isMissing(text)) unusual();
    const token = this.checked(field, code());
    this.tokens[field]!.set(token, (this.tokens[field]!.get(token) ?? 0) + 1);
  }

  /** The first cells of a column, until one tells what it holds. */
  open(field: number, row: number, text: string, code: () => number): void {
    if (text === "") this.codes[field]![row] = -1;
    else if (isNumber(text) || isNaNWord(text)) {
      this.becomeNumbers(field, row);
      this.number(field, row, text, code);
    } else {
      if (!this.#isMissing(text)) this.kinds[field] = WORDS;
      this.codes[field]![row] = this.checked(field, code());
    }
  }

  /** All cells so far were missing. */
  becomeNumbers(field: number, rows: number): void {
    const tokens = this.tokens[field]!;
    for (const code of this.codes[field]!.subarray(0, rows))
      if (code >= 0) tokens.set(code, (tokens.get(code) ?? 0) + 1);
    this.kinds[field] = NUMBERS;
    this.codes[field] = new Int32Array(0);
    this.floats[field] = longFloats(this.capacity).fill(Number.NaN, 0, rows);
  }

  /** The code of a word, looked at where it is new. */
  checked(field: number, code: number): number {
    const words = this.words[field]!;
    if (code < words.checked) return code;
    words.checked = words.size;
    if (words.size > MOST_WORDS) unusual();
    if (this.kinds[field] !== FORCED_WORDS && !isPlainWord(words.text(code))) unusual();
    return code;
  }

  /** Stops early at a column that will be text. */
  checkFew(rows: number): void {
    for (const [field, { size }] of this.words.entries())
      if (size > MANY_WORDS && size > rows / 2 && !this.#asked[field]!.isWhole) unusual();
  }
}
