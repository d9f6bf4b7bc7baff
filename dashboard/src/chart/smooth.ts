import { grewFrom } from "./grown.ts";

type Maybe = number | null;
type Values = readonly Maybe[];

interface Smoothed {
  readonly strength: number;
  readonly values: Values;
  readonly mean: number;
  readonly weight: number;
}

const smoothed = new WeakMap<Values, Smoothed>();

/** Exponential mean, corrected for its beginning; gaps stay gaps. `strength` 0 changes nothing. Of values that have grown only the new ones cost. */
export function smooth(values: Values, strength: number): Values {
  if (strength <= 0) return values;
  const found = smoothed.get(values);
  if (found?.strength === strength) return found.values;
  const before = grewFrom(values);
  const known = before === undefined ? undefined : smoothed.get(before);
  const earlier = known?.strength === strength ? known : undefined;
  const all: Maybe[] = earlier === undefined ? [] : [...earlier.values];
  let [mean, weight] = [earlier?.mean ?? 0, earlier?.weight ?? 0];
  for (let i = all.length; i < values.length; i++) {
    const value = values[i]!;
    if (value !== null) {
      mean = strength * mean + (1 - strength) * value;
      weight = strength * weight + (1 - strength);
    }
    all.push(value === null ? null : mean / weight);
  }
  smoothed.set(values, { strength, values: all, mean, weight });
  return all;
}

interface Thinned {
  readonly columns: readonly Values[];
  readonly stretch: number;
  /** Those kept of the first `whole` positions, which are whole stretches. */
  readonly kept: readonly number[];
  readonly whole: number;
}

const thinned = new WeakMap<Values, Thinned>();

/** What was kept of these columns before they grew. */
function keptBefore(columns: readonly Values[], stretch: number): Thinned | undefined {
  const first = columns[0] === undefined ? undefined : grewFrom(columns[0]);
  const known = first === undefined ? undefined : thinned.get(first);
  const isSame = known?.stretch === stretch && columns.every((column, i) => grewFrom(column) === known.columns[i]);
  return isSame ? known : undefined;
}

/** Adds the first position of a stretch and those where a column is lowest and highest. */
function keep(kept: number[], columns: readonly Values[], start: number, end: number): void {
  const found = [start];
  for (const column of columns) {
    let [low, high] = [start, start];
    for (let i = start; i < end; i++) {
      const value = column[i];
      if (value === null || value === undefined) continue;
      if (value < (column[low] ?? Number.POSITIVE_INFINITY)) low = i;
      if (value > (column[high] ?? Number.NEGATIVE_INFINITY)) high = i;
    }
    found.push(low, high);
  }
  found.sort((a, b) => a - b);
  for (const at of found) if (at !== kept.at(-1)) kept.push(at);
}

/**
 * Positions of at most about `limit` of `length` epochs. Of each stretch the first and those where a line is lowest and highest
 * are kept, so that no spike is lost. Of columns that have grown only the new stretches cost.
 */
export function thin(columns: readonly Values[], length: number, limit: number): readonly number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i);
  const stretch = Math.ceil((length * (1 + 2 * Math.min(2, columns.length))) / limit);
  const earlier = keptBefore(columns, stretch);
  const kept = [...(earlier?.kept ?? [])];
  let start = earlier?.whole ?? 0;
  for (; start + stretch <= length; start += stretch) keep(kept, columns, start, start + stretch);
  if (columns[0] !== undefined) thinned.set(columns[0], { columns, stretch, kept: [...kept], whole: start });
  if (start < length) keep(kept, columns, start, length);
  if (kept.at(-1) !== length - 1) kept.push(length - 1);
  return kept;
}
