import type { Dtype } from "./header.ts";

type Read = (view: DataView, at: number) => number;

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function bfloat16(half: number): number {
  scratch.setUint32(0, half << 16);
  return scratch.getFloat32(0);
}

/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. Exact in float32. */
export function float16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const READ: { readonly [D in Exclude<Dtype, "F32">]: { readonly bytes: number; readonly read: Read } } = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F16: { bytes: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => bfloat16(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
};

/** Little-endian elements as float32, rounded to nearest. `bytes` must own its memory: F32 is taken as it is. */
export function toFloat32(dtype: Dtype, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  const { bytes: width, read } = READ[dtype];
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / width }, (_, i) => read(view, i * width));
}
