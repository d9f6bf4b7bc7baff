import { type Final, type Network, trainFurther } from "../final/final.ts";
import type { Progress } from "../search/progress.ts";
import { secondsOfAll } from "../search/seconds.ts";
import { networksFor } from "./shares.ts";

/** What further networks are planned by: of each candidate, the winner first. */
export interface Furthering {
  readonly shares: readonly number[];
  /** Networks that there are. */
  readonly has: readonly number[];
  /** Seconds that one takes. */
  readonly seconds: readonly number[];
  /** Networks of the model at most. */
  readonly most: number;
  /** Seconds that are left. */
  readonly left: number;
  /** Trainings at a time. */
  readonly size: number;
}

/** What is planned in so much more time than others took is done in time. */
const MARGIN = 1.1;

const sumOf = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);

/**
 * Networks of each candidate in the model, as many in total as the time that is left has room for: by the shares, those that are there first. Networks of
 * the same recipes on other validation rows choose nothing, and the more are averaged, the less chance is in their mean.
 */
export function countsWith({ shares, has, seconds, most, left, size }: Furthering): number[] {
  const now = networksFor(shares, has, most);
  const endless = shares.map(() => Number.POSITIVE_INFINITY);
  for (let total = most; total > sumOf(now); total--) {
    const counts = networksFor(shares, endless, total);
    const further = counts.flatMap((count, c) =>
      Array<number>(Math.max(0, count - has[c]!)).fill(seconds[c]! * MARGIN),
    );
    if (secondsOfAll(further, size) <= left) return counts;
  }
  return now;
}

/** A candidate: its networks by their repeats, and those that it is to have. */
export interface Wanting {
  readonly id: number;
  readonly repeats: readonly number[];
  readonly count: number;
}

/**
 * The repeats of each candidate's networks, those trained first that are not there yet: the one with the most missing first, on repeats from `first`
 * on. Trains for as long as `left` seconds have room for the next; what diverges is left out.
 */
export async function withFurther(
  final: Final,
  wanting: readonly Wanting[],
  { first, left, progress }: { readonly first: number; readonly left: () => number; readonly progress: Progress },
): Promise<number[][]> {
  const lists = wanting.map(({ id, repeats, count }) =>
    Array.from({ length: Math.max(0, count - repeats.length) }, (_, i): Network => ({ id, repeat: first + i })),
  );
  const longest = Math.max(...lists.map(({ length }) => length));
  const orders = Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
  if (orders.length > 0) progress.toFinal(orders.length);
  const secondsOf = ({ id }: Network): number => progress.secondsOf(final.recipeOf(id).name);
  const trained = await trainFurther(final, orders, (next) => secondsOf(next) <= left());
  return wanting.map(({ id, repeats, count }) => [
    ...repeats.slice(0, count),
    ...trained.filter((network) => network.id === id).map(({ repeat }) => repeat),
  ]);
}
