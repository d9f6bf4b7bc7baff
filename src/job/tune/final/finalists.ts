import { meanOf } from "../../../core/mean.ts";
import type { Row } from "../../../decide/index.ts";
import { gain } from "../../../train/best.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { PLAIN } from "../../ladder.ts";
import { nameOf } from "../named.ts";

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

/** The scores of the folds that count: a trial that was not finished is judged by those that it has. */
function estimatesOf(rows: readonly Row[]): (readonly [row: Row, estimate: number])[] {
  const scored = rows.filter(({ state, scores }) => state !== "failed" && scores.length > 0);
  const most = scored.reduce((found, { scores }) => Math.max(found, scores.length), 0);
  const whole = scored.find(({ scores }) => scores.length === most);
  const partly = ({ scores }: Row): number =>
    meanOf(whole!.scores) + meanOf(scores.map((score, fold) => score - whole!.scores[fold]!));
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

/** Of a recipe that was there before the search, the default aside: no pick of many. */
const isKnown = ({ source }: Row): boolean => source.startsWith("fixed ") && source !== `fixed ${PLAIN}`;

const knownOf = (rows: readonly Row[], metric: Metric): Row | undefined => bestOf(rows.filter(isKnown), metric, 1)[0];

/** The best of what was there before takes the place of the last where the search has only others. */
const withKnown = (best: readonly Row[], known: Row | undefined): readonly Row[] =>
  known === undefined || best.length < 2 || best.some(isKnown) ? best : [...best.slice(0, -1), known];

/** The k best of a search, of them one at least that was not picked from many: few validation rows choose the luckiest of many samples. */
export const shortlistOf = (rows: readonly Row[], metric: Metric, k: number): readonly Row[] =>
  withKnown(bestOf(rows, metric, k), knownOf(rows, metric));

const isPlain = (row: Row): boolean => nameOf(row) === PLAIN && row.scores.length > 0 && row.state !== "failed";

/** Sizes of a final, the largest first: how many of the best, and on how many fresh repeats. One alone has nobody to be compared with. */
const sizesOf = (top: number, reruns: number): (readonly [k: number, reruns: number])[] =>
  [...new Set([reruns, 3, 2])]
    .filter((n) => n <= reruns)
    .flatMap((n) => Array.from({ length: top }, (_, i) => [top - i, n] as const))
    .filter(([k]) => k > 1 || top === 1);

/** Trials in a final without fresh repeats. */
const SEARCHED = 3;

/** Repeats of a plan that a trial has not been trained on. */
export const missingOf = ({ scores }: Row, { repeats }: Pick<Plan, "repeats">): readonly number[] =>
  repeats.filter((repeat) => repeat >= scores.length);

/**
 * The final that its share of the time has room for: first of fewer finalists, then on fewer fresh repeats; where there is no time for two, it is
 * judged by what the search has trained, the default on the same repeats.
 */
export function finalOf(rows: readonly Row[], of: Given): Plan {
  const { metric, folds, top, reruns, secondsOfAll, budgetSeconds = Number.POSITIVE_INFINITY } = of;
  const order = bestOf(rows, metric, top);
  const known = knownOf(rows, metric);
  const plain = rows.filter(isPlain);
  const shortlist = (k: number): readonly Row[] => withKnown(order.slice(0, k), known);
  const finalists = (k: number): Row[] => [...new Set([...plain, ...shortlist(k)])];
  const costOf = (those: readonly Row[], repeats: readonly number[]): number =>
    secondsOfAll(those.flatMap((row) => missingOf(row, { repeats }).map(() => nameOf(row))));
  const fits = (those: readonly Row[], repeats: readonly number[]): boolean =>
    costOf(those, repeats) <= FINAL_SHARE * budgetSeconds;
  const freshOf = (n: number): number[] => Array.from({ length: n }, (_, i) => folds + i);
  const size = sizesOf(top, reruns).find(([k, n]) => fits(finalists(k), freshOf(n)));
  if (size === undefined) return searchedFinal({ plain, best: shortlist(SEARCHED), fits });
  const [k, n] = size;
  const those = finalists(k);
  const searched = n < ENOUGH && n < reruns ? common(those) : [];
  return { ids: those.map(({ id }) => id), repeats: [...searched, ...freshOf(n)], fresh: n };
}

/** Repeats of the search that all of these have. */
const common = (those: readonly Row[]): number[] =>
  those.length === 0 ? [] : Array.from({ length: Math.min(...those.map(({ scores }) => scores.length)) }, (_, i) => i);

interface Searched {
  readonly plain: readonly Row[];
  readonly best: readonly Row[];
  readonly fits: (those: readonly Row[], repeats: readonly number[]) => boolean;
}

/** On the repeats of the best, where there is time for the default's too; else on those that all have. */
function searchedFinal({ plain, best, fits }: Searched): Plan {
  const those = [...new Set([...plain, ...best])];
  const own = common(best.length > 0 ? best : those);
  const repeats = fits(those, own) ? own : common(those);
  return { ids: those.map(({ id }) => id), repeats, fresh: 0 };
}
