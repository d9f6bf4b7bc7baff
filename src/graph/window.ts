import { ANY, RegularizeError, type Shape, showShape } from "../core/index.ts";
import type { Attributes, OnnxAttribute } from "./node.ts";

/** One number for both axes, or [height, width]. */
export type Pair = number | readonly [height: number, width: number];
/** Zeros around an image: one number, [height, width], or [top, left, bottom, right]. */
export type Pads = Pair | readonly [top: number, left: number, bottom: number, right: number];

export interface WindowOptions {
  readonly strides?: Pair | undefined;
  readonly pads?: Pads | undefined;
  readonly dilations?: Pair | undefined;
}

/** How a window slides over [height, width]; plain arrays, so that a node can carry it as attributes. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

const pair = (value: Pair): readonly number[] => (typeof value === "number" ? [value, value] : value);
const fourPads = (pads: Pads): readonly number[] => {
  const given = typeof pads === "number" ? pair(pads) : pads;
  return given.length === 2 ? [...given, ...given] : given;
};

/** Fills in the defaults: stride 1, no padding, no dilation. Sizes that are not positive integers throw E312. */
export function windowOf(kernel: Pair, options: WindowOptions, where: string): Window & Attributes {
  const window = {
    kernel: pair(kernel),
    strides: pair(options.strides ?? 1),
    pads: fourPads(options.pads ?? 0),
    dilations: pair(options.dilations ?? 1),
  };
  for (const [name, sizes] of Object.entries(window)) {
    const least = name === "pads" ? 0 : 1;
    if (sizes.some((size) => !Number.isInteger(size) || size < least))
      throw new RegularizeError({
        code: "E312",
        where,
        message: `${where}: ${name} [${sizes.join(", ")}] must be integers of at least ${least}`,
      });
  }
  return window;
}

/** The window that a node carries. */
export const windowIn = (attributes: Attributes): Window => attributes as unknown as Window;

/** The window and the groups that a node carries, as ONNX writes them. */
export const onnxWindow = ({
  kernel,
  strides,
  pads,
  dilations,
  groups,
}: Attributes): Record<string, OnnxAttribute> => ({
  kernel_shape: kernel as number[],
  strides: strides as number[],
  pads: pads as number[],
  dilations: dilations as number[],
  group: groups as number,
});

/** How far the window reaches along each axis: dilation · (kernel − 1) + 1. */
export const reach = ({ kernel, dilations }: Window): number[] => kernel.map((k, i) => dilations[i]! * (k - 1) + 1);

/** Number of places of the window along each axis: ⌊(size + pads − reach) / stride⌋ + 1. Throws E309 where none fits. */
export function placesOf(x: Shape, window: Window, where: string): number[] {
  const { strides, pads } = window;
  return reach(window).map((length, i) => {
    const size = x.at(i - 2)!;
    const places = Math.floor((size + pads[i]! + pads[i + 2]! - length) / strides[i]!) + 1;
    if (size === ANY || places < 1)
      throw new RegularizeError({
        code: "E309",
        where,
        message: `${where}: a window of ${showShape(reach(window))} does not fit into ${showShape(x)}`,
        expected: "height and width, with padding, of at least the window's",
        received: `padding [${pads.join(", ")}]`,
      });
    return places;
  });
}

/** For each place of the window and each of its cells, the index within [height, width], or −1 in the padding. */
export function tapsOf(size: Shape, places: Shape, { kernel, strides, pads, dilations }: Window): Int32Array {
  const [height, width] = size.slice(-2) as [number, number];
  const taps = new Int32Array(places[0]! * places[1]! * kernel[0]! * kernel[1]!);
  let at = 0;
  for (let i = 0; i < places[0]!; i++)
    for (let j = 0; j < places[1]!; j++)
      for (let u = 0; u < kernel[0]!; u++)
        for (let v = 0; v < kernel[1]!; v++) {
          const row = i * strides[0]! - pads[0]! + u * dilations[0]!;
          const column = j * strides[1]! - pads[1]! + v * dilations[1]!;
          const inside = row >= 0 && row < height && column >= 0 && column < width;
          taps[at++] = inside ? row * width + column : -1;
        }
  return taps;
}
