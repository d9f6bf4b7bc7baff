import { type Shape, sizeOf } from "../core/index.ts";
import type { Kernels, NormBounds, Units } from "../kernel/index.ts";

/** Where the incoming weights of each unit lie: columns of [in, units], rows of [units, …]; none of a vector. */
export function unitsOf(shape: Shape): Units | undefined {
  if (shape.length < 2) return undefined;
  const rows = shape[0]!;
  return { rows, columns: sizeOf(shape) / rows, axis: shape.length === 2 ? 0 : 1 };
}

/** Rescales the incoming weights of each unit to a bounded L2 norm. */
export function boundUnits(kernels: Kernels, w: Float32Array, shape: Shape, bounds: NormBounds): void {
  const units = unitsOf(shape);
  if (units !== undefined) kernels.boundNorm(w, units, bounds);
}
