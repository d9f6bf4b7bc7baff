import { sameShape } from "../../core/index.ts";
import type { Node, Value } from "../../graph/index.ts";
import type { Fuse, Fusion } from "./fusion.ts";
import { channelVector } from "../channels.ts";
import { match } from "../match.ts";

// Products with what is added to them, and the activation behind them.

const isProduct = ({ node, shape }: Value): boolean =>
  node.op.name === "matmul" && shape.length === 2 && node.inputs.every((x) => x.shape.length === 2);

/** x · w + row, the row of shape [n] or [1, n]. */
export const gemm: Fuse = (node, { owns }) => {
  if (node.op.name !== "add") return undefined;
  const product = node.inputs.find((x) => isProduct(x) && owns(x));
  const row = node.inputs.find((x) => x !== product);
  if (product === undefined || row === undefined || !isRow(row, product)) return undefined;
  const { transposeA, transposeB } = product.node.attributes;
  return {
    inputs: [...product.node.inputs, row],
    covers: [product.node, node],
    lower: (emit, inputs) => [
      emit.node("Gemm", inputs, { transA: transposeA === true ? 1 : 0, transB: transposeB === true ? 1 : 0 }),
    ],
  };
};

function isRow({ shape }: Value, product: Value): boolean {
  const n = product.shape[1]!;
  return sameShape(shape, [n]) || sameShape(shape, [1, n]);
}

/** x ∗ w + b, where b is a number per filter. */
export const convolution: Fuse = (node, { owns }) => {
  if (node.op.name !== "add") return undefined;
  const product = node.inputs.find((x) => match(x, "conv2d") !== undefined && owns(x));
  const bias = node.inputs.find((x) => x !== product);
  const vector = product && bias && channelVector(bias, product.shape);
  return product && vector && convolving(product.node, [...product.node.inputs, vector], [product.node, node]);
};

const convolving = (conv: Node, inputs: readonly Value[], covers: readonly Node[]): Fusion => ({
  inputs,
  covers,
  lower: (emit, names) => conv.op.lower(emit, names, conv),
  withRelu: (relu) => ({
    inputs,
    covers: [...covers, relu],
    lower: (emit, names) => conv.op.lower(emit, names, conv).map((y) => emit.node("Relu", [y])),
  }),
});

/** max(x ∗ w + b, 0), with a bias or without. */
export const relu: Fuse = (node, { owns, fused }) => {
  const [x] = node.inputs;
  if (node.op.name !== "relu" || !owns(x!)) return undefined;
  const plain = match(x!, "conv2d");
  const before = fused.get(x!.node) ?? (plain && convolving(plain, plain.inputs, [plain]));
  return before?.withRelu?.(node);
};
