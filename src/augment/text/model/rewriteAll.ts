import { fold, type Key, RegularizeError } from "../../../core/index.ts";
import { sameGuarded } from "../guards.ts";
import { passageOf } from "../passage.ts";
import { nameOf, type RewriteCache, type Rewriter } from "./rewriter.ts";
import { type Parts, partsOf, spaced } from "./sentences.ts";

export interface RewriteOptions {
  /** How many copies of each text are asked for. */
  readonly copies: number;
  readonly key: Key;
  /** A sentence whose rewriting has other numbers or another count of negations stays as it is; default true. */
  readonly guard?: boolean;
  /** Sentences per call of the rewriter; default 16. */
  readonly batchSize?: number;
  /** Rewritings of earlier runs; new ones are added batch by batch, so that an interrupted run goes on where it was. */
  readonly cache?: RewriteCache;
  readonly onProgress?: (progress: RewriteProgress) => void;
  /** Ends the work before the next batch, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Rewritings of sentences, those from the cache included. */
export interface RewriteProgress {
  readonly done: number;
  readonly total: number;
}

/** What came of it. The first five count rewritings of different sentences, the rest copies of texts. */
export interface RewriteCounts {
  readonly sentences: number;
  readonly fromCache: number;
  /** The rewriter gave nothing, so the sentence stays as it is. */
  readonly empty: number;
  /** The rewriter gave the sentence itself. */
  readonly unchanged: number;
  /** Numbers or negations changed, so the sentence stays as it is. */
  readonly guarded: number;
  readonly copies: number;
  /** Left out: equal to their text. */
  readonly identical: number;
  /** Left out: equal to an earlier copy. */
  readonly repeated: number;
}

export interface Rewritten {
  /** For each text, in the order of the texts, 0 … `copies` different copies of it. They belong into its fold. */
  readonly copies: readonly (readonly string[])[];
  readonly counts: RewriteCounts;
}

type Counts = { -readonly [K in keyof RewriteCounts]: number };
type Rewritings = ReadonlyMap<string, string>;

/** Different sentences, the short ones first, so that batches hold sentences of about one length. */
function sentencesOf(documents: readonly Parts[]): string[] {
  const sentences = documents.flatMap((parts) => parts.filter(({ isSentence }) => isSentence).map(({ text }) => text));
  return [...new Set(sentences)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

const batchesOf = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

async function checkedRewrite(rewriter: Rewriter, batch: readonly string[], key: Key): Promise<readonly string[]> {
  const texts = await rewriter.rewrite(batch, key);
  if (texts.length === batch.length) return texts;
  throw new RegularizeError({
    code: "E296",
    where: rewriter.id,
    message: "A rewriter must give one text for each",
    expected: `${batch.length} texts`,
    received: String(texts.length),
  });
}

interface Round {
  readonly rewriter: Rewriter;
  readonly key: Key;
  readonly options: RewriteOptions;
  readonly counts: Counts;
  readonly step: (sentences: number) => void;
}

/** One rewriting of each sentence: the cached ones, then batch by batch the others. */
async function rewriteRound(sentences: readonly string[], round: Round): Promise<Rewritings> {
  const { rewriter, key, counts, step } = round;
  const { cache, batchSize = 16, signal } = round.options;
  const found = new Map<string, string>();
  for (const sentence of cache === undefined ? [] : sentences) {
    const known = cache?.get(nameOf(rewriter, key, sentence));
    if (known !== undefined) found.set(sentence, known);
  }
  counts.fromCache += found.size;
  if (found.size > 0) step(found.size);
  const rest = sentences.filter((sentence) => !found.has(sentence));
  for (const batch of batchesOf(rest, batchSize)) {
    signal?.throwIfAborted();
    const texts = await checkedRewrite(rewriter, batch, key);
    const entries = batch.map((sentence, i) => [sentence, spaced(texts[i]!).trim()] as const);
    await cache?.put(entries.map(([sentence, text]) => [nameOf(rewriter, key, sentence), text]));
    for (const [sentence, text] of entries) found.set(sentence, text);
    step(batch.length);
  }
  return found;
}

/** Why a rewriting cannot be used; undefined where it can. */
function faultOf(sentence: string, text: string, guard: boolean): "empty" | "unchanged" | "guarded" | undefined {
  if (text === "") return "empty";
  if (text === spaced(sentence)) return "unchanged";
  return guard && !sameGuarded(passageOf(sentence).words, passageOf(text).words) ? "guarded" : undefined;
}

/** The rewritings that can be used, by their sentences; the others are counted. */
function usableOf(rewritings: Rewritings, guard: boolean, counts: Counts): Rewritings {
  const usable = [...rewritings].filter(([sentence, text]) => {
    const fault = faultOf(sentence, text, guard);
    if (fault !== undefined) counts[fault]++;
    return fault === undefined;
  });
  return new Map(usable);
}

/** Copies of one text: different from it and from each other, white space aside. */
function copiesOf(text: string, parts: Parts, rounds: readonly Rewritings[], counts: Counts): string[] {
  const source = spaced(text);
  const copies = new Map<string, string>();
  for (const round of rounds) {
    const copy = parts.map((part) => (part.isSentence ? (round.get(part.text) ?? part.text) : part.text)).join("");
    const plain = spaced(copy);
    if (plain === source) counts.identical++;
    else if (copies.has(plain)) counts.repeated++;
    else copies.set(plain, copy);
  }
  counts.copies += copies.size;
  return [...copies.values()];
}

/**
 * Rewrites texts sentence by sentence, once, before training: copies[i] are those of texts[i]. What a sentence becomes depends on
 * itself, the key and the rewriter, not on the texts around it. Throws E296, E298 and what the rewriter throws.
 */
export async function rewriteAll(
  texts: readonly string[],
  rewriter: Rewriter,
  options: RewriteOptions,
): Promise<Rewritten> {
  const { key, guard = true, onProgress } = options;
  const documents = texts.map(partsOf);
  const sentences = sentencesOf(documents);
  const rounds = rewriter.deterministic === true ? Math.min(1, options.copies) : options.copies;
  const total = sentences.length * rounds;
  const counts: Counts = { ...NONE, sentences: total };
  let done = 0;
  const step = (count: number): void => {
    done += count;
    onProgress?.({ done, total });
  };
  const usable: Rewritings[] = [];
  for (let copy = 0; copy < rounds; copy++) {
    const round = { rewriter, key: fold(key, "copy", copy), options, counts, step };
    usable.push(usableOf(await rewriteRound(sentences, round), guard, counts));
  }
  return { copies: texts.map((text, i) => copiesOf(text, documents[i]!, usable, counts)), counts };
}

const NONE: RewriteCounts = {
  sentences: 0,
  fromCache: 0,
  empty: 0,
  unchanged: 0,
  guarded: 0,
  copies: 0,
  identical: 0,
  repeated: 0,
};
