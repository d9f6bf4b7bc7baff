/** Damerau–Levenshtein distance (adjacent transpositions count once), in edits. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** The candidate nearest to what was written, ignoring case and spaces, or undefined when none is near. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const plain = (s: string): string =>
    s
      .toLowerCase()
      .replace(/[\s_-]+/gu, "")
      .slice(0, 80);
  const target = plain(written);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(target, plain(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return bestDistance <= Math.max(1, Math.floor(target.length / 3)) ? best : undefined;
}

/** `did you mean "x"?`, or the list of what exists. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const all = [...candidates];
  const near = nearest(written, all);
  if (near !== undefined) return `did you mean ${JSON.stringify(near)}?`;
  return `known: ${all.slice(0, 20).join(", ")}${all.length > 20 ? `, … (${all.length})` : ""}`;
}
