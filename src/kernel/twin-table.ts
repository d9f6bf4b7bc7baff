import type { RawTable } from "./raw-table.ts";
import { CELLS, LINES, STOPPED } from "./tables.ts";

const f = Math.fround;

const [LF, CR] = [10, 13];

/** `parseLines` that asks for every cell that is not empty. */
function askedLines(state: Float32Array, text: Float32Array, kinds: Float32Array, cells: Float32Array): number {
  const [columns, rows, delimiter] = [state[LINES.columns]!, state[LINES.rows]!, state[LINES.delimiter]!];
  const numbers = new Float32Array(cells.buffer, cells.byteOffset, cells.length);
  for (;;) {
    const [at, row, column] = [state[LINES.at]!, state[LINES.row]!, state[LINES.column]!];
    const byte = text[at];
    if (state[LINES.isKnown] === 0) {
      if (column === 0 && (at >= state[LINES.end]! || row === rows)) return STOPPED.done;
      const isEnd = byte === LF || byte === CR;
      if (column === 0 && isEnd) return STOPPED.unusual;
      if (!isEnd && byte !== delimiter) return STOPPED.asks;
      if (kinds[column] === CELLS.numbers) numbers[column * rows + row] = Number.NaN;
      else cells[column * rows + row] = -1;
    }
    state[LINES.isKnown] = 0;
    const isLast = column === columns - 1;
    const isPair = byte === CR && text[at + 1] === LF;
    if (isLast ? byte !== LF && !isPair : byte !== delimiter) return STOPPED.unusual;
    state[LINES.at] = at + (isLast && isPair ? 2 : 1);
    state[LINES.column] = isLast ? 0 : column + 1;
    if (!isLast) continue;
    state[LINES.row] = row + 1;
    state[isPair ? LINES.crlf : LINES.lf]! += 1;
  }
}

export const twinTable: RawTable<Float32Array> = {
  surveyNumbers(n, found, x) {
    const present = x.subarray(0, n).filter((v) => !Number.isNaN(v));
    const fractions = present.filter((v) => v !== Math.floor(v)).length;
    const least = present.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const most = present.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    found.set([n - present.length, fractions, least, most]);
  },
  hashCells(n, hashes, cells, areFloats) {
    const bits = new Int32Array(cells.buffer, cells.byteOffset, n);
    for (let i = 0; i < n; i++) {
      const isSame = areFloats === 1 && (cells[i] === 0 || Number.isNaN(cells[i]!));
      const mixed = Math.imul(hashes[i]! ^ (isSame ? (cells[i] === 0 ? 0 : 0x7fc00000) : bits[i]!), 0x85ebca6b);
      hashes[i] = mixed ^ (mixed >>> 15);
    }
  },
  parseLines: askedLines,
  knowWord: () => {},
  encodeNumbers(n, out, starts, at, x, median, center, scale, smooth, flag) {
    for (let i = 0; i < n; i++) {
      const missing = Number.isNaN(x[i]!);
      let value = f(f((missing ? f(median) : x[i]!) - f(center)) * f(scale));
      if (smooth === 1) {
        value = Math.max(-1e6, Math.min(1e6, value));
        const third = f(value / 3);
        value = f(value / f(Math.sqrt(f(1 + f(third * third)))));
      }
      out[starts[i]! + at] = value;
      if (missing && flag === 1) out[starts[i]! + at + 1] = 1;
    }
  },
};
