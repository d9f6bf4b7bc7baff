/** Seconds from the last training to the written run: predictions of all networks that are kept, the export, the report. */
export const endSeconds = (budgetSeconds: number): number => 1.5 + Math.min(6, budgetSeconds / 8);

/** Seconds of trainings of several lengths on `size` processes: no order of them takes longer (Graham 1969, doi:10.1137/0117039). */
export function secondsOfAll(each: readonly number[], size: number): number {
  const longest = Math.max(0, ...each);
  return each.reduce((sum, of) => sum + of, 0) / size + (longest * (size - 1)) / size;
}
