import type { Random } from "../../core/index.ts";

/** How the next word is chosen. */
export interface Choosing {
  /** 0 takes the likeliest; 1 draws as the model says; above, more freely. */
  readonly temperature: number;
  /** Draws are among the likeliest tokens that have this probability together. */
  readonly topP: number;
}

/** Nucleus sampling looks no further down: what is left has next to no probability. */
const CANDIDATES = 64;

/** The places of the k largest finite numbers, the largest first; of equal ones the earlier. */
export function largest(scores: ArrayLike<number>, k: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (!(score > Number.NEGATIVE_INFINITY)) continue;
    if (best.length === k && score <= scores[best[k - 1]!]!) continue;
    let at = best.length === k ? k - 1 : best.length;
    for (; at > 0 && scores[best[at - 1]!]! < score; at--) best[at] = best[at - 1]!;
    best[at] = i;
  }
  return best;
}

/**
 * Draws a token: p ∝ exp(score / temperature) over the smallest set of likeliest tokens with Σp ≥ topP (Holtzman et al. 2020,
 * arXiv:1904.09751). −1 where no score is a number.
 */
export function chosenToken(scores: ArrayLike<number>, { temperature, topP }: Choosing, random: Random): number {
  const places = largest(scores, temperature === 0 ? 1 : CANDIDATES);
  if (temperature === 0 || places.length < 2) return places[0] ?? -1;
  const top = scores[places[0]!]!;
  const weights = places.map((place) => Math.exp((scores[place]! - top) / temperature));
  const enough = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let size = 0;
  let kept = 0;
  while (size < weights.length && kept < enough) kept += weights[size++]!;
  let left = random.uniform() * kept;
  for (let i = 0; i < size; i++) {
    left -= weights[i]!;
    if (left < 0) return places[i]!;
  }
  return places[size - 1]!;
}

/** Scores of the next token, [texts, tokens], as transformers.js hands them out. */
interface Scores {
  readonly data: unknown;
}

/** What a batch of texts has become so far. */
export interface Chooser {
  /** A logits processor of transformers.js: the score of the chosen token becomes infinite. */
  readonly process: <S extends Scores>(ids: readonly unknown[], logits: S) => S;
  /** Whether each text has come to its end. */
  readonly ended: readonly boolean[];
}

/**
 * Chooses tokens in place of transformers.js, which draws from one generator for all and lets texts that have ended go on: each
 * text has its own random numbers, so what it becomes does not hang on its batch, and nothing but `end` follows `end`.
 */
export function chooserOf(randoms: readonly Random[], choosing: Choosing, ends: ReadonlySet<number>): Chooser {
  const ended = randoms.map(() => false);
  const [end = 0] = ends;
  const process: Chooser["process"] = (_ids, logits) => {
    const scores = logits.data as Float32Array;
    const size = scores.length / randoms.length;
    for (const [row, random] of randoms.entries()) {
      const own = scores.subarray(row * size, (row + 1) * size);
      const token = ended[row] ? end : chosenToken(own, choosing, random);
      ended[row] = ends.has(token) || token < 0;
      own[token < 0 ? end : token] = Number.POSITIVE_INFINITY;
    }
    return logits;
  };
  return { process, ended };
}
