import type { Row } from "../../decide/index.ts";
import { gain } from "../../train/best.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { PLAIN } from "../ladder.ts";
import { nameOf } from "./summary.ts";

/** Of a budget in time, so much may be spent on the final. */
export const FINAL_SHARE = 0.25;
/** Fewer fresh repeats than this decide together with those of the search. */
const ENOUGH = 3;

/** Who goes to the final, and on what they are judged. */
export interface Plan {
  /** The default first, so that it wins a draw; then the best of the search. */
  readonly ids: readonly number[];
  /** Repeats that each of them has, and the next after those of the search. */
  readonly repeats: readonly number[];
  /** Trainings that are still to be done. */
  readonly fresh: number;
}

interface Given {
  readonly metric: Metric;
  readonly folds: number;
  readonly top: number;
  readonly reruns: number;
  readonly budgetSeconds?: number | undefined;
  /** Seconds that one repeat of each of these trials takes, all together. */
  readonly secondsOfAll: (names: readonly string[]) => number;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The scores of the folds that count: a trial that was not finished is judged by those that it has. */
function estimatesOf(rows: readonly Row[]): (readonly [row: Row, estimate: number])[] {
  const scored = rows.filter(({ state, scores }) => state !== "failed" && scores.length > 0);
  const most = scored.reduce((found, { scores }) => Math.max(found, scores.length), 0);
  const whole = scored.find(({ scores }) => scores.length === most);
  const partly = ({ scores }: Row): number =>
    mean(whole!.scores) + mean(scores.map((score, fold) => score - whole!.scores[fold]!));
  const isOpen = ({ state, scores }: Row): boolean => state === "running" && scores.length * 2 >= most;
  return scored.flatMap((row) => {
    if (row.state === "done") return [[row, row.score] as const];
    return isOpen(row) ? [[row, partly(row)] as const] : [];
  });
}

/** The k best trials of a search that may have been ended by time, best first. Of many trials it is one look at each. */
export function bestOf(rows: readonly Row[], { better }: Metric, k: number): Row[] {
  const best: (readonly [row: Row, estimate: number])[] = [];
  for (const one of estimatesOf(rows)) {
    const place = best.findIndex(([, estimate]) => gain(better, one[1], estimate) > 0);
    if (place < 0 && best.length >= k) continue;
    best.splice(place < 0 ? best.length : place, 0, one);
    if (best.length > k) best.pop();
  }
  return best.map(([row]) => row);
}

const isPlain = (row: Row): boolean => nameOf(row) === PLAIN && row.scores.length > 0 && row.state !== "failed";

/** Sizes of a final, the largest first: how many of the best, and on how many fresh repeats. */
const sizesOf = (top: number, reruns: number): (readonly [k: number, reruns: number])[] =>
  [...new Set([reruns, 3, 2])]
    .filter((n) => n <= reruns)
    .flatMap((n) => Array.from({ length: top }, (_, i) => [top - i, n] as const))
    .filter(([k, n]) => k > 1 || n < 3 || top === 1);

/**
 * The final that its share of the time has room for: first of fewer finalists, then on fewer fresh repeats; where there is no time for two,
 * it is judged by what the search has trained.
 */
export function finalOf(rows: readonly Row[], of: Given): Plan {
  const { metric, folds, top, reruns, secondsOfAll, budgetSeconds = Number.POSITIVE_INFINITY } = of;
  const order = bestOf(rows, metric, top);
  const plain = rows.filter(isPlain);
  const finalists = (k: number): Row[] => [...new Set([...plain, ...order.slice(0, k)])];
  const costOf = (those: readonly Row[], n: number): number =>
    secondsOfAll(those.flatMap((row) => Array.from({ length: n }, () => nameOf(row))));
  const fits = sizesOf(top, reruns).find(([k, n]) => costOf(finalists(k), n) <= FINAL_SHARE * budgetSeconds);
  const [k, n] = fits ?? [Math.min(top, 3), 0];
  const those = finalists(k);
  const common = those.length === 0 ? 0 : Math.min(...those.map(({ scores }) => scores.length));
  const fresh = Array.from({ length: n }, (_, i) => folds + i);
  const searched = n < ENOUGH && n < reruns ? Array.from({ length: common }, (_, i) => i) : [];
  return { ids: those.map(({ id }) => id), repeats: [...searched, ...fresh], fresh: n };
}
