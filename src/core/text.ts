/** Controls, bidirectional overrides, invisible formatting (except the joiner that emoji need) and lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029]|(?!\u200d)\p{Cf}/gu;

/** What joins the character before it: at the start of a text it gets a dotted circle to stand on. */
const JOINING = /^[\p{M}\p{Emoji_Modifier}\u200d]/u;

/** Text of others made safe to print on one line: what could move the cursor, colour or reorder becomes a visible mark. */
export function clean(text: string): string {
  const visible = text.replace(UNSAFE, (char) => {
    const code = char.codePointAt(0)!;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
  return JOINING.test(visible) ? `◌${visible}` : visible;
}

/** East Asian wide and full-width code points, as [first, last] (Unicode 15, coarse blocks). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18df2],
  [0x1aff0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];
const EMOJI =
  /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}\ufe0f|[#*0-9]\ufe0f\u20e3)/u;
const INVISIBLE = /^(?:\p{M}|\p{Cf}|\p{Cc})+$/u;
const ASCII = /^[\x20-\x7e]*$/u;
const STYLE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "gu");

let segmenter: Intl.Segmenter | undefined;

/** The characters as a reader sees them. */
export function graphemes(text: string): string[] {
  if (ASCII.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  const code = grapheme.codePointAt(0)!;
  return EMOJI.test(grapheme) || WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** Columns that the text takes on a terminal; colours take none. */
export function width(text: string): number {
  const plain = text.replace(STYLE, "");
  return ASCII.test(plain) ? plain.length : graphemes(plain).reduce((sum, g) => sum + graphemeWidth(g), 0);
}

export const padEnd = (text: string, columns: number): string => text + " ".repeat(Math.max(0, columns - width(text)));
export const padStart = (text: string, columns: number): string =>
  " ".repeat(Math.max(0, columns - width(text))) + text;

/** The text, or its beginning and `…` in at most `columns` columns. Not for coloured text. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 1) return "";
  let taken = "";
  let used = 1;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > columns) break;
    taken += grapheme;
  }
  return `${taken}…`;
}

/** Breaks at spaces so that every line fits; a word that is too long stays whole, to be copied. */
export function wrap(text: string, columns: number): string[] {
  const [first = "", ...words] = text.split(" ");
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)!} ${word}`;
    if (width(longer) > columns) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
