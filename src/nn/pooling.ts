import type { Schema } from "../core/index.ts";
import type { Value } from "../graph/index.ts";
import { asImage, asLine, type Window, windowFor } from "./window.ts";

// What the pools share.

export const poolingSettings = <Axes extends 1 | 2>(axes: Axes) =>
  ({
    kernel: { default: 2, sizes: [1, 1024], axes, doc: "Size of the window." },
    stride: {
      default: "kernel",
      sizes: [1, 1024],
      axes,
      words: ["kernel"],
      doc: "Steps between windows; kernel: they touch and do not overlap.",
    },
    padding: { default: 0, sizes: [0, 512], axes, doc: "Entries around the input, at most half of the window." },
  }) as const satisfies Schema;

interface Settings {
  readonly kernel: number | readonly number[];
  readonly stride: number | readonly number[] | "kernel";
  readonly padding: number | readonly number[];
}

/** Pools a sequence as an image of height 1, or an image. */
export function pool(
  where: string,
  axes: 1 | 2,
  x: Value,
  { kernel, stride, padding }: Settings,
  f: (image: Value, window: Window) => Value,
): Value {
  const image = axes === 1 ? asImage(x) : x;
  const window = windowFor(where, image, axes, { kernel, padding, stride: stride === "kernel" ? kernel : stride });
  const y = f(image, window);
  return axes === 1 ? asLine(y) : y;
}
