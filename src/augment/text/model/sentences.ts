/** A text in parts: sentences that can be rewritten, and what stands between them. */
export type Parts = readonly { readonly text: string; readonly isSentence: boolean }[];

/** Models of translation learned from sentences: a longer one is cut. In characters. */
const LONGEST_SENTENCE = 400;

/** ICU takes quadratic time over a long row of initials, so it sees no more than this at once. In characters. */
const LONGEST_PARAGRAPH = 4_000;

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** A full stop behind which the sentence goes on: "Mr. Smith", "J. Smith". */
const GOES_ON = /(?:^|[\s("'])(?:Mrs?|Ms|Dr|Prof|St|Jr|Sr|Gen|Sen|Rep|Gov|vs|No|\p{Lu}|(?:\p{Lu}\.)+\p{Lu})\.\s*$/u;

/** A question or a cry that another sentence holds: `"Really?" he said.` */
const isQuoted = (before: string, after: string): boolean => /["'”’»)]\s*$/u.test(before) && /^\p{Ll}/u.test(after);

/** Segments of ICU, joined behind abbreviations and quotes. Without capitals it sees no sentences: every full stop counts. */
function segmentsOf(paragraph: string): string[] {
  if (!/\p{Lu}/u.test(paragraph)) return paragraph.split(/(?<=[.!?]["'”’»)]* )/u);
  const found: string[] = [];
  let before = "";
  for (const { segment } of sentences.segment(paragraph)) {
    if (GOES_ON.test(before) || isQuoted(before, segment)) found[found.length - 1] += segment;
    else found.push(segment);
    before = segment;
  }
  return found;
}

/** Where a text's head is best cut: behind the end of a sentence or else a comma in its second half, else at a space. */
function cutIn(head: string): number {
  for (const marks of [
    [". ", "! ", "? "],
    [", ", "; ", ": "],
  ]) {
    const at = Math.max(...marks.map((mark) => head.lastIndexOf(mark))) + 1;
    if (at > head.length / 2) return at;
  }
  const space = head.lastIndexOf(" ");
  if (space > 0) return space;
  return /[\uD800-\uDBFF]$/u.test(head) ? head.length - 1 : head.length;
}

function piecesOf(text: string, longest: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (text.length - start > longest) {
    const end = start + cutIn(text.slice(start, start + longest));
    pieces.push(text.slice(start, end));
    start = end;
  }
  return [...pieces, text.slice(start)];
}

/** A piece without the spaces around it; one without letters says nothing that could be said otherwise. */
function partsOfPiece(piece: string): Parts {
  const core = piece.trim();
  const start = piece.indexOf(core);
  const parts = [
    { text: piece.slice(0, start), isSentence: false },
    { text: core, isSentence: /\p{L}/u.test(core) },
    { text: piece.slice(start + core.length), isSentence: false },
  ];
  return parts.filter(({ text }) => text !== "");
}

const partsOfParagraph = (paragraph: string): Parts =>
  piecesOf(paragraph, LONGEST_PARAGRAPH)
    .flatMap(segmentsOf)
    .flatMap((segment) => piecesOf(segment, LONGEST_SENTENCE))
    .flatMap(partsOfPiece);

/** Splits a text at blank lines and behind sentences; a line break within a paragraph, as in mails, counts as a space. */
export function partsOf(text: string): Parts {
  const isBlankLine = (gap: string): boolean => gap.indexOf("\n") < gap.lastIndexOf("\n");
  const plain = text.replaceAll(/\s+/gu, (gap) => (isBlankLine(gap) ? gap : " "));
  return plain
    .split(/(\s{2,})/u)
    .flatMap((part, i) => (i % 2 === 1 ? [{ text: part, isSentence: false }] : partsOfParagraph(part)));
}

/** Every run of white space as one space. */
export const spaced = (text: string): string => text.replaceAll(/\s+/gu, " ");
