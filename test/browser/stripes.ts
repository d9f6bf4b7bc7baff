import { rawOfImages } from "../../dashboard/playground/data/table.ts";

/** 120 images of 8 × 8: stripes of two directions and none, for networks that look at images. */
export const stripes = rawOfImages(
  Uint8Array.from({ length: 120 * 65 }, (_, i) => {
    const [row, pixel] = [Math.floor(i / 65), (i % 65) - 1];
    if (pixel < 0) return row % 3;
    return 255 * [(pixel >> 4) & 1, (pixel >> 1) & 1, 0.5][row % 3]!;
  }),
  [1, 8, 8],
  ["across", "down", "none"],
);
