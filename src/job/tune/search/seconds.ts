/** Seconds from the last training to the written run: predictions of all networks that are kept, the export, the report. */
export const endSeconds = (budgetSeconds: number): number => 1 + Math.min(3, budgetSeconds / 20);

/** So many networks are in that end; each further one is predicted with and exported in so many seconds. */
const USUAL_NETWORKS = 16;
const NETWORK_SECONDS = 0.05;

/** Seconds of that end that are left once it is known of which networks, so many at most, the model is. */
export const lastSeconds = (budgetSeconds: number, networks: number): number =>
  0.6 * endSeconds(budgetSeconds) + NETWORK_SECONDS * Math.max(0, networks - USUAL_NETWORKS);

/** Seconds of trainings of several lengths on `size` processes: no order of them takes longer (Graham 1969, doi:10.1137/0117039). */
export function secondsOfAll(each: readonly number[], size: number): number {
  const longest = Math.max(0, ...each);
  return each.reduce((sum, of) => sum + of, 0) / size + (longest * (size - 1)) / size;
}
