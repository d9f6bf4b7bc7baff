import { type PlainColumns, NUMBERS, OPEN } from "./columns.ts";
import { longFloat, quickFloat } from "./float.ts";
import { unusual } from "./unusual.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Digits that an int32 holds whatever they are. */
const FEW_DIGITS = 9;
/** FNV-1a. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Reads lines of cells into columns, byte by byte, and stops (`Unusual`) at whatever is not the plainest CSV. */
export class PlainParser {
  rows = 0;
  /** Lines that LF alone ends, and those that CRLF ends. */
  lf = 0;
  crlf = 0;
  readonly #columns: PlainColumns;
  readonly #delimiter: number;
  /** What ends a cell, and a quote. */
  readonly #stop = new Uint8Array(256);
  /** The cell that `#cell` found last, without its quotes. */
  #from = 0;
  #to = 0;

  constructor(columns: PlainColumns, delimiter: string) {
    this.#columns = columns;
    this.#delimiter = delimiter.charCodeAt(0);
    for (const byte of [this.#delimiter, LF, CR, QUOTE]) this.#stop[byte] = 1;
  }

  /** Reads bytes[start, end), whole lines: the last byte is a line feed. There is room for their rows. */
  push(bytes: Uint8Array, start: number, end: number): void {
    const { kinds } = this.#columns;
    const last = kinds.length - 1;
    const delimiter = this.#delimiter;
    let at = start;
    while (at < end) {
      if (bytes[at] === LF || bytes[at] === CR) unusual();
      for (let field = 0; field < last; field++) {
        at = this.#field(bytes, at, field, kinds[field]!);
        if (bytes[at] !== delimiter) unusual();
        at++;
      }
      at = this.#lineEnd(bytes, this.#field(bytes, at, last, kinds[last]!));
      this.rows++;
    }
  }

  #field(bytes: Uint8Array, at: number, field: number, kind: number): number {
    if (kind === NUMBERS) return this.#number(bytes, at, field);
    return kind === OPEN ? this.#odd(bytes, at, field, kind) : this.#word(bytes, at, field);
  }

  #lineEnd(bytes: Uint8Array, at: number): number {
    if (bytes[at] === LF) {
      this.lf++;
      return at + 1;
    }
    if (bytes[at] !== CR || bytes[at + 1] !== LF) unusual();
    this.crlf++;
    return at + 2;
  }

  /** `-12.5`: digits with a point; all else goes to `#odd`. Gives where the cell ends. */
  #number(bytes: Uint8Array, start: number, field: number): number {
    let at = start;
    let byte = bytes[at]!;
    const isNegative = byte === MINUS;
    if (isNegative) byte = bytes[++at]!;
    const first = at;
    let digits = 0;
    for (; (byte ^ ZERO) <= 9; byte = bytes[++at]!) digits = (Math.imul(digits, 10) + (byte ^ ZERO)) | 0;
    let count = at - first;
    let scale = 0;
    if (byte === POINT) {
      byte = bytes[++at]!;
      const point = at;
      for (; (byte ^ ZERO) <= 9; byte = bytes[++at]!) digits = (Math.imul(digits, 10) + (byte ^ ZERO)) | 0;
      scale = at - point;
      count += scale;
    }
    if (this.#stop[byte] === 0 || count === 0) return this.#odd(bytes, start, field, NUMBERS);
    if (count > FEW_DIGITS && bytes[first] === ZERO) count--;
    const value = count <= FEW_DIGITS ? quickFloat(digits, scale) : longFloat(bytes, first, at, scale);
    if (Number.isNaN(value)) return this.#odd(bytes, start, field, NUMBERS);
    this.#columns.floats[field]![this.rows] = isNegative ? -value : value;
    return at;
  }

  #word(bytes: Uint8Array, start: number, field: number): number {
    const stop = this.#stop;
    let [from, at] = [start, start];
    let hash = BASIS;
    for (let byte = bytes[at]!; stop[byte] === 0; byte = bytes[++at]!) hash = Math.imul(hash ^ byte, PRIME);
    let to = at;
    if (bytes[at] === QUOTE) {
      at = this.#cell(bytes, start);
      [from, to] = [this.#from, this.#to];
      hash = hashOf(bytes, from, to);
    }
    const columns = this.#columns;
    const words = columns.words[field]!;
    let code = from === to ? -1 : words.codeOf(bytes, from, to, hash);
    if (code >= words.checked) code = columns.checked(field, code);
    columns.codes[field]![this.rows] = code;
    return at;
  }

  /** A cell that may be anything: as text. */
  #odd(bytes: Uint8Array, start: number, field: number, kind: number): number {
    const end = this.#cell(bytes, start);
    const [from, to] = [this.#from, this.#to];
    const columns = this.#columns;
    if (from === to && kind === NUMBERS) {
      columns.floats[field]![this.rows] = Number.NaN;
      return end;
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
    const code = (): number => columns.words[field]!.codeOf(bytes, from, to, hashOf(bytes, from, to));
    if (kind === NUMBERS) columns.number(field, this.rows, text, code);
    else columns.open(field, this.rows, text, code);
    return end;
  }

  /** Finds the cell that begins here; gives where it ends, behind its closing quote. */
  #cell(bytes: Uint8Array, start: number): number {
    const isQuoted = bytes[start] === QUOTE;
    const stop = this.#stop;
    let at = isQuoted ? start + 1 : start;
    this.#from = at;
    if (isQuoted) while (bytes[at] !== QUOTE && bytes[at] !== LF && bytes[at] !== CR) at++;
    else while (stop[bytes[at]!] === 0) at++;
    this.#to = at;
    if ((bytes[at] === QUOTE) !== isQuoted) unusual();
    return isQuoted ? at + 1 : at;
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = BASIS;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
  return hash;
}
