import { invariant } from "../core/index.ts";
import { filters } from "./bind-filter.ts";
import { warps } from "./bind-warp.ts";
import type { PixelKernels } from "./pixels.ts";
import { type Locate, sameLength } from "./place.ts";
import type { RawPixels } from "./raw-pixels.ts";

/** The image kernels over one implementation. */
export const pixels = <P>(raw: RawPixels<P>, at: Locate<P>): PixelKernels => ({
  ...warps(raw, at),
  ...filters(raw, at),
  least: (x) => raw.least(x.length, at(x)),
  most: (x) => raw.most(x.length, at(x)),
  scaleShift: (out, x, scale, shift, { least, most }) => {
    sameLength(x.length, out, "scaleShift");
    raw.scaleShift(x.length, at(out), at(x), scale, shift, least, most);
  },
  mapRgb: (out, x, matrix, { least, most }) => {
    sameLength(x.length, out, "mapRgb");
    invariant(x.length % 3 === 0, "mapRgb of three planes");
    raw.mapRgb(x.length / 3, at(out), at(x), ...matrix, least, most);
  },
  turnHue: (out, x, turn) => {
    sameLength(x.length, out, "turnHue");
    invariant(x.length % 3 === 0, "turnHue of three planes");
    raw.turnHue(x.length / 3, at(out), at(x), 6 * turn);
  },
  posterize: (out, x, levels) => {
    sameLength(x.length, out, "posterize");
    raw.posterize(x.length, at(out), at(x), levels);
  },
  solarize: (out, x, threshold) => {
    sameLength(x.length, out, "solarize");
    raw.solarize(x.length, at(out), at(x), threshold);
  },
});
