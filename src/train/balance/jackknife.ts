/** Rows that leave the same behind when they are taken out. */
export interface Alike {
  readonly row: number;
  count: number;
}

/** Rows grouped by their traits. */
export function alike(rows: number, traitsOf: (row: number) => readonly number[]): Alike[] {
  const groups = new Map<string, Alike>();
  for (let row = 0; row < rows; row++) {
    const name = traitsOf(row).join();
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { row, count: 1 });
    else group.count++;
  }
  return [...groups.values()];
}

/** Standard error √((n − 1) / n · Σ (θ₋ᵢ − mean θ₋)²), where `without(i)` is θ₋ᵢ, the value with row i left out. */
export function jackknife(groups: readonly Alike[], without: (row: number) => number): number {
  const values = groups.map(({ row, count }) => ({ value: without(row), count }));
  const rows = values.reduce((sum, { count }) => sum + count, 0);
  const mean = values.reduce((sum, { value, count }) => sum + count * value, 0) / rows;
  return Math.sqrt(((rows - 1) / rows) * values.reduce((sum, v) => sum + v.count * (v.value - mean) ** 2, 0));
}
