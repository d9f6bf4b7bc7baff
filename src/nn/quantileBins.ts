import { RegularizeError } from "../core/index.ts";

/**
 * Edges of up to `count` bins that hold about equally many rows, for each of the leading columns of a row-major table with
 * `width` columns: quantiles 0, 1/count, …, 1 by linear interpolation, equal ones once. Throws E311 for a constant column.
 */
export function quantileBins(x: Float32Array, width: number, count = 48, columns = width): number[][] {
  const rows = x.length / width;
  return Array.from({ length: columns }, (_, column) => {
    const sorted = Float64Array.from({ length: rows }, (__, row) => x[row * width + column]!).toSorted();
    const edges = Array.from({ length: count + 1 }, (__, i) => quantile(sorted, i / count));
    const distinct = edges.filter((edge, i) => i === 0 || edge > edges[i - 1]!);
    if (distinct.length > 1) return distinct;
    throw new RegularizeError({
      code: "E311",
      where: `column ${column}`,
      message: `quantileBins: column ${column} has fewer than two distinct values`,
      todo: "leave constant columns out",
    });
  });
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}
