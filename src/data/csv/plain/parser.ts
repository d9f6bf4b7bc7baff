import { passed } from "../../../core/long.ts";
import { LINES, STOPPED } from "../../../kernel/index.ts";
import { NUMBERS, OPEN, type PlainColumns } from "./columns.ts";
import type { LineRoom } from "./room.ts";
import { unusual } from "./unusual.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
/** FNV-1a. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Reads lines of cells into columns, and stops (`Unusual`) at whatever is not the plainest CSV. A kernel reads most cells; it asks for others. */
export class PlainParser {
  readonly #room: LineRoom;
  readonly #columns: PlainColumns;
  /** Rows that are in the columns; the room has others. */
  #kept = 0;
  /** What ends a cell, and a quote. */
  readonly #stop = new Uint8Array(256);
  /** The cell that `#cell` found last, without its quotes. */
  #from = 0;
  #to = 0;

  constructor(room: LineRoom, columns: PlainColumns) {
    this.#room = room;
    this.#columns = columns;
    for (const byte of [room.state[LINES.delimiter]!, LF, CR, QUOTE]) this.#stop[byte] = 1;
  }

  get rows(): number {
    return this.#kept + this.#room.state[LINES.row]!;
  }

  /** Reads text[start, end) of the room, whole lines: the last byte is a line feed. There is room for their rows. */
  push(start: number, end: number): void {
    const room = this.#room;
    const { state } = room;
    state[LINES.at] = start;
    state[LINES.end] = end;
    for (;;) {
      const stopped = room.kernels.parseLines(room);
      if (stopped === STOPPED.unusual) unusual();
      if (stopped === STOPPED.asks) this.#answer(state[LINES.column]!, state[LINES.row]!);
      else if (state[LINES.at]! < end) this.keep();
      else return;
    }
  }

  /** Puts the rows of the room where they belong: when it is full, and at last. */
  keep(): void {
    const { kinds, state } = this.#room;
    const rows = state[LINES.row]!;
    for (let field = 0; field < kinds.length; field++) this.#keep(field, rows);
    this.#kept += rows;
    passed(4 * rows * kinds.length);
    state[LINES.row] = 0;
  }

  /** Puts the first cells of the room where they belong. */
  #keep(field: number, rows: number): void {
    const { kinds, cells, floats, state } = this.#room;
    const from = field * state[LINES.rows]!;
    if (kinds[field] === NUMBERS) this.#columns.floats[field]!.set(floats.subarray(from, from + rows), this.#kept);
    else this.#columns.codes[field]!.set(cells.subarray(from, from + rows), this.#kept);
  }

  /** Reads the cell that the kernel asks for. */
  #answer(field: number, row: number): void {
    const { kinds, cells, floats, state } = this.#room;
    const kind = kinds[field]!;
    if (kind === OPEN) this.#keep(field, row);
    const isWord = kind !== OPEN && kind !== NUMBERS;
    const at = state[LINES.at]!;
    state[LINES.at] = isWord ? this.#word(at, field, this.#kept + row) : this.#odd(at, field, kind, this.#kept + row);
    state[LINES.isKnown] = 1;
    const place = field * state[LINES.rows]!;
    if (kinds[field] !== NUMBERS) cells[place + row] = this.#columns.codes[field]![this.#kept + row]!;
    else {
      floats[place + row] = this.#columns.floats[field]![this.#kept + row]!;
      if (kind === OPEN) floats.fill(Number.NaN, place, place + row);
    }
  }

  #word(start: number, field: number, row: number): number {
    const columns = this.#columns;
    const end = this.#cell(start);
    const [from, to] = [this.#from, this.#to];
    if (from === to) columns.codes[field]![row] = -1;
    else {
      const code = columns.checked(field, this.#codeOf(field, from, to));
      columns.codes[field]![row] = code;
      this.#room.know(field, from, to - from, code);
    }
    return end;
  }

  /** A cell that may be anything: as text. */
  #odd(start: number, field: number, kind: number, row: number): number {
    const { text: bytes } = this.#room;
    const end = this.#cell(start);
    const [from, to] = [this.#from, this.#to];
    const columns = this.#columns;
    if (from === to && kind === NUMBERS) {
      columns.floats[field]![row] = Number.NaN;
      return end;
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
    const code = (): number => this.#codeOf(field, from, to);
    if (kind === NUMBERS) columns.number(field, row, text, code);
    else columns.open(field, row, text, code);
    return end;
  }

  #codeOf(field: number, from: number, to: number): number {
    const { text } = this.#room;
    let hash = BASIS;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ text[i]!, PRIME);
    return this.#columns.words[field]!.codeOf(text, from, to, hash);
  }

  /** Finds the cell that begins here; gives where it ends, behind its closing quote. */
  #cell(start: number): number {
    const { text } = this.#room;
    const isQuoted = text[start] === QUOTE;
    const stop = this.#stop;
    let at = isQuoted ? start + 1 : start;
    this.#from = at;
    if (isQuoted) while (text[at] !== QUOTE && text[at] !== LF && text[at] !== CR) at++;
    else while (stop[text[at]!] === 0) at++;
    this.#to = at;
    if ((text[at] === QUOTE) !== isQuoted) unusual();
    return isQuoted ? at + 1 : at;
  }
}
