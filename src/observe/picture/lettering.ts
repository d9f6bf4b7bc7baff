import { graphemes } from "../../core/text.ts";
import { clean } from "../report/write/html.ts";
import { type FaceName, face } from "./fonts.ts";

/** How a text is set: units of size, and the face. */
export interface Lettering {
  readonly size: number;
  readonly face: FaceName;
}

/** What a character without a picture takes: the empty box that stands for it. */
const BOX = 0.6;
const EMPTY = /^[\p{M}\p{Cf}\p{Cc}]$/u;

/** Width of a text in units. Kerning and joined letters, which are left out, make it a little narrower. */
export function lengthOf(text: string, { size, face: name }: Lettering): number {
  const { advance } = face(name);
  let em = 0;
  for (const sign of text) em += EMPTY.test(sign) ? 0 : (advance(sign.codePointAt(0)!) ?? BOX);
  return em * size;
}

const hasPicture = (sign: string): boolean =>
  EMPTY.test(sign) || face("regular").advance(sign.codePointAt(0)!) !== undefined;

/** Characters as a reader sees them; □ for each that no face has a picture of. */
const pictured = (text: string): string[] =>
  graphemes(text).map((grapheme) => (Array.from(grapheme).every(hasPicture) ? grapheme : "□"));

/** The text cut to a width, with `…` where something is missing. One line, nothing that acts. */
export function fitted(text: string, width: number, lettering: Lettering): string {
  const signs = pictured(clean(text, 400));
  const whole = signs.join("");
  if (lengthOf(whole, lettering) <= width) return whole;
  while (signs.length > 1 && lengthOf(`${signs.join("").trimEnd()}…`, lettering) > width) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

/** The text on at most `most` lines of a width, broken at spaces; the last one is cut. */
export function folded(text: string, width: number, most: number, lettering: Lettering): string[] {
  const lines: string[] = [];
  for (const word of clean(text, 400).split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    const joins = lines.length === most || (lines.length > 0 && lengthOf(longer, lettering) <= width);
    if (joins) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(line, width, lettering));
}

/** How many different characters no face has a picture of. */
export const unpictured = (text: string): number => new Set(Array.from(text).filter((sign) => !hasPicture(sign))).size;
