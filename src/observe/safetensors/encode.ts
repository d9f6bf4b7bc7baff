import { RegularizeError, sizeOf } from "../../core/index.ts";
import { longBytes, stretches } from "../../core/long.ts";
import type { NamedTensor } from "../../train/state.ts";
import { byName, headerBytes, MAX_HEADER_BYTES, MAX_TENSORS, METADATA, type TensorEntry } from "./header.ts";

/**
 * The bytes of a safetensors file with float32 tensors, sorted by name: the same content gives the same bytes, and the
 * bytes that Python's package writes. Throws E821 when names, shapes or sizes cannot be written.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const names = Object.keys(tensors).sort(byName);
  if (names.length > MAX_TENSORS) refuse(`${names.length} tensors are too many`, `at most ${MAX_TENSORS}`);
  for (const name of [...names, ...Object.keys(metadata ?? {})]) checkName(name);
  let end = 0;
  const entries = names.map((name): TensorEntry => {
    const { shape, data } = tensors[name]!;
    if (sizeOf(shape) !== data.length)
      refuse(
        `${JSON.stringify(name)} has ${data.length} numbers, shape [${shape.join(", ")}]`,
        `${sizeOf(shape)} numbers`,
      );
    const begin = end;
    end += data.byteLength;
    return { name, dtype: "F32", shape, begin, end };
  });
  const header = headerBytes({ metadata, tensors: entries });
  if (header.length > MAX_HEADER_BYTES) refuse(`the header has ${header.length} bytes`, `at most ${MAX_HEADER_BYTES}`);
  const bytes = longBytes(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  for (const { name, begin } of entries) {
    const { buffer, byteOffset, byteLength } = tensors[name]!.data;
    const data = new Uint8Array(buffer, byteOffset, byteLength);
    for (const [from, to] of stretches(byteLength))
      bytes.set(data.subarray(from, to), 8 + header.length + begin + from);
  }
  return bytes;
}

function checkName(name: string): void {
  if (name === METADATA || name === "__proto__") refuse(`${JSON.stringify(name)} is not a name`, "any other name");
  if (/\p{Surrogate}/u.test(name)) refuse(`${JSON.stringify(name)} is not Unicode`, "whole characters");
}

function refuse(message: string, expected: string): never {
  throw new RegularizeError({ code: "E821", message: `Cannot write safetensors: ${message}`, expected });
}
