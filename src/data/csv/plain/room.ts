import { createMemory, type Kernels, LINES, type Lines, roomFor, TEXT } from "../../../kernel/index.ts";

/** Cells that are read before they go to their columns (1 MB), and rows of these. */
const CELLS = 1 << 18;
const ROWS = 1 << 12;
/** Bytes for words that the kernel knows (8 MB, touched where there are so many): it asks for any other. */
const WORDS = 1 << 23;
/** Room for words, of each byte of a file. */
const WORDS_OF_BYTE = 4;
/** Of a column's first table. */
const FIRST_SLOTS = 16;

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array, length = byteLength): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);

/** Where lines become cells: a memory of the kernels for one file. */
export class LineRoom implements Lines {
  readonly kernels: Kernels;
  readonly state: Int32Array;
  readonly text: Uint8Array;
  readonly kinds: Uint8Array;
  readonly cells: Int32Array;
  /** The same cells. */
  readonly floats: Float32Array;
  readonly tables: Int32Array;
  readonly words: Uint8Array;
  /** Words in each column's table. */
  readonly #known: Int32Array;
  #used = 0;

  /** For text of so many bytes at a time, and `all` of them at most: a small file takes little memory. */
  constructor(bytes: number, all: number, kinds: readonly number[], delimiter: string) {
    const columns = kinds.length;
    const most = Math.min(ROWS, Math.floor(CELLS / columns), Math.ceil(all / columns));
    const rows = Math.max(1, most);
    const known = Math.min(WORDS, WORDS_OF_BYTE * all);
    const sizes = [(bytes + TEXT.beyond) / 4, columns / 4, rows * columns, 2 * columns, known / 4].map(Math.ceil);
    const states = Object.keys(LINES).length;
    const memory = createMemory({ floats: roomFor(states, ...sizes) });
    const [text, kind, cells, tables, words] = sizes.map((size) => memory.ints(size)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    this.kernels = memory.kernels;
    this.state = memory.ints(states);
    this.text = bytesOf(text);
    this.kinds = bytesOf(kind, columns);
    this.cells = cells;
    this.floats = new Float32Array(cells.buffer, cells.byteOffset, cells.length);
    this.tables = tables;
    this.words = bytesOf(words);
    this.kinds.set(kinds);
    this.state[LINES.columns] = columns;
    this.state[LINES.rows] = rows;
    this.state[LINES.delimiter] = delimiter.charCodeAt(0);
    this.#known = new Int32Array(columns);
  }

  /** Lets the kernel know a word of the text, where there is room. */
  know(column: number, at: number, length: number, code: number): void {
    const slots = this.tables[2 * column + 1]! + 1;
    if (2 * (this.#known[column]! + 1) > slots && !this.#enlarge(column, Math.max(FIRST_SLOTS, 4 * slots))) return;
    const rest = this.#take(Math.max(0, length - TEXT.short));
    if (rest < 0) return;
    this.kernels.knowWord(this, { column, at, length, rest, code });
    this.#known[column]!++;
  }

  /** A new table, which is empty: what the old one knew is asked for once more. */
  #enlarge(column: number, slots: number): boolean {
    const from = this.#take(TEXT.slot * slots);
    if (from < 0) return false;
    this.tables.set([from, slots - 1], 2 * column);
    this.#known[column] = 0;
    return true;
  }

  /** Where so many bytes are free; −1 where they are not. */
  #take(bytes: number): number {
    if (this.#used + bytes > this.words.length) return -1;
    this.#used += bytes;
    return this.#used - bytes;
  }
}
