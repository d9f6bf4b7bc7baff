import { LOOKS_LIKE_DATE } from "../../sql/dates.ts";

/** Numbers as JavaScript and DuckDB both read them, with blanks around them. */
const NUMBER = /^[ \t]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[ \t]*$/u;
/** What DuckDB may take for a number too: `1_000`, `inf`, `nan(1)`. */
const MAYBE_NUMBER = /^[\s\d+\-._eE]*\d[\s\d+\-._eE]*$|^\s*[-+]?(?:inf|infinity|nan(?:\(.*\)?)?)\s*$/iu;
const NAN = /^[-+]?nan$/iu;
/** Decimal commas, and what looks like them. */
const COMMA = /^\s*[-+]?[\d.]+,\d+/u;

export const isNumber = (text: string): boolean => NUMBER.test(text);

/** Not missing by a token: a number to DuckDB, which no column holds. */
export const isNaNWord = (text: string): boolean => NAN.test(text);

/** True for cells that are certainly neither numbers, nor dates, nor numbers with decimal commas. */
export const isPlainWord = (text: string): boolean =>
  !MAYBE_NUMBER.test(text) && !LOOKS_LIKE_DATE.test(text) && !COMMA.test(text);
