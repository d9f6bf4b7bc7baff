import { type Key, permutation, RegularizeError } from "../core/index.ts";

export interface BatchOptions {
  /** The order is shuffled by this key (fold it with the epoch); in the given order without one. */
  readonly key?: Key;
  /** Drops a last batch smaller than this, unless it is the only one: batch statistics of few rows are noise. */
  readonly leastRows?: number;
}

/** Batch norm over fewer rows than this does harm. */
export const LEAST_ROWS = 8;

/** Number of batches that `batches` yields. */
export function batchCount(rows: number, size: number, leastRows = 1): number {
  const last = rows % size;
  return Math.floor(rows / size) + (last >= Math.max(1, leastRows) || (last > 0 && rows < size) ? 1 : 0);
}

/** Views of up to `size` row numbers, in one order: no copies but the order itself. */
export function* batches(rows: Int32Array, size: number, options: BatchOptions = {}): Generator<Int32Array> {
  if (!Number.isInteger(size) || size < 1)
    throw new RegularizeError({
      code: "E311",
      where: "batchSize",
      message: "A batch holds a whole number of rows",
      expected: "an integer ≥ 1",
      received: String(size),
    });
  const { key } = options;
  const order = key === undefined ? rows : permutation(rows.length, key).map((i) => rows[i]!);
  const count = batchCount(rows.length, size, options.leastRows);
  for (let batch = 0; batch < count; batch++) yield order.subarray(batch * size, (batch + 1) * size);
}
