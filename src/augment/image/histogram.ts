import type { Image } from "./image.ts";
import { byChannel } from "./pointwise.ts";
import { room } from "./room.ts";

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

/** Each channel's values made as frequent as each other, on 256 levels. */
export const equalized = (image: Image): Image =>
  byChannel(image, (kernels, out, x) => {
    const { bytes, ints, floats } = room();
    const [codes, counts, values] = [bytes(x.length), ints(256), floats(256)];
    kernels.levels(codes, counts, x);
    const table = tableOf(counts, x.length);
    for (let i = 0; i < 256; i++) values[i] = (table?.[i] ?? i) / 255;
    kernels.lookUp(out, codes, values);
  });
