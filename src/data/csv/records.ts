/** A cell of a parsed sample. */
export interface Cell {
  readonly text: string;
  /** Index in the sample of its first character (the quote, when quoted). */
  readonly start: number;
}

export interface Sample {
  readonly records: readonly (readonly Cell[])[];
  /** False when the last record was cut off. */
  readonly complete: boolean;
  /** Index of a quote that never closes. */
  readonly openQuote?: number;
}

const LINE_ENDS = new Set(["\n", "\r"]);

interface Parsed {
  readonly cell: Cell;
  readonly next: number;
  readonly closed: boolean;
}

function quotedCell(text: string, quote: number): { value: string; next: number; closed: boolean } {
  let value = "";
  let from = quote + 1;
  for (;;) {
    const end = text.indexOf('"', from);
    if (end < 0) return { value: value + text.slice(from), next: text.length, closed: false };
    value += text.slice(from, end);
    if (text[end + 1] !== '"') return { value, next: end + 1, closed: true };
    value += '"';
    from = end + 2;
  }
}

function cellAt(text: string, start: number, delimiter: string): Parsed {
  let at = start;
  while (text[at] === " ") at++;
  const quoted = text[at] === '"' ? quotedCell(text, at) : undefined;
  let next = quoted?.next ?? start;
  while (next < text.length && text[next] !== delimiter && !LINE_ENDS.has(text[next]!)) next++;
  const value = quoted === undefined ? text.slice(start, next) : quoted.value + text.slice(quoted.next, next).trim();
  return { cell: { text: value, start: quoted === undefined ? start : at }, next, closed: quoted?.closed ?? true };
}

/** The first records of a CSV text, for the header and for guessing the delimiter. Never throws; blank lines are skipped. */
export function sampleRecords(text: string, delimiter: string, limit: number): Sample {
  const records: Cell[][] = [];
  let record: Cell[] = [];
  let at = 0;
  while (at < text.length && records.length < limit) {
    const { cell, next, closed } = cellAt(text, at, delimiter);
    record.push(cell);
    if (!closed) return { records, complete: false, openQuote: cell.start };
    if (text[next] === delimiter) {
      at = next + 1;
      if (at === text.length) record.push({ text: "", start: at });
      continue;
    }
    at = next + (text[next] === "\r" && text[next + 1] === "\n" ? 2 : 1);
    if (record.length > 1 || cell.text !== "" || next > cell.start) records.push(record);
    record = [];
    if (next >= text.length) return { records, complete: false };
  }
  if (record.length > 0) records.push(record);
  return { records, complete: record.length === 0 };
}
