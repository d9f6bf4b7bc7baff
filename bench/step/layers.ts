import type { OnnxBuilder } from "../../src/compile/builder.ts";
import type { Net } from "./nets.ts";

/** Names of tensors in the program being written. */
interface Written {
  readonly loss: string;
  /** Gradients of W0, b0, W1, … */
  readonly gradients: readonly string[];
}

export const scalar = (b: OnnxBuilder, value: number): string => b.floats([value], []);

/** [inputs, outputs] and [outputs] of each layer. */
export const shapesOf = ({ sizes }: Net): readonly (readonly number[])[] =>
  sizes.slice(1).flatMap((outputs, i) => [[sizes[i]!, outputs], [outputs]]);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Sums over the rows of d [batch, n], by the op or by a product with ones. */
export type SumRows = (b: OnnxBuilder, d: string, batch: number) => string;

export const bySum: SumRows = (b, d) => b.node("ReduceSum", [d, b.ints([0])], { keepdims: 0 });
export const byProduct: SumRows = (b, d, batch) =>
  b.node("MatMul", [b.floats(new Float32Array(batch).fill(1), [1, batch]), d]);

/** Forward and backward pass of ReLU layers under the mean squared error, written by hand. */
export function writeLayers(b: OnnxBuilder, net: Net, parameters: readonly string[], sumRows: SumRows): Written {
  const { sizes, batch } = net;
  const layers = sizes.length - 1;
  const inputs = [b.input("x", "f32", [batch, sizes[0]!])];
  const y = b.input("y", "f32", [batch, sizes.at(-1)!]);
  for (let i = 0; i < layers; i++) {
    const z = b.node("Gemm", [inputs[i]!, parameters[2 * i]!, parameters[2 * i + 1]!]);
    inputs.push(i < layers - 1 ? b.node("Relu", [z]) : z);
  }
  const error = b.node("Sub", [inputs[layers]!, y]);
  const loss = b.node("ReduceMean", [b.node("Mul", [error, error]), b.ints([0, 1])], { keepdims: 0 });
  let d = b.node("Mul", [error, scalar(b, 2 / (batch * sizes.at(-1)!))]);
  const gradients: string[] = [];
  for (let i = layers - 1; i >= 0; i--) {
    gradients.unshift(b.node("Gemm", [inputs[i]!, d], { transA: 1 }), sumRows(b, d, batch));
    if (i === 0) break;
    const before = b.node("Gemm", [d, parameters[2 * i]!], { transB: 1 });
    d = b.node("Where", [b.node("Greater", [inputs[i]!, scalar(b, 0)]), before, scalar(b, 0)]);
  }
  return { loss, gradients };
}
