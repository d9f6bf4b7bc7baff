import { meanOf } from "../../../core/mean.ts";
import { plural } from "../../../core/count.ts";
import type { Better } from "../../../train/best.ts";
import { signed } from "./settle.ts";
import type { Race, Row } from "./types.ts";

/** When a trial was out: who led, after how many folds, and how many went on. */
interface Lost {
  readonly leader: number;
  readonly folds: number;
  readonly stay: number;
}

/** How far a race is. */
export interface Standing {
  /** Folds that may be handed out as yet. */
  readonly limit: number;
  readonly isOver: boolean;
  /** Trials that are out. */
  readonly lost: ReadonlyMap<number, Lost>;
}

/** The standing by what is told of the trials, each settled by itself; the order of arrival has no say. */
export function standingOf(
  rows: readonly Row[],
  { rounds, count, least = 2 }: Race,
  folds: number,
  better: Better,
): Standing {
  const lost = new Map<number, Lost>();
  let left = rows.slice(0, count);
  for (const target of [...rounds.filter((round) => round < folds), folds]) {
    const isOpen = ({ state, scores }: Row): boolean => state === "running" && scores.length < target;
    if (rows.length < count || left.some(isOpen)) return { limit: target, isOver: false, lost };
    const lossOf = ({ scores }: Row): number => signed(better, meanOf(scores.slice(0, target)));
    // One that fails later was in the round all the same.
    const order = left
      .filter(({ scores }) => scores.length >= target)
      .sort((a, b) => lossOf(a) - lossOf(b) || a.id - b.id);
    const stay = target === folds ? order.length : Math.max(least, Math.ceil(order.length / 2));
    for (const { id } of order.slice(stay)) lost.set(id, { leader: order[0]!.id, folds: target, stay });
    left = order.slice(0, stay);
  }
  return { limit: folds, isOver: true, lost };
}

/** A row that is out: its score is estimated from the leader's, by their difference on the folds that both have. */
export function lostRow(row: Row, leader: Row, { folds, stay }: Lost): Row {
  const [own, theirs] = [row.scores.slice(0, folds), leader.scores.slice(0, folds)];
  const score = meanOf(leader.scores) + meanOf(own) - meanOf(theirs);
  const reason = `not among the best ${stay} after ${plural(folds, "fold")}: trial ${leader.id} leads`;
  return { ...row, state: "pruned", scores: own, score, reason };
}
