import { RegularizeError } from "../core/index.ts";
import { type Place, placeOf, showPlace } from "./csv/place.ts";
import type { Mark } from "./csv/scan.ts";
import { characters } from "./csv/text.ts";
import { contentOf, type Source } from "./source.ts";

const [LF, QUOTE, COMMA, OPEN, BACKSLASH, CLOSE, BRACE, BRACE_END] = [10, 34, 44, 91, 92, 93, 123, 125] as const;
const BLANK = new Set([9, 13, 32]);
const MARK = new Set([0xef, 0xbb, 0xbf]);

/** What is wrong with the array, and where. */
interface Flaw {
  readonly kind: "element" | "comma" | "after" | "open";
  readonly mark: Mark;
}

/** Where the scanner stands outside the rows. */
type State = "before" | "first" | "element" | "between" | "done";

/** Checks that JSON bytes are one array of objects, and tells where each begins and ends; what is within them is the parser's to judge. */
export class ArrayScanner {
  flaw: Flaw | undefined;
  readonly #begun: (mark: Mark) => void;
  readonly #ended: (offset: number) => void;
  #state: State = "before";
  /** Brackets that are open within a row. */
  #depth = 0;
  #text = false;
  #escaped = false;
  #line = 1;
  #lineStart = 0;
  #base = 0;

  /** `ended` gets the offset behind the row. */
  constructor(begun: (mark: Mark) => void = () => {}, ended: (offset: number) => void = () => {}) {
    this.#begun = begun;
    this.#ended = ended;
  }

  push(piece: Uint8Array): void {
    for (let i = 0; i < piece.length && this.flaw === undefined; i++) {
      const byte = piece[i]!;
      if (byte === LF) {
        this.#line++;
        this.#lineStart = this.#base + i + 1;
      } else if (this.#text) this.#inText(byte);
      else if (this.#depth > 0) this.#inRow(byte, i);
      else if (!BLANK.has(byte) && !(this.#state === "before" && MARK.has(byte))) this.#between(byte, i);
    }
    this.#base += piece.length;
  }

  end(): void {
    if (this.#state !== "done") this.flaw ??= { kind: "open", mark: this.#markAt(this.#base) };
  }

  #inText(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#text = false;
  }

  #inRow(byte: number, i: number): void {
    if (byte === QUOTE) this.#text = true;
    else if (byte === BRACE || byte === OPEN) this.#depth++;
    else if ((byte === BRACE_END || byte === CLOSE) && --this.#depth === 0) this.#ended(this.#base + i + 1);
  }

  #between(byte: number, i: number): void {
    const state = this.#state;
    if (state === "before" && byte === OPEN) this.#state = "first";
    else if ((state === "first" || state === "between") && byte === CLOSE) this.#state = "done";
    else if (state === "between" && byte === COMMA) this.#state = "element";
    else if ((state === "first" || state === "element") && byte === BRACE) {
      this.#begun(this.#markAt(this.#base + i));
      this.#depth = 1;
      this.#state = "between";
    } else {
      const kind = state === "between" ? "comma" : state === "done" ? "after" : "element";
      this.flaw = { kind, mark: this.#markAt(this.#base + i) };
    }
  }

  #markAt(offset: number): Mark {
    return { line: this.#line, lineStart: this.#lineStart, offset };
  }
}

const FLAWS: Record<Flaw["kind"], { readonly text: string; readonly todo: string }> = {
  element: {
    text: "the element is not an object",
    todo: 'write each row as an object: {"column": value, …}',
  },
  comma: { text: "the rows are not separated by a comma", todo: "repair the file, or write it again" },
  after: { text: "something follows the end of the array", todo: "remove it: the file must be one array" },
  open: { text: "the file ends within the array", todo: "it is cut off: copy it, or write it again" },
};

async function badArray(source: Source, flaw: Flaw): Promise<RegularizeError> {
  const place = showPlace(source.path, await placeOf(source, flaw.mark));
  const { text, todo } = FLAWS[flaw.kind];
  const expected = '[{"column": value, …}, …]';
  return new RegularizeError({ code: "E217", where: place, message: `${place} ${text}`, expected, todo });
}

/** What looks at the bytes of an array as they pass: E217 with line and column where they are no array of objects. */
export function arrayChecker(source: Source): {
  readonly push: (piece: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
} {
  const scanner = new ArrayScanner();
  const check = async (): Promise<void> => {
    if (scanner.flaw !== undefined) throw await badArray(source, scanner.flaw);
  };
  return {
    push: (piece) => {
      scanner.push(piece);
      return check();
    },
    end: () => {
      scanner.end();
      return check();
    },
  };
}

/** A row of an array as text, and where it begins. */
export interface Element {
  readonly mark: Mark;
  readonly text: string;
}

/** The rows of an array that was checked, one after the other: for messages only. */
export async function* elementsOf(source: Source): AsyncGenerator<Element> {
  const marks: Mark[] = [];
  const ends: number[] = [];
  const scanner = new ArrayScanner(
    (mark) => marks.push(mark),
    (offset) => ends.push(offset),
  );
  let rest: Buffer = Buffer.alloc(0);
  let base = 0;
  for await (const piece of contentOf(source)) {
    scanner.push(piece);
    rest = Buffer.concat([rest, piece]);
    for (const [k, mark] of marks.slice(0, ends.length).entries())
      yield { mark, text: rest.toString("utf8", mark.offset - base, ends[k]! - base) };
    marks.splice(0, ends.length);
    ends.length = 0;
    const kept = marks[0]?.offset ?? base + rest.length;
    rest = rest.subarray(kept - base);
    base = kept;
  }
}

/** The place of a character of a row's text. */
export async function placeWithin(source: Source, { mark, text }: Element, index: number): Promise<Place> {
  const lines = text.slice(0, index).split("\n");
  const column = characters(lines.at(-1)!);
  if (lines.length > 1) return { line: mark.line + lines.length - 1, column: column + 1 };
  const start = await placeOf(source, mark);
  return { line: start.line, column: start.column + column };
}
