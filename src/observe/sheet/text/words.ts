import { graphemes } from "../../../core/text.ts";
import { difference, type Piece, type Token, tokensOf } from "./diff.ts";

/** A word or mark as it is shown. */
export interface Word {
  readonly kind: Piece["kind"];
  readonly text: string;
  /** A space stands before it, where it does not start a line. */
  readonly spaced: boolean;
}

/** Neighbours of one kind. */
export type Run = Word;

/** Tokens of a text that are compared, and those that are shown; between them lies what the cut would make look changed. */
const COMPARED = 400;
const SHOWN = 120;
/** Tokens that stay before the first change, where that lies too far from the start. */
const CONTEXT = 20;
/** Signs of one word that are shown. */
const SIGNS = 48;
const MORE: Word = { kind: "same", text: "…", spaced: true };

function shortened(text: string): string {
  const signs = graphemes(text.slice(0, 16 * SIGNS));
  return signs.length > SIGNS ? `${signs.slice(0, SIGNS - 1).join("")}…` : signs.join("");
}

/** The beginning of a text; empty when there is nothing to see. */
export function plainWords(text: string): Word[] {
  const words = tokensOf(text, SHOWN + 1).map((token): Word => wordOf("same", token));
  return words.length > SHOWN ? [...words.slice(0, SHOWN), MORE] : words;
}

const wordOf = (kind: Word["kind"], { text, spaced }: Token): Word => ({ kind, text: shortened(text), spaced });

/**
 * A part of a copy that shows what it took from the source and what it added, from the beginning or from shortly before the
 * first change; `unchanged`, or `later` where the change lies beyond what is compared.
 */
export function changedWords(source: string, copy: string): Word[] | "unchanged" | "later" {
  const [old, fresh] = [tokensOf(source, COMPARED), tokensOf(copy, COMPARED)];
  const words = difference(old, fresh).flatMap(({ kind, tokens }) => tokens.map((token) => wordOf(kind, token)));
  const isWhole = Math.max(old.length, fresh.length) < COMPARED;
  const first = words.findIndex(({ kind }) => kind !== "same");
  if (first < 0) return source === copy || isWhole ? "unchanged" : "later";
  const start = first < SHOWN - CONTEXT ? 0 : first - CONTEXT;
  const shown = parted(words).slice(start, start + SHOWN);
  return [...(start > 0 ? [MORE] : []), ...shown, ...(isWhole && start + SHOWN >= words.length ? [] : [MORE])];
}

/** An added word stands apart from the removed one before it, even where it starts the text. */
const parted = (words: readonly Word[]): Word[] =>
  words.map((word, i) =>
    word.kind === "added" && words[i - 1]?.kind === "removed" && /^[\p{L}\p{N}]/u.test(word.text)
      ? { ...word, spaced: true }
      : word,
  );

export type Shown = ReturnType<typeof changedWords>;

/** What stands where there are no words to show. */
export const insteadOf = (shown: Shown): string =>
  shown === "unchanged" ? "unchanged" : shown === "later" ? `changed after the first ${COMPARED} words` : "empty";

/** Neighbours of one kind together, spaces within. */
export function runsOf(words: readonly Word[]): Run[] {
  const runs: Run[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.kind !== word.kind) runs.push(word);
    else runs[runs.length - 1] = { ...last, text: `${last.text}${word.spaced ? " " : ""}${word.text}` };
  }
  return runs;
}

/** Lines that are no wider than `width` where words allow; broken at spaces, and between signs where there are none. */
export function wrapped(words: readonly Word[], width: number, measure: (line: readonly Run[]) => number): Run[][] {
  const lines: Word[][] = [];
  const fits = (line: readonly Word[]): boolean => measure(runsOf(line)) <= width;
  for (const unit of unitsOf(words)) {
    const longer = [...(lines.at(-1) ?? []), ...unit];
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else if (fits(unit)) lines.push([...unit]);
    else
      for (const word of unit) {
        const more = [...(lines.at(-1) ?? []), word];
        if (lines.length > 0 && fits(more)) lines[lines.length - 1] = more;
        else lines.push([word]);
      }
  }
  return lines.map((line) => runsOf(line));
}

/** Words that no space parts stay on one line: `(see`, `end.` */
function unitsOf(words: readonly Word[]): Word[][] {
  const units: Word[][] = [];
  for (const word of words) {
    if (word.spaced || units.length === 0) units.push([word]);
    else units.at(-1)!.push(word);
  }
  return units;
}
