import type { Layer, Workload } from "./workload.ts";

/**
 * Floating-point operations of the products of one training step: forward, gradient of the weights, and gradient of the inputs
 * except of the first layer's, whose inputs are data. What is elementwise is not counted.
 */
export function floatingPointOperations({ layers, input, batch, extras }: Workload): number {
  const { work, first } = passOf(layers, [...input]);
  return batch * (3 * work - first) * (extras.sam === undefined ? 1 : 2);
}

/** Operations of a forward pass over one row, and the first product's share of them; changes `shape` to what comes out. */
function passOf(layers: readonly Layer[], shape: number[]): { readonly work: number; readonly first: number } {
  const parts: number[] = [];
  for (const layer of layers) {
    const [kind, value] = layer;
    if (kind === "linear") {
      parts.push(2 * shape[0]! * (value as number));
      shape[0] = value as number;
    } else if (kind === "conv2d") {
      parts.push(2 * 9 * shape[0]! * (value as number) * shape[1]! * shape[2]!);
      shape[0] = value as number;
    } else if (kind === "maxPool2d") {
      for (const axis of [1, 2]) shape[axis] = Math.floor(shape[axis]! / (value as number));
    } else if (kind === "flatten")
      shape.splice(
        0,
        3,
        shape.reduce((a, b) => a * b, 1),
      );
    else if (kind === "globalAvgPool") shape.splice(1);
    else if (kind === "residual") {
      const before = shape[0]!;
      parts.push(passOf(value as readonly Layer[], shape).work);
      if (before !== shape[0]) parts.push(2 * before * shape[0]! * shape[1]! * shape[2]!);
    }
  }
  return { work: parts.reduce((a, b) => a + b, 0), first: parts[0] ?? 0 };
}
