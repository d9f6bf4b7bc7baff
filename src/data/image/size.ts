import { RegularizeError } from "../../core/index.ts";
import type { Header } from "./header.ts";

/** "28", 28, "24x32" (height × width) or [24, 32]. */
export type SizeOption = string | number | readonly [height: number, width: number];

const LARGEST = 1024;
/** Images of one size up to this stay as they are. */
const SMALL = 64;
/** Sides that others get: the largest that does not exceed their median shorter side. */
const SIDES: readonly [number, ...number[]] = [32, 64];

/** [height, width] of what the user asked for. Throws E276. */
export function parseSize(size: SizeOption): readonly [height: number, width: number] {
  const sides =
    typeof size === "string"
      ? size
          .trim()
          .split(/\s*[x×]\s*/iu)
          .map((part) => (/^\d+$/u.test(part) ? Number(part) : Number.NaN))
      : typeof size === "number"
        ? [size]
        : size;
  const [height, width = height] = sides;
  const good = (side: number | undefined): side is number =>
    side !== undefined && Number.isInteger(side) && side >= 1 && side <= LARGEST;
  if (sides.length <= 2 && good(height) && good(width)) return [height, width];
  throw new RegularizeError({
    code: "E276",
    where: "size",
    message: "An image size is one side, or height × width",
    expected: `64, or 48x64; sides in [1, ${LARGEST}]`,
    received: JSON.stringify(size),
    todo: "--image-size 64",
  });
}

/** The size that all images get when none is asked for. */
export function defaultSize(
  headers: readonly Pick<Header, "height" | "width">[],
): readonly [height: number, width: number] {
  const { height, width } = headers[0]!;
  const same = headers.every((header) => header.height === height && header.width === width);
  if (same && height <= SMALL && width <= SMALL) return [height, width];
  const sides = Float64Array.from(headers, (header) => Math.min(header.height, header.width)).sort();
  const median = sides[(sides.length - 1) >> 1]!;
  const side = SIDES.reduce((best, next) => (next <= median ? next : best));
  return [side, side];
}
