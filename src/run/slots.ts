import type { OnnxType, Slot } from "../compile/index.ts";
import { ANY, RegularizeError, type Shape, showShape } from "../core/index.ts";

/** Entries of a tensor: reals, integers, booleans (0 and 1) or strings. */
export type TensorData = Float32Array | BigInt64Array | Uint8Array | readonly string[];

/** An array and its shape. */
export interface Tensor {
  readonly data: TensorData;
  readonly shape: Shape;
}

/** An array of the caller's as the runtime sees it: its type by ONNX Runtime's name. */
export interface RunTensor {
  readonly type: string;
  readonly data: TensorData;
  readonly dims: readonly number[];
}

const TYPES = {
  f32: { name: "float32", fits: (data) => data instanceof Float32Array, array: "Float32Array" },
  i64: { name: "int64", fits: (data) => data instanceof BigInt64Array, array: "BigInt64Array" },
  u8: { name: "uint8", fits: (data) => data instanceof Uint8Array, array: "Uint8Array" },
  bool: { name: "bool", fits: (data) => data instanceof Uint8Array, array: "Uint8Array" },
  string: { name: "string", fits: (data) => Array.isArray(data), array: "string[]" },
} as const satisfies Record<OnnxType, { name: string; fits: (data: TensorData) => boolean; array: string }>;

const misfit = (slot: Slot, expected: string, received: string): RegularizeError =>
  new RegularizeError({
    code: "E512",
    where: slot.name,
    message: `${JSON.stringify(slot.name)} does not fit the program`,
    expected,
    received,
  });

/** The shape of so many entries: a size known only at run time follows from their number. */
function shapeOf(slot: Slot, length: number): Shape {
  const known = slot.shape.filter((d) => d !== ANY).reduce((n, d) => n * d, 1);
  const unknown = slot.shape.filter((d) => d === ANY).length;
  const batch = unknown === 0 ? 1 : length / known;
  if (unknown > 1 || known * batch !== length || !Number.isInteger(batch))
    throw misfit(slot, showShape(slot.shape), `${length} entries`);
  return slot.shape.map((d) => (d === ANY ? batch : d));
}

/** The caller's array as the runtime sees it: nothing is copied. Throws E512 when type or size do not fit. */
export function tensorOver(slot: Slot, data: TensorData | undefined): RunTensor {
  const { name, fits, array } = TYPES[slot.dtype];
  if (data === undefined) throw misfit(slot, `${slot.dtype} ${showShape(slot.shape)}`, "nothing");
  if (!fits(data)) throw misfit(slot, array, Array.isArray(data) ? "an array" : data.constructor.name);
  return { type: name, data, dims: shapeOf(slot, data.length) };
}
