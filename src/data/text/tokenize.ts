import { MARK, type Range, SIGN, SINGLE, WORD } from "./letters.ts";

const IS_WORD = 1;
const IS_SINGLE = 2;
const IS_MARK = 3;
const IS_SIGN = 4;

/** The kind of every code point, 0 for what stands between tokens. */
const KINDS = new Uint8Array(0x110000);
const kinds: readonly (readonly [number, readonly Range[]])[] = [
  [IS_WORD, WORD],
  [IS_SINGLE, SINGLE],
  [IS_MARK, MARK],
  [IS_SIGN, SIGN],
];
for (const [kind, ranges] of kinds) for (const [from, to] of ranges) KINDS.fill(kind, from, to + 1);

/** `'` and `’`. */
const isApostrophe = (unit: number): boolean => unit === 0x27 || unit === 0x2019;
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
const kindAt = (text: string, at: number): number => KINDS[text.codePointAt(at) ?? 0]!;
const sizeAt = (text: string, at: number): number =>
  isSurrogate(text.charCodeAt(at)) && text.codePointAt(at)! > 0xffff ? 2 : 1;

/** Where the characters of kinds `a` and `b` that begin here end. */
function runEnd(text: string, from: number, a: number, b: number): number {
  let at = from;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind !== a && kind !== b) break;
    at += sizeAt(text, at);
  }
  return at;
}

/** Where the word that begins here ends: parts joined by apostrophes. */
function wordEnd(text: string, from: number): number {
  let at = runEnd(text, from, IS_WORD, IS_MARK);
  while (isApostrophe(text.charCodeAt(at)) && kindAt(text, at + 1) === IS_WORD)
    at = runEnd(text, at + 1, IS_WORD, IS_MARK);
  return at;
}

/**
 * Calls `visit` with each token of a text, as it is written: words (letters and numbers with their marks, joined by
 * apostrophes), single characters of scripts without spaces between words, and signs such as `!`, `$` and pictographs.
 * Stops after `most` of them.
 */
export function eachToken(text: string, visit: (token: string) => void, most: number = Number.POSITIVE_INFINITY): void {
  let found = 0;
  for (let at = 0; at < text.length && found < most; ) {
    const kind = kindAt(text, at);
    const next = at + sizeAt(text, at);
    let end = next;
    if (kind === IS_WORD) end = wordEnd(text, at);
    else if (kind === IS_SINGLE) end = runEnd(text, next, IS_MARK, IS_MARK);
    if (kind === IS_WORD || kind === IS_SINGLE || kind === IS_SIGN) {
      visit(text.slice(at, end));
      found++;
    }
    at = end;
  }
}

/** The tokens of a text in their order. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  eachToken(text, (token) => tokens.push(token));
  return tokens;
}

/** The word that the ways of writing it share: composed, with straight apostrophes, in lower case. */
export const canonical = (token: string): string => token.normalize("NFC").replaceAll("’", "'").toLowerCase();
