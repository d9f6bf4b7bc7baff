import { endsCell, parseNumber } from "./parseNumber";
import { parseWord } from "./parseWord";
import { CR, LF } from "./signs";

/** What a column holds; others hold words. */
const OPEN: u32 = 0;
const NUMBERS: u32 = 1;

/** What is given back. */
const DONE: i32 = 0;
const ASKS: i32 = 1;
const UNUSUAL: i32 = 2;

/**
 * Reads lines of text into cells [columns, most rows], floats or codes, until `end`, or until there are no more rows. A cell that takes
 * more care is asked for: whoever knows it writes it, moves `at` behind it and sets `isKnown`.
 *
 * state, integers: at and end in the text, row, column, isKnown, lines that LF ends, lines that CRLF ends, columns, most rows, the
 * delimiter. tables [columns, 2], integers: where in `words` the table of a column begins, and its slots less one (0: it has none).
 */
export function parseLines(state: usize, text: usize, kinds: usize, cells: usize, tables: usize, words: usize): i32 {
  let at = text + load<u32>(state);
  const end = text + load<u32>(state, 4);
  let row = load<u32>(state, 8);
  let column = load<u32>(state, 12);
  let isKnown = load<u32>(state, 16) != 0;
  const last = load<u32>(state, 28) - 1;
  const rows = load<u32>(state, 32);
  const delimiter = load<u32>(state, 36);
  let said = DONE;
  while (true) {
    if (!isKnown) {
      if (column == 0) {
        if (at >= end || row == rows) break;
        const byte = load<u8>(at);
        if (byte == LF || byte == CR) {
          said = UNUSUAL;
          break;
        }
      }
      const kind = load<u8>(kinds + column);
      const out = cells + ((<usize>column * rows + row) << 2);
      let next: usize = 0;
      if (kind == NUMBERS) next = parseNumber(at, delimiter, out);
      else if (kind != OPEN) {
        const table = tables + (<usize>column << 3);
        next = parseWord(at, delimiter, out, words, load<u32>(table), load<u32>(table, 4));
      } else if (endsCell(load<u8>(at), delimiter)) {
        store<i32>(out, -1);
        next = at;
      }
      if (next == 0) {
        said = ASKS;
        break;
      }
      at = next;
    }
    isKnown = false;
    const byte: u32 = load<u8>(at);
    if (column < last) {
      if (byte != delimiter) {
        said = UNUSUAL;
        break;
      }
      at++;
      column++;
      continue;
    }
    if (byte == LF) {
      at++;
      store<u32>(state, load<u32>(state, 20) + 1, 20);
    } else if (byte == CR && load<u8>(at, 1) == LF) {
      at += 2;
      store<u32>(state, load<u32>(state, 24) + 1, 24);
    } else {
      said = UNUSUAL;
      break;
    }
    row++;
    column = 0;
  }
  store<u32>(state, <u32>(at - text));
  store<u32>(state, row, 8);
  store<u32>(state, column, 12);
  store<u32>(state, 0, 16);
  return said;
}
