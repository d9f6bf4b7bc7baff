import { invariant } from "../core/index.ts";
import type { Move, PixelKernels, Planes } from "./pixels.ts";
import { type Locate, sameLength } from "./place.ts";
import type { RawPixels } from "./raw-pixels.ts";

/** 1 / 255 in units of a weight. */
const BYTE = 1 / (255 * 16384);
/** So many readings of 255 at the largest weight are still below 2³¹. */
const MOST_POINTS = 512;

const checked = ({ channels, height, width, data }: Planes, what: string): Float32Array => {
  sameLength(channels * height * width, data, what);
  return data;
};

type Sizes = Omit<Planes, "data">;

/** Throws E900 unless the window that a move reads is in its image. */
export function checkMove(out: Sizes, x: Sizes, { window: [x0, y0, x1, y1] }: Move, what: string): void {
  const inside = x0 >= 0 && y0 >= 0 && x0 <= x1 && y0 <= y1 && x1 < x.width && y1 < x.height;
  invariant(inside && out.channels === x.channels, `${what} out of its window`);
}

export function warps<P>(
  raw: RawPixels<P>,
  at: Locate<P>,
): Pick<PixelKernels, "moveImage" | "bilinear" | "bilinearRgb" | "fillOutside"> {
  const planes = (x: Planes, what: string): readonly [height: number, width: number, place: P] => [
    ...([x.height, x.width] as const),
    at(checked(x, what)),
  ];
  return {
    moveImage: (out, x, move) => {
      checkMove(out, x, move, "moveImage");
      const { top, left, down, right, mirrored, window } = move;
      const [x0, y0, x1, y1] = window;
      const [to, from] = [planes(out, "moveImage out"), planes(x, "moveImage")] as const;
      raw.moveImage(out.channels, ...to, ...from, top, left, down, right, y0, x0, y1, x1, mirrored ? 1 : 0);
    },
    bilinear: (out, x, { matrix, window, points }) => {
      invariant(x.height > 1 && x.width > 1 && out.channels === x.channels, "bilinear of fewer than two rows");
      raw.bilinear(
        out.channels,
        ...planes(out, "bilinear out"),
        ...planes(x, "bilinear"),
        ...matrix,
        ...window,
        ...points,
      );
    },
    bilinearRgb: (out, x, { matrix, window, points }) => {
      const [, , x1, y1] = window;
      const last = 8 * (Math.floor(y1) * x.width + Math.floor(x1) + 2);
      const many = points[0] * points[1];
      invariant(out.channels === 3 && last <= x.bytes.length && many <= MOST_POINTS, "bilinearRgb out of its bytes");
      const to = planes(out, "bilinearRgb out");
      raw.bilinearRgb(...to, x.width, at(x.bytes), ...matrix, ...window, ...points, BYTE / many);
    },
    fillOutside: (out, { matrix, height, width, fill }) =>
      raw.fillOutside(out.channels, ...planes(out, "fillOutside"), ...matrix, height, width, fill),
  };
}
