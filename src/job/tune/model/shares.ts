import { gain } from "../../../train/best.ts";
import type { Metric, Predictions } from "../../../train/metrics/index.ts";

/** Rounds of the selection: shares are told to about a fifteenth. */
const ROUNDS = 15;
/** Candidates that each selection begins with: what is chosen alone was chosen by chance more often. */
const BEGUN = 2;

/** What several networks say of the same rows, added up. */
type Sum = Float64Array<ArrayBuffer>;

/** said[c][r]: what candidate c says of the validation rows of repeat r, which its network there has not seen. */
type Said = readonly (readonly Predictions[])[];

const valuesOf = (said: Predictions): Float32Array => (said.kind === "regression" ? said.values : said.probabilities);

const sumOf = (said: Predictions): Sum => Float64Array.from(valuesOf(said));

function plus(sum: Sum, said: Predictions): Sum {
  const values = valuesOf(said);
  return sum.map((value, i) => value + values[i]!);
}

function meanOf(like: Predictions, sum: Sum, count: number): Predictions {
  const mean = Float32Array.from(sum, (value) => value / count);
  return like.kind === "regression" ? { ...like, values: mean } : { ...like, probabilities: mean };
}

/** How often each candidate is taken: the first two, then in each round the one that helps the mean most; of all these means the best. */
function countsOn(said: Said, repeats: readonly number[], metric: Metric): number[] {
  const counts = said.map((_, c) => (c < BEGUN ? 1 : 0));
  const start = Math.min(BEGUN, said.length);
  let sums = repeats.map((r) => said.slice(1, start).reduce((sum, own) => plus(sum, own[r]!), sumOf(said[0]![r]!)));
  const scoreOf = (all: readonly Sum[], count: number): number =>
    all.reduce((total, sum, i) => total + metric.score(meanOf(said[0]![repeats[i]!]!, sum, count)), 0) / repeats.length;
  let best = { score: scoreOf(sums, start), counts: [...counts] };
  for (let taken = start + 1; taken <= ROUNDS; taken++) {
    const tried = said.map((own) => {
      const all = sums.map((sum, i) => plus(sum, own[repeats[i]!]!));
      return { all, score: scoreOf(all, taken) };
    });
    const next = tried.reduce((a, { score }, c) => (gain(metric.better, score, tried[a]!.score) > 0 ? c : a), 0);
    const { all, score } = tried[next]!;
    counts[next]!++;
    sums = all;
    if (gain(metric.better, score, best.score) > 0) best = { score, counts: [...counts] };
  }
  return best.counts;
}

/**
 * The share of each candidate in their mean, by greedy selection with repetition (Caruana et al. 2004), the first two to begin with. Of three
 * repeats and more, the mean of the selections without each of them: what one of them says alone counts less.
 */
export function sharesOf(said: Said, metric: Metric): number[] {
  const repeats = said[0]!.map((_, r) => r);
  const bags = repeats.length < 3 ? [repeats] : repeats.map((out) => repeats.filter((r) => r !== out));
  const shares = bags.map((bag) => {
    const counts = countsOn(said, bag, metric);
    const total = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => count / total);
  });
  return said.map((_, c) => shares.reduce((sum, of) => sum + of[c]!, 0) / shares.length);
}

/** A smaller share is noise. */
const LEAST = 0.05;

/**
 * Networks of each candidate, of those that it has: by its share, so many in total at most, rounded by the largest remainders. The first has one
 * at least.
 */
export function networksFor(shares: readonly number[], has: readonly number[], most: number): number[] {
  const counted = shares.map((share) => (share < LEAST ? 0 : share));
  const limit = most / counted.reduce((a, b) => a + b, 0);
  const scale = counted.reduce((least, share, c) => (share > 0 ? Math.min(least, has[c]! / share) : least), limit);
  const exact = counted.map((share) => share * scale);
  const networks = exact.map((count) => Math.floor(count + 1e-9));
  const left = Math.round(exact.reduce((a, b) => a + b, 0)) - networks.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((_, c) => c)
    .sort((a, b) => exact[b]! - networks[b]! - (exact[a]! - networks[a]!) || a - b);
  for (const c of byRemainder.slice(0, left)) networks[c]!++;
  if (networks[0] === 0) {
    if (networks.reduce((a, b) => a + b, 0) >= most) networks[networks.indexOf(Math.max(...networks))]!--;
    networks[0] = 1;
  }
  return networks;
}
