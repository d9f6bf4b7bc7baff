import { invariant } from "../core/index.ts";
import type { ByteTaps } from "./bytes.ts";
import type { PixelKernels, Planes, Taps } from "./pixels.ts";
import { type Locate, sameLength } from "./place.ts";
import type { RawPixels } from "./raw-pixels.ts";

/** Throws E900 unless the taps of `length` outputs read inputs 0 … size − 1 only. */
export function checkTaps(
  { starts, weights, count }: Taps | ByteTaps,
  length: number,
  size: number,
  what: string,
): void {
  invariant(starts.length >= length && weights.length >= count * length && count > 0, `${what} of too few taps`);
  for (let i = 0; i < length; i++) invariant(starts[i]! >= 0 && starts[i]! + count <= size, `${what} beyond its input`);
}

const sizeOf = ({ channels, height, width }: Planes): number => channels * height * width;

/** Filters along one axis. */
export const filters = <P>(
  raw: RawPixels<P>,
  at: Locate<P>,
): Pick<PixelKernels, "sharpen" | "blendRows" | "blendColumns" | "convolve"> => ({
  sharpen: (out, x, factor) => {
    sameLength(sizeOf(x), out.data, "sharpen");
    invariant(x.height > 2 && x.width > 2, "sharpen of fewer than three rows or columns");
    raw.sharpen(x.channels, x.height, x.width, at(out.data), at(x.data), factor, (1 - factor) / 13);
  },
  blendRows: (out, x, first, taps) => {
    sameLength(sizeOf(out), out.data, "blendRows out");
    sameLength(sizeOf(x), x.data, "blendRows");
    invariant(first >= 0 && first + out.width <= x.width && out.channels === x.channels, "blendRows beyond a row");
    checkTaps(taps, out.height, x.height, "blendRows");
    raw.blendRows(
      ...([out.channels, out.height, out.width, at(out.data), x.height, x.width, at(x.data), first] as const),
      ...([taps.count, at(taps.starts), at(taps.weights)] as const),
    );
  },
  blendColumns: (out, x, taps) => {
    sameLength(sizeOf(out), out.data, "blendColumns out");
    sameLength(sizeOf(x) + 3, x.data, "blendColumns");
    invariant(out.channels === x.channels && out.height === x.height, "blendColumns of other rows");
    invariant(taps.count === 2 || taps.count % 4 === 0, "blendColumns of two taps or fours");
    checkTaps(taps, Math.ceil(out.width / 4) * 4, x.width + 3, "blendColumns");
    raw.blendColumns(
      ...([out.channels * out.height, out.width, at(out.data), x.width, at(x.data)] as const),
      ...([taps.count, at(taps.starts), at(taps.weights)] as const),
    );
  },
  convolve: (out, x, weights, axis) => {
    const more = weights.length - 1;
    sameLength(sizeOf(out), out.data, "convolve out");
    sameLength(sizeOf(x), x.data, "convolve");
    const [height, width] = axis === 0 ? [out.height + more, out.width] : [out.height, out.width + more];
    invariant(more >= 0 && x.height === height && x.width === width && x.channels === out.channels, "convolve");
    const step = axis === 0 ? x.width : 1;
    raw.convolve(
      ...([out.channels, out.height, out.width, at(out.data), x.height, x.width, at(x.data)] as const),
      ...([weights.length, step, at(weights)] as const),
    );
  },
});
