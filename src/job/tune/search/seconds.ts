/** Seconds from the last training to the written run: predictions of all networks that are kept, the export, the report. */
export const endSeconds = (budgetSeconds: number): number => 1 + Math.min(3, budgetSeconds / 20);

/** Seconds of that end that are left once it is known of which networks the model is. */
export const lastSeconds = (budgetSeconds: number): number => 0.6 * endSeconds(budgetSeconds);

/** Seconds of trainings of several lengths on `size` processes: no order of them takes longer (Graham 1969, doi:10.1137/0117039). */
export function secondsOfAll(each: readonly number[], size: number): number {
  const longest = Math.max(0, ...each);
  return each.reduce((sum, of) => sum + of, 0) / size + (longest * (size - 1)) / size;
}
