import type { Size } from "./image.ts";
import type { Step } from "./warp.ts";

/** A rectangle in pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export const flipLeftRight = ({ height, width }: Size): Step => ({
  matrix: [-1, 0, width - 1, 0, 1, 0],
  height,
  width,
});

export const flipUpDown = ({ height, width }: Size): Step => ({ matrix: [1, 0, 0, 0, -1, height - 1], height, width });

/** The pixels of a box; what lies outside the image is `fill`, or the edge's pixel without one. */
export const cropTo = ({ top, left, height, width }: Box, fill?: number): Step => ({
  matrix: [1, 0, left, 0, 1, top],
  height,
  width,
  ...(fill === undefined ? {} : { fill }),
});

/** All of the input on height × width pixels, averaging where it shrinks. */
export function resizeTo(size: Size, [height, width]: readonly [height: number, width: number]): Step {
  const [x, y] = [size.width / width, size.height / height];
  return { matrix: [x, 0, (x - 1) / 2, 0, y, (y - 1) / 2], height, width, smooth: true };
}
