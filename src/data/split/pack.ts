import { longCopy, longInts, numberAll, stretches } from "../../core/long.ts";

/** Rows sorted by unit, without an object per unit. */
export interface Packed {
  readonly count: number;
  /** For each position in the given rows: its unit, 0 … count − 1. */
  readonly unitAt: Int32Array;
  /** [count + 1]: where each unit's rows begin in `members`; the next one's beginning is its end. */
  readonly starts: Int32Array;
  /** The rows, unit by unit. */
  readonly members: Int32Array;
}

export const sizeOf = ({ starts }: Packed, unit: number): number => starts[unit + 1]! - starts[unit]!;
export const rowsOf = ({ starts, members }: Packed, unit: number): Int32Array =>
  members.subarray(starts[unit], starts[unit + 1]);

/** Numbers the units that occur among the rows, in order of appearance. Without `units` every row is its own. */
export function packUnits(rows: Int32Array, units: Int32Array | undefined): Packed {
  if (units === undefined || areAlone(rows, units)) return alone(rows);
  const { unitAt, count } = numberUnits(rows, units);
  const starts = longInts(count + 1);
  for (const [from, to] of stretches(rows.length, 2)) for (let i = from; i < to; i++) starts[unitAt[i]! + 1]!++;
  for (let unit = 0; unit < count; unit++) starts[unit + 1]! += starts[unit]!;
  const next = longCopy(starts);
  const members = longInts(rows.length);
  for (const [from, to] of stretches(rows.length, 4))
    for (let i = from; i < to; i++) members[next[unitAt[i]!]!++] = rows[i]!;
  return { count, unitAt, starts, members };
}

/** True where each row, in ascending order, is the first of its unit: then no two share one. */
function areAlone(rows: Int32Array, units: Int32Array): boolean {
  for (const [from, to] of stretches(rows.length, 2)) if (!areAloneIn(rows, units, from, to)) return false;
  return true;
}

function areAloneIn(rows: Int32Array, units: Int32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    if (units[row] !== row || (i > 0 && row <= rows[i - 1]!)) return false;
  }
  return true;
}

function alone(rows: Int32Array): Packed {
  const count = rows.length;
  const starts = longInts(count + 1);
  numberAll(starts);
  return { count, unitAt: starts.subarray(0, count), starts, members: rows };
}

function numberUnits(rows: Int32Array, units: Int32Array): Pick<Packed, "unitAt" | "count"> {
  let largest = -1;
  for (const [from, to] of stretches(rows.length, 2))
    for (let i = from; i < to; i++) largest = Math.max(largest, units[rows[i]!]!);
  const known = longInts(largest + 1).fill(-1);
  const unitAt = longInts(rows.length);
  let count = 0;
  for (const [from, to] of stretches(rows.length, 4))
    for (let i = from; i < to; i++) {
      const unit = units[rows[i]!]!;
      if (known[unit]! < 0) known[unit] = count++;
      unitAt[i] = known[unit]!;
    }
  return { unitAt, count };
}
