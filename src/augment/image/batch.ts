import { RegularizeError } from "../../core/index.ts";
import type { Size } from "./image.ts";

/** Images of one size with soft targets: what mixes pairs sees the whole batch. */
export interface ImageBatch extends Size {
  readonly count: number;
  /** [count, channels, height, width]. */
  readonly data: Float32Array;
  /** Probabilities, [count, classes]; one-hot rows for sure labels. */
  readonly targets: Float32Array;
}

/** Refuses a batch whose arrays do not fit its size. E267. */
export function checkBatch(owner: string, { count, channels, height, width, data, targets }: ImageBatch): void {
  const classes = targets.length / count;
  if (data.length === count * channels * height * width && Number.isInteger(classes)) return;
  throw new RegularizeError({
    code: "E267",
    where: owner,
    message: "The batch's arrays do not fit its size",
    expected: `${count} images of ${channels} · ${height} · ${width} and ${count} rows of targets`,
    received: `${data.length} and ${targets.length} numbers`,
  });
}

/** share · row + (1 − share) · the row before it; the first one meets the last. Rows of equal length. */
export function blendWithPrevious(rows: Float32Array, count: number, share: number): Float32Array {
  const length = rows.length / count;
  return rows.map((v, i) => share * v + (1 - share) * rows[i < length ? i + rows.length - length : i - length]!);
}
