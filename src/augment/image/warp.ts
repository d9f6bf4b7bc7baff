import type { Size } from "./image.ts";
import { type Affine, after, isAxisAligned, point } from "./matrix.ts";

/** What lies outside a rectangle that the image went through: pixels there become `fill`. */
export interface Frame {
  /** Output pixel → pixel of the rectangle. */
  readonly matrix: Affine;
  readonly width: number;
  readonly height: number;
  readonly fill: number;
}

/** One geometric step: output pixel → input pixel, and the size that comes out. */
export interface Step {
  readonly matrix: Affine;
  readonly width: number;
  readonly height: number;
  /** What is read outside the input; the nearest pixel of the edge when absent. */
  readonly fill?: number;
  /** Averages where the step shrinks (antialias). */
  readonly smooth?: boolean;
}

/** Any number of geometric steps as one: the image is read once, at `matrix`. */
export interface Warp {
  readonly matrix: Affine;
  readonly width: number;
  readonly height: number;
  /** Pixels of the source that may be read, [x0, y0, x1, y1], inclusive: crops narrow it. */
  readonly window: readonly [number, number, number, number];
  /** From the source outwards: a step that fills remembers the rectangle that it saw, so that what an earlier step lost stays lost. */
  readonly frames: readonly Frame[];
  readonly smooth: boolean;
}

export const still = ({ width, height }: Omit<Size, "channels">): Warp => ({
  matrix: [1, 0, 0, 0, 1, 0],
  width,
  height,
  window: [0, 0, width - 1, height - 1],
  frames: [],
  smooth: false,
});

/** Whether the whole output lies in the frame: the frame then changes nothing. Corners suffice, as both are convex. */
function covers({ matrix, width, height }: Frame, out: { width: number; height: number }): boolean {
  const inside = (column: number, row: number): boolean => {
    const [x, y] = point(matrix, column, row);
    return x >= -1e-9 && y >= -1e-9 && x <= width - 1 + 1e-9 && y <= height - 1 + 1e-9;
  };
  const [right, bottom] = [out.width - 1, out.height - 1];
  return inside(0, 0) && inside(right, 0) && inside(0, bottom) && inside(right, bottom);
}

/** v kept in low … high. */
export const clamp = (v: number, low: number, high: number): number => Math.min(Math.max(v, low), high);

/** The part of the source that the warp's output shows. Only rectangles stay rectangles: a turned one narrows nothing. */
function windowOf({ matrix, width, height, window: [x0, y0, x1, y1] }: Warp): Warp["window"] {
  if (!isAxisAligned(matrix)) return [x0, y0, x1, y1];
  const [[p, q], [r, s]] = [point(matrix, 0, 0), point(matrix, width - 1, height - 1)];
  return [
    clamp(Math.min(p, r), x0, x1),
    clamp(Math.min(q, s), y0, y1),
    clamp(Math.max(p, r), x0, x1),
    clamp(Math.max(q, s), y0, y1),
  ];
}

/** The warp, and then one more step: matrices multiply, nothing is resampled. */
export function thenStep(warp: Warp, step: Step): Warp {
  const { matrix, width, height, fill, smooth = false } = step;
  const own = fill === undefined ? [] : [{ matrix, width: warp.width, height: warp.height, fill }];
  const frames = [...warp.frames.map((frame) => ({ ...frame, matrix: after(frame.matrix, matrix) })), ...own];
  return {
    matrix: after(warp.matrix, matrix),
    width,
    height,
    window: windowOf(warp),
    frames: frames.filter((frame) => !covers(frame, step)),
    smooth: warp.smooth || smooth,
  };
}
