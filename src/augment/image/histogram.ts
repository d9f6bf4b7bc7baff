import { room } from "./room.ts";
import { blankBytes, isStored, residentBytes, type Source } from "./source.ts";

const LEVELS = Uint8Array.from({ length: 256 }, (_, i) => i);

/** The table that spreads 256 counts over 0 … 255, as Pillow makes it; nothing where one value holds nearly all. */
function tableOf(counts: Int32Array, pixels: number): Uint8Array | undefined {
  const last = counts.reduce((found, count, i) => (count > 0 ? i : found), 0);
  const step = Math.floor((pixels - counts[last]!) / 255);
  if (step === 0) return undefined;
  const table = new Uint8Array(256);
  let below = 0;
  for (let i = 0; i < 256; i++) {
    table[i] = i === 0 ? 0 : Math.min(255, Math.floor((below + Math.floor(step / 2)) / step));
    below += counts[i]!;
  }
  return table;
}

/** The level, 0 … 255, of each value: 256 bins of the same width. */
function codesOf(source: Source): Uint8Array {
  if (isStored(source)) return residentBytes(source);
  const codes = room().bytes(source.data.length);
  room().kernels.levels(codes, source.data);
  return codes;
}

/** Each channel's values made as frequent as each other, on 256 levels. */
export function equalized(source: Source): Source {
  const { kernels, ints, bytes } = room();
  const plane = source.height * source.width;
  const [codes, counts, table] = [codesOf(source), ints(256), bytes(256)];
  const out = blankBytes(source);
  for (let from = 0; from < codes.length; from += plane) {
    const own = codes.subarray(from, from + plane);
    kernels.countCodes(counts, own);
    table.set(tableOf(counts, plane) ?? LEVELS);
    kernels.lookUp(out.bytes.subarray(from, from + plane), own, table);
  }
  return out;
}
