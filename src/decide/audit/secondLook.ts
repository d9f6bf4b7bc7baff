import { points } from "./classVerdict.ts";
import type { CleanRows } from "./cleanRows.ts";
import { meanFigure } from "./figure.ts";
import { LARGEST_FALL, RELEARNED_RISE, RELEARNED_ROWS } from "./limits.ts";
import { rightness, type Said } from "./tally.ts";
import type { SecondLook } from "./types.ts";

/**
 * Labels that survive can be learned: a model trained with the operation answers as well, on clean and on changed rows, as the
 * clean model does on clean ones. Where two classes become alike no training tells them apart. Passes where accuracy surely falls by
 * no more than a fifth of the error (or a point), and no class surely by over 20 points.
 */
export function classSecondLook(rows: CleanRows, answers: readonly Said[]): SecondLook {
  const now = rightness(answers);
  const changeOf = (some: readonly number[]) =>
    meanFigure(
      some.map((row) => now[row]! - rows.right[row]!),
      -1,
      1,
    );
  const change = changeOf([...rows.right.keys()]);
  const error = 1 - rows.right.reduce((sum, v) => sum + v, 0) / rows.right.length;
  const allowed = Math.max(RELEARNED_ROWS, RELEARNED_RISE * error);
  const falls = rows.rowsOf.some((some) => some.length > 0 && !(changeOf(some).low >= -LARGEST_FALL));
  const passes = change.low >= -allowed && !falls;
  const signed = (v: number): string => `${v < 0 ? "−" : "+"}${(100 * Math.abs(v)).toFixed(1)}`;
  const measured = `${signed(change.value)} points (${signed(change.low)} to ${signed(change.high)})`;
  return {
    change,
    passes,
    sentence: passes
      ? `only unfamiliar: a model trained with it does as well (${measured})`
      : `a model trained with it does not do as well (${measured}, ${points(allowed)} allowed)`,
  };
}
