import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Shape } from "../../src/core/index.ts";

/** A tensor of test/fixtures/torch, see its README. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: readonly number[];
}
export type Tensors = Readonly<Record<string, Tensor>>;

/** One file of test/fixtures/torch. */
export const torch = <T>(name: string): T =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/torch", `${name}.json`), "utf8")) as T;

/** The float32 numbers that the nine digits of an entry stand for. */
export const exact = ({ data }: Tensor): Float32Array => Float32Array.from(data);

/** PyTorch's linear weights are [out, in], ours [in, out]. */
export function transposed({ shape, data }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number];
  const out = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  return { shape: [columns, rows], data: out };
}
