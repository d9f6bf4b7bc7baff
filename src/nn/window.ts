import { RegularizeError, type Shape, showShape } from "../core/index.ts";
import { reshape, type Value } from "../graph/index.ts";

// What layers that slide a window share. Along one axis, [batch, channels, length] is an image of height 1.

type Two = readonly [height: number, width: number];
type Four = readonly [top: number, left: number, bottom: number, right: number];

/** A window in full: sizes of height and width. */
export interface Window {
  readonly kernel: Two;
  readonly strides: Two;
  readonly dilations: Two;
  readonly pads: Four;
}

export interface WindowSettings {
  readonly kernel: number | readonly number[];
  readonly stride: number | readonly number[];
  readonly dilation?: number | readonly number[];
  readonly padding: number | readonly number[] | "same";
}

/** [height, width]; a window along one axis has height `flat`. */
function both(size: number | readonly number[], axes: 1 | 2, flat: number): Two {
  const [first, second] = typeof size === "number" ? [size, size] : size;
  return axes === 1 ? [flat, first!] : [first!, second!];
}

/** So that ⌈size / stride⌉ places fit; the larger half of an odd total comes last, as in PyTorch. */
function samePads(x: Shape, kernel: Two, strides: Two, dilations: Two): Four {
  const [height, width] = [0, 1].map((i) => {
    const size = x.at(i - 2)!;
    const reach = dilations[i]! * (kernel[i]! - 1) + 1;
    return Math.max((Math.ceil(size / strides[i]!) - 1) * strides[i]! + reach - size, 0);
  }) as [number, number];
  return [Math.floor(height / 2), Math.floor(width / 2), Math.ceil(height / 2), Math.ceil(width / 2)];
}

/** The window of a layer on an image; throws E335 where it is larger than the padded image. */
export function windowFor(where: string, image: Value, axes: 1 | 2, settings: WindowSettings): Window {
  const kernel = both(settings.kernel, axes, 1);
  const strides = both(settings.stride, axes, 1);
  const dilations = both(settings.dilation ?? 1, axes, 1);
  const { padding } = settings;
  const [high, wide] = padding === "same" ? [0, 0] : both(padding, axes, 0);
  const pads: Four = padding === "same" ? samePads(image.shape, kernel, strides, dilations) : [high, wide, high, wide];
  const reach = kernel.map((k, i) => dilations[i]! * (k - 1) + 1);
  const room = reach.map((_, i) => image.shape.at(i - 2)! + pads[i]! + pads[i + 2]!);
  if (reach.some((length, i) => length > room[i]!))
    throw new RegularizeError({
      code: "E335",
      where,
      message: `${where}: a window of ${showShape(reach.slice(2 - axes))} is larger than its input ${showShape(axes === 1 ? withoutHeight(image.shape) : image.shape)}`,
      expected: `at most ${showShape(room.slice(2 - axes))} with padding`,
      received: showShape(reach.slice(2 - axes)),
      todo: "use a smaller kernel, more padding, or fewer pools before it",
    });
  return { kernel, strides, dilations, pads };
}

const withoutHeight = (shape: Shape): Shape => [...shape.slice(0, -2), shape.at(-1)!];

/** [batch, channels, length] → [batch, channels, 1, length]. */
export const asImage = (x: Value): Value => reshape(x, [...x.shape.slice(0, -1), 1, x.shape.at(-1)!]);

/** [batch, channels, 1, length] → [batch, channels, length]. */
export const asLine = (image: Value): Value => reshape(image, withoutHeight(image.shape));
