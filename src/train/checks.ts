import { RegularizeError, type Shape, showShape, sizeOf } from "../core/index.ts";
import type { NoiseSpec } from "../nn/trace.ts";
import type { Layout } from "./layout.ts";

/** Throws E312 unless a batch has between one and `most` rows. */
export function checkBatchSize(size: number, most = Number.POSITIVE_INFINITY): void {
  if (Number.isInteger(size) && size >= 1 && size <= most) return;
  const limit = Number.isFinite(most) ? `: the trainer was made for up to ${most}` : "";
  throw new RegularizeError({
    code: "E312",
    where: "batchSize",
    message: `A batch of ${size} rows does not fit${limit}`,
    expected: Number.isFinite(most) ? `1 to ${most} rows` : "at least one row",
    received: String(size),
  });
}

/** Throws E303 unless x, or y, has `width` numbers for each row. */
export function checkWidth(name: "x" | "y", data: { readonly length: number }, rows: number, shape: Shape): void {
  const needed = rows * sizeOf(shape);
  if (data.length !== needed)
    throw new RegularizeError({
      code: "E303",
      where: name,
      message: `${rows} rows of ${showShape(shape)} need ${needed} numbers`,
      received: String(data.length),
    });
}

/** Throws E312 for an index that is no row. */
export function checkRows(rows: Int32Array, count: number): void {
  for (let i = 0; i < rows.length; i++)
    if (rows[i]! < 0 || rows[i]! >= count)
      throw new RegularizeError({
        code: "E312",
        where: `rows[${i}]`,
        message: `There is no row ${rows[i]} to learn from`,
        expected: `0 to ${count - 1}`,
        received: String(rows[i]),
      });
}

/** Throws E311 for a strength that is not a number, or that no noise can have: rates are below 1, deviations not negative. */
export function checkStrength(name: string, value: number, noises: readonly NoiseSpec[]): void {
  const kinds = noises.filter((noise) => noise.amountName === name).map((noise) => noise.kind);
  const low = kinds.length > 0 ? 0 : Number.NEGATIVE_INFINITY;
  if (Number.isFinite(value) && value >= low && !(kinds.includes("keep") && value >= 1)) return;
  const bound = kinds.includes("keep") ? " and below 1" : "";
  throw new RegularizeError({
    code: "E311",
    where: name,
    message: `${name} is out of range`,
    expected: low === 0 ? `a number of at least 0${bound}` : "a finite number",
    received: String(value),
  });
}

/** Throws E311 for a learning rate that is negative or not finite, or a bound on the gradient that is not positive. */
export function checkPositive(name: "learningRate" | "clipNorm", value: number): void {
  const good = name === "clipNorm" ? value > 0 : Number.isFinite(value) && value >= 0;
  if (good) return;
  throw new RegularizeError({
    code: "E311",
    where: name,
    message: `${name} is out of range`,
    expected: name === "clipNorm" ? "a number above 0" : "a finite number of at least 0",
    received: String(value),
  });
}

/** A step that was started before the one before it was awaited: both would use the same arrays. */
export const overlapping = (): RegularizeError =>
  new RegularizeError({
    code: "E325",
    where: "step",
    message: "A step is still running",
    todo: "await trainer.step(…) before the next",
  });

/** A step whose results hold NaN or infinity. */
export interface Failure {
  readonly step: number;
  readonly learningRate: number;
  readonly rows: Int32Array;
  /** [gradients | next states | data loss], the first entry that is not finite, and what the entries are. */
  readonly results: Float32Array;
  readonly index: number;
  readonly layout: Layout;
}

/** E403, naming what is not finite and the rows of the batch. */
export function diverged({ step, learningRate, rows, results, index, layout }: Failure): RegularizeError {
  const loss = results[layout.carried]!;
  const [what, value] = Number.isFinite(loss) ? [partAt(index, layout), results[index]!] : ["loss", loss];
  const shown = [...rows.subarray(0, 12)].join(", ");
  return new RegularizeError({
    code: "E403",
    where: `step ${step}`,
    message: `${what} became ${value} at step ${step} (lr ${learningRate})`,
    details: [`Batch rows: ${shown}${rows.length > 12 ? `, … (${rows.length})` : ""}`],
    todo: `--lr ${Number((learningRate / 10).toPrecision(2))}`,
  });
}

function partAt(index: number, { parameters, states }: Layout): string {
  const place = [...parameters, ...states].find(({ offset, size }) => index >= offset && index < offset + size);
  const name = place?.name ?? "?";
  return index < (states[0]?.offset ?? Number.POSITIVE_INFINITY) ? `gradient of ${name}` : name;
}
