type Maybe = number | null;

/** Exponential mean, corrected for its beginning; gaps stay gaps. `strength` 0 changes nothing. */
export function smooth(values: readonly Maybe[], strength: number): Maybe[] {
  if (strength <= 0) return [...values];
  let [mean, weight] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    mean = strength * mean + (1 - strength) * value;
    weight = strength * weight + (1 - strength);
    return mean / weight;
  });
}

/**
 * Positions of at most about `limit` of `length` epochs. Of each stretch the first and those where a line is lowest and highest
 * are kept, so that no spike is lost.
 */
export function thin(columns: readonly (readonly Maybe[])[], length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i);
  const stretch = Math.ceil((length * (1 + 2 * Math.min(2, columns.length))) / limit);
  const kept = new Set<number>([length - 1]);
  for (let start = 0; start < length; start += stretch) {
    kept.add(start);
    for (const column of columns) {
      let [low, high] = [start, start];
      for (let i = start; i < Math.min(length, start + stretch); i++) {
        const value = column[i];
        if (value === null || value === undefined) continue;
        if (value < (column[low] ?? Number.POSITIVE_INFINITY)) low = i;
        if (value > (column[high] ?? Number.NEGATIVE_INFINITY)) high = i;
      }
      kept.add(low).add(high);
    }
  }
  return [...kept].sort((a, b) => a - b);
}
