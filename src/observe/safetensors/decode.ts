import type { NamedTensor } from "../../train/state.ts";
import { toFloat32 } from "./convert.ts";
import { byName, type Header, headerBytes, MAX_HEADER_BYTES, parseHeader, show, type TensorEntry } from "./header.ts";
import { refuse } from "./reader.ts";

export interface Safetensors {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

export interface DecodeOptions {
  /**
   * Also read what other programs write and we never do: types F64, F16, BF16, I64 and I32, rounded to float32, and
   * headers with spaces or in another order. Without it, what is accepted encodes to the same bytes again.
   */
  readonly foreign?: boolean;
}

/** Reads a safetensors file. Throws E820 naming the cause; nothing of a file that is refused is returned. */
export function decodeSafetensors(bytes: Uint8Array, { foreign = false }: DecodeOptions = {}): Safetensors {
  const length = headerLength(bytes);
  const raw = bytes.subarray(8, 8 + length);
  const header = parseHeader(utf8(raw));
  const data = bytes.subarray(8 + length);
  checkPlaces(header.tensors, data.length);
  if (!foreign) checkForm(header, raw);
  const tensors = header.tensors.map((entry): [string, NamedTensor] => [
    entry.name,
    { shape: entry.shape, data: toFloat32(entry.dtype, Uint8Array.from(data.subarray(entry.begin, entry.end))) },
  ]);
  return { tensors: Object.fromEntries(tensors), metadata: header.metadata };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) refuse(`it has ${bytes.length} bytes`, "at least 8");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) refuse(`its header claims ${length} bytes`, `at most ${MAX_HEADER_BYTES}`);
  if (Number(length) > bytes.length - 8)
    refuse(`it is cut short: its header claims ${length} bytes, ${bytes.length - 8} follow`);
  return Number(length);
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("its header is not UTF-8");
  }
}

/** The tensors fill the data exactly: no hole, no overlap, nothing after the last. */
function checkPlaces(tensors: readonly TensorEntry[], available: number): void {
  let filled = 0;
  for (const { name, begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < filled) refuse(`tensor ${show(name)} overlaps the one before`);
    if (begin > filled) refuse(`there is a hole of ${begin - filled} bytes before tensor ${show(name)}`);
    filled = end;
  }
  if (filled > available) refuse(`it is cut short: its tensors need ${filled} bytes of data, ${available} follow`);
  if (filled < available) refuse(`${available - filled} bytes follow its last tensor`);
}

/** The header is what would be written for its content. */
function checkForm(header: Header, raw: Uint8Array): void {
  const other = header.tensors.find(({ dtype }) => dtype !== "F32");
  if (other !== undefined) refuse(`tensor ${show(other.name)} has type ${other.dtype}`, "F32");
  const tensors = header.tensors.toSorted((a, b) => byName(a.name, b.name));
  if (Buffer.compare(headerBytes({ ...header, tensors }), raw) !== 0)
    refuse("its header is valid but not in the form that is written here: sorted by name, without spaces");
}
