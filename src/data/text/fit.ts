import { count } from "../../core/count.ts";
import { RegularizeError } from "../../core/index.ts";
import { info, type Notice } from "../table.ts";
import { type Counted, countPairs, countWords, firstOf, secondOf } from "./count.ts";
import { formsToKeep, type TextSpec, type TfidfSpec, type TokenSpec } from "./spec.ts";

export interface TextOptions {
  /** Name of the column. */
  readonly column: string;
  /** Codes of the words for an embedding, or weights for a linear layer; default "tokens". */
  readonly encoding?: TextSpec["encoding"];
  /** Words, and pairs where they count, of which no more are kept; default 20,000. */
  readonly maximumWords?: number;
  /** Texts that must have a word for it to be kept; default 2. */
  readonly minimumTexts?: number;
  /** Words that are read of a text at most; default 256. Fewer when 95 % of the texts are shorter. */
  readonly maximumTokens?: number;
  /** Whether pairs of neighbouring words are features of TF-IDF; default false. */
  readonly pairs?: boolean;
}

export interface FittedText<Spec extends TextSpec = TextSpec> {
  readonly spec: Spec;
  readonly notices: readonly Notice[];
}

interface Feature {
  /** A place in `counted.words`, or a pair of them. */
  readonly at: number;
  readonly isPair: boolean;
  readonly frequency: number;
}

const MAXIMUM_WORDS = 20_000;
const MAXIMUM_TOKENS = 256;
const COVERED = 0.95;

/** The length that 95 % of the texts do not exceed, within [1, most]. */
function tokensToRead(lengths: Int32Array, most: number): number {
  const sorted = lengths.toSorted();
  return Math.max(1, Math.min(most, sorted[Math.ceil(COVERED * sorted.length) - 1] ?? 1));
}

/**
 * The features of most texts, words before pairs among equals, then as they occur. A pair occurs in no more texts than its words,
 * so the words of each pair that is kept come before it.
 */
function chosen(counted: Counted, texts: readonly string[], options: TextOptions): Feature[] {
  const { minimumTexts = 2, maximumWords = MAXIMUM_WORDS } = options;
  const words = counted.frequencies.map((frequency, at): Feature => ({ at, isPair: false, frequency }));
  const frequent = words.filter(({ frequency }) => frequency >= minimumTexts);
  const pairs =
    options.pairs === true && options.encoding === "tfidf"
      ? countPairs(texts, counted.forms, (place) => counted.frequencies[place]! >= minimumTexts)
      : [];
  for (const [at, frequency] of pairs) if (frequency >= minimumTexts) frequent.push({ at, isPair: true, frequency });
  return frequent
    .sort((a, b) => b.frequency - a.frequency || Number(a.isPair) - Number(b.isPair))
    .slice(0, maximumWords);
}

function noWords(column: string, texts: number, minimumTexts: number): RegularizeError {
  return new RegularizeError({
    code: "E250",
    where: `column ${column}`,
    message: `column ${JSON.stringify(column)}: no word occurs in ${minimumTexts} of the ${count(texts)} training texts`,
    expected: "texts that share words",
    todo: "check that this is the column of texts",
  });
}

function cutNotice(column: string, lengths: Int32Array, tokens: number): Notice[] {
  const cut = lengths.reduce((n, length) => n + (length > tokens ? 1 : 0), 0);
  if (cut === 0) return [];
  const share = `${((100 * cut) / lengths.length).toFixed(0)} %`;
  return [
    info(`${column}: ${count(tokens)} words are read of a text; ${share} of the texts are longer`, "--max-tokens"),
  ];
}

/**
 * A vocabulary of training texts, and how texts become numbers with it. Throws E250 when no word occurs in `minimumTexts` of them.
 *
 * @example
 * const { spec } = fitText(["good film", "bad film"], { column: "review", minimumTexts: 1 });
 * spec.words; // ["film", "good", "bad"]
 */
export function fitText(
  texts: readonly string[],
  options: TextOptions & { readonly encoding: "tfidf" },
): FittedText<TfidfSpec>;
export function fitText(
  texts: readonly string[],
  options: TextOptions & { readonly encoding?: "tokens" },
): FittedText<TokenSpec>;
export function fitText(texts: readonly string[], options: TextOptions): FittedText;
export function fitText(texts: readonly string[], options: TextOptions): FittedText {
  const { column, minimumTexts = 2, maximumTokens = MAXIMUM_TOKENS } = options;
  const counted = countWords(texts);
  const features = chosen(counted, texts, options);
  const kept = features.filter(({ isPair }) => !isPair);
  if (kept.length === 0) throw noWords(column, texts.length, minimumTexts);
  const words = kept.map(({ at }) => counted.words[at]!);
  const base = { version: 1, kind: "text", column, words, forms: formsToKeep(words, counted.forms.keys()) } as const;
  if (options.encoding === "tfidf") {
    const pairs = features.filter(({ isPair }) => isPair);
    const places = new Map(kept.map(({ at }, place) => [at, place]));
    const spec: TfidfSpec = {
      ...base,
      encoding: "tfidf",
      pairs: pairs.map(({ at }) => [places.get(firstOf(at))!, places.get(secondOf(at))!]),
      texts: texts.length,
      frequencies: [...kept, ...pairs].map(({ frequency }) => frequency),
    };
    return { spec, notices: [] };
  }
  const tokens = tokensToRead(counted.lengths, maximumTokens);
  return { spec: { ...base, encoding: "tokens", tokens }, notices: cutNotice(column, counted.lengths, tokens) };
}
