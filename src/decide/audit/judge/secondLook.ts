import type { CleanRows } from "./cleanRows.ts";
import { type Figure, meanFigure } from "../figure.ts";
import { LARGEST_FALL, RELEARNED_RISE, RELEARNED_ROWS } from "./limits.ts";
import { meanOf } from "./loss.ts";
import { rightness, type Said } from "./tally.ts";
import type { SecondLook } from "../types.ts";

/**
 * Labels that survive can be learned: a model trained with the operation answers as well, on clean and on changed rows, as the
 * clean model does on clean ones. Where two classes become alike no training tells them apart. Passes where accuracy surely falls by
 * no more than a fifth of the error (or a point), and no class surely by over 20 points; confirms where it surely falls.
 */
export function classSecondLook(rows: CleanRows, answers: readonly Said[]): SecondLook {
  const now = rightness(answers);
  const changeOf = (some: readonly number[]): Figure =>
    meanFigure(
      some.map((row) => now[row]! - rows.right[row]!),
      -1,
      1,
    );
  const change = changeOf([...rows.right.keys()]);
  const classes = rows.rowsOf.filter((some) => some.length > 0).map(changeOf);
  const allowed = Math.max(RELEARNED_ROWS, RELEARNED_RISE * (1 - meanOf(rows.right)));
  const passes = change.low >= -allowed && classes.every(({ low }) => low >= -LARGEST_FALL);
  const confirms = change.high < 0 || classes.some(({ high }) => high < -LARGEST_FALL);
  const measured = `${signed(change.value)} points (${signed(change.low)} to ${signed(change.high)})`;
  return { change, passes, confirms, sentence: outcome(passes, confirms, measured) };
}

const signed = (share: number): string => `${share < 0 ? "-" : "+"}${(100 * Math.abs(share)).toFixed(1)}`;

/** What a second look found, for a person. */
export function outcome(passes: boolean, confirms: boolean, measured: string): string {
  if (passes) return `only unfamiliar: a model trained with it does as well (${measured})`;
  return confirms
    ? `a model trained with it does worse (${measured})`
    : `perhaps only unfamiliar: whether a model trained with it does as well takes more rows (${measured})`;
}
