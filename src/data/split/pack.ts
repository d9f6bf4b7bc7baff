/** Rows sorted by unit, without an object per unit. */
export interface Packed {
  readonly count: number;
  /** For each position in the given rows: its unit, 0 … count − 1. */
  readonly unitAt: Int32Array;
  sizeOf(unit: number): number;
  firstOf(unit: number): number;
  rowsOf(unit: number): Int32Array;
}

/** Numbers the units that occur among the rows, in order of appearance. Without `units` every row is its own. */
export function packUnits(rows: Int32Array, units: Int32Array | undefined): Packed {
  const numbers = units === undefined ? rows.map((_, i) => i) : numberUnits(rows, units);
  const count = numbers.reduce((max, unit) => Math.max(max, unit), -1) + 1;
  const ends = new Int32Array(count + 1);
  for (const unit of numbers) ends[unit + 1]!++;
  for (let unit = 0; unit < count; unit++) ends[unit + 1]! += ends[unit]!;
  const next = ends.slice();
  const members = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) members[next[numbers[i]!]!++] = rows[i]!;
  return {
    count,
    unitAt: numbers,
    sizeOf: (unit) => ends[unit + 1]! - ends[unit]!,
    firstOf: (unit) => members[ends[unit]!]!,
    rowsOf: (unit) => members.subarray(ends[unit]!, ends[unit + 1]!),
  };
}

function numberUnits(rows: Int32Array, units: Int32Array): Int32Array {
  const size = rows.reduce((max, row) => Math.max(max, units[row]!), -1) + 1;
  const known = new Int32Array(size).fill(-1);
  let count = 0;
  return rows.map((row) => {
    const unit = units[row]!;
    if (known[unit]! < 0) known[unit] = count++;
    return known[unit]!;
  });
}
