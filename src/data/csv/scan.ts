/** A point in the content: 1-based physical line, and byte offsets from the start of the unzipped file. */
export interface Mark {
  readonly line: number;
  readonly lineStart: number;
  readonly offset: number;
}

/** What breaks the grammar of RFC 4180, and where. */
export type Flaw =
  | { readonly kind: "ragged"; readonly mark: Mark; readonly cells: number }
  | { readonly kind: "openQuote" | "afterQuote" | "loneReturn"; readonly mark: Mark };

/** A cell to look for: `record` 0 is the header. */
export interface Wanted {
  readonly record: number;
  readonly field: number;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
/** Where the machine stands within a cell. */
const START = 0;
const PLAIN = 1;
const QUOTED = 2;
const CLOSED = 3;
const AFTER = 4;

/**
 * Reads CSV bytes piece by piece and checks the grammar without making strings: records of `columns` cells, quotes
 * that close, one kind of line end (LF and CRLF may mix). Blank lines are skipped, except in a file of one column,
 * where they are missing cells. Stops at the first flaw.
 */
export class Scanner {
  /** Records so far, the header included. */
  records = 0;
  flaw: Flaw | undefined;
  /** True while every record is one physical line and no line is blank: line = row + 2. */
  plainLines = true;
  lf = false;
  crlf = false;
  /** Where the wanted cells begin, in their order. */
  readonly found: Mark[] = [];
  readonly #columns: number;
  readonly #wanted: readonly Wanted[];
  readonly #stop = new Uint8Array(256);
  readonly #delimiter: number;
  #wantedRecord: number;
  #state = START;
  #field = 0;
  #blank = true;
  #line: number;
  #lineStart: number;
  #base: number;
  #quote: Mark | undefined;
  #extra: Mark | undefined;
  #lastReturn: Mark = { line: 0, lineStart: 0, offset: 0 };
  #loneReturn: Mark | undefined;
  #afterReturn = false;

  /** `wanted` must be sorted by record, then field. `start` is where the header begins, on physical line `line`. */
  constructor(delimiter: string, columns: number, start: number, wanted: readonly Wanted[] = [], line = 1) {
    this.#line = line;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#columns = columns;
    this.#wanted = wanted;
    this.#wantedRecord = wanted[0]?.record ?? -1;
    for (const byte of [this.#delimiter, LF, CR]) this.#stop[byte] = 1;
    this.#base = start;
    this.#lineStart = start;
  }

  push(bytes: Uint8Array): void {
    const stop = this.#stop;
    const n = bytes.length;
    for (let i = 0; i < n && this.flaw === undefined; i++) {
      if (this.#state === PLAIN) {
        while (i < n && stop[bytes[i]!] === 0) i++;
        if (i < n) this.#boundary(bytes[i]!, i);
      } else if (this.#state === QUOTED) i = this.#quoted(bytes, i);
      else this.#edge(bytes[i]!, i);
    }
    this.#base += n;
  }

  end(): void {
    if (this.flaw === undefined && this.#state === QUOTED) this.flaw = { kind: "openQuote", mark: this.#quote! };
    if (this.flaw === undefined && (this.#field > 0 || !this.#blank)) {
      if (this.records === this.#wantedRecord) this.#watch(this.#base);
      this.#endRecord(this.#base);
    }
    if (this.#afterReturn) this.#loneReturn ??= this.#lastReturn;
    if (this.#loneReturn !== undefined && (this.lf || this.crlf) && this.flaw?.kind !== "openQuote")
      this.flaw = { kind: "loneReturn", mark: this.#loneReturn };
  }

  /** Skips to the closing quote, or to the end of the piece; counts the lines within. */
  #quoted(bytes: Uint8Array, from: number): number {
    let i = from;
    for (; i < bytes.length && bytes[i] !== QUOTE; i++) {
      if (bytes[i] !== LF) continue;
      this.#line++;
      this.#lineStart = this.#base + i + 1;
      this.plainLines = false;
    }
    if (i < bytes.length) this.#state = CLOSED;
    return i;
  }

  /** A byte at the start of a cell or behind a closing quote. */
  #edge(byte: number, i: number): void {
    if (this.#afterReturn && this.#swallowed(byte)) return;
    if (this.#state === START && this.records === this.#wantedRecord && !this.#isBlankLine(byte))
      this.#watch(this.#base + i);
    if (this.#stop[byte] === 1) this.#boundary(byte, i);
    else if (this.#state === START) {
      this.#blank = false;
      if (byte === QUOTE) this.#quote = this.#markAt(this.#base + i);
      this.#state = byte === QUOTE ? QUOTED : byte === SPACE ? START : PLAIN;
    } else if (byte === QUOTE && this.#state === CLOSED) this.#state = QUOTED;
    else if (byte === SPACE) this.#state = AFTER;
    else this.flaw = { kind: "afterQuote", mark: this.#quote! };
  }

  #isBlankLine(byte: number): boolean {
    return this.#blank && this.#field === 0 && this.#columns > 1 && (byte === LF || byte === CR);
  }

  /** Behind a carriage return: swallows the LF of CRLF, else remembers the lone return. */
  #swallowed(byte: number): boolean {
    this.#afterReturn = false;
    if (byte !== LF) {
      this.#loneReturn ??= this.#lastReturn;
      return false;
    }
    this.crlf = true;
    this.#lineStart++;
    return true;
  }

  /** A delimiter or a line end. */
  #boundary(byte: number, i: number): void {
    const offset = this.#base + i;
    this.#state = START;
    if (byte === this.#delimiter) {
      this.#field++;
      this.#blank = false;
      if (this.#field === this.#columns) this.#extra = this.#markAt(offset + 1);
      return;
    }
    this.#endRecord(offset);
    this.#afterReturn = byte === CR;
    if (byte === LF) this.lf = true;
    else if (this.#loneReturn === undefined) this.#lastReturn = this.#markAt(offset);
    this.#line++;
    this.#lineStart = offset + 1;
  }

  #endRecord(offset: number): void {
    const cells = this.#field + 1;
    if (cells === 1 && this.#blank && this.#columns > 1) this.plainLines = false;
    else if (cells === this.#columns) this.records++;
    else if (this.#loneReturn !== undefined && (this.lf || this.crlf))
      this.flaw = { kind: "loneReturn", mark: this.#loneReturn };
    else this.flaw = { kind: "ragged", cells, mark: this.#extra ?? this.#markAt(offset) };
    this.#field = 0;
    this.#blank = true;
    this.#extra = undefined;
  }

  /** Notes the cell that begins here when it is wanted. */
  #watch(offset: number): void {
    if (this.#wanted[this.found.length]?.field !== this.#field) return;
    this.found.push(this.#markAt(offset));
    this.#wantedRecord = this.#wanted[this.found.length]?.record ?? -1;
  }

  #markAt(offset: number): Mark {
    return { line: this.#line, lineStart: this.#lineStart, offset };
  }
}
