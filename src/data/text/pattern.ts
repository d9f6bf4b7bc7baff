import { MARK, type Range, SIGN, SINGLE, WORD } from "./letters.ts";

/** The runs as the inside of a character class; `codePoint` writes one code point from its hexadecimal digits. */
const classOf = (ranges: readonly Range[], codePoint: (digits: string) => string): string =>
  ranges
    .map(([from, to]) => {
      const first = codePoint(from.toString(16));
      return from === to ? first : `${first}-${codePoint(to.toString(16))}`;
    })
    .join("");

/**
 * What `eachToken` finds, as a regular expression. No alternative begins like another and each is greedy, so the leftmost
 * match is the longest, and engines that take the first and those that take the longest agree. The syntax is RE2's, for ONNX
 * Runtime's `com.microsoft.Tokenizer`, or JavaScript's.
 */
export function tokenPattern(syntax: "re2" | "javascript" = "re2"): string {
  const codePoint = (digits: string): string => (syntax === "re2" ? `\\x{${digits}}` : `\\u{${digits}}`);
  const [word, single, mark, sign] = [WORD, SINGLE, MARK, SIGN].map((ranges) => classOf(ranges, codePoint));
  const part = `[${word}][${word}${mark}]*`;
  return `${part}(?:['’]${part})*|[${single}][${mark}]*|[${sign}]`;
}
