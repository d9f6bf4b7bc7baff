import { sameShape } from "../core/index.ts";
import { type Emitter, type Node, type OnnxName, topological, type Value } from "../graph/index.ts";

/** Several nodes that one ONNX node computes. */
export interface Fusion {
  readonly inputs: readonly Value[];
  /** The nodes it stands for, for error messages. */
  readonly covers: readonly Node[];
  readonly lower: (emit: Emitter, inputs: readonly OnnxName[]) => readonly OnnxName[];
}

export interface Fusions {
  /** The node whose outputs the fusion computes, and the nodes that need no lowering of their own. */
  readonly fused: ReadonlyMap<Node, Fusion>;
  readonly absorbed: ReadonlySet<Node>;
}

/** How often each node's outputs are used, by nodes and as outputs of the program. */
function usesOf(values: readonly Value[], order: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>();
  const count = ({ node }: Value): unknown => uses.set(node, (uses.get(node) ?? 0) + 1);
  values.forEach(count);
  for (const node of order) node.inputs.forEach(count);
  return uses;
}

/** Finds what one ONNX node does for several of ours: Gemm for a product plus a row. */
export function fusionsOf(values: readonly Value[]): Fusions {
  const order = topological(values);
  const uses = usesOf(values, order);
  const fused = new Map<Node, Fusion>();
  const absorbed = new Set<Node>();
  for (const node of order) {
    const product = node.inputs.find((x) => isProduct(x) && uses.get(x.node) === 1 && !absorbed.has(x.node));
    const fusion = product === undefined ? undefined : gemm(node, product);
    if (fusion === undefined) continue;
    fused.set(node, fusion);
    absorbed.add(product!.node);
  }
  return { fused, absorbed };
}

const isProduct = ({ node, shape }: Value): boolean =>
  node.op.name === "matmul" && shape.length === 2 && node.inputs.every((x) => x.shape.length === 2);

/** x · w + row, the row of shape [n] or [1, n]. */
function gemm(node: Node, product: Value): Fusion | undefined {
  const row = node.inputs.find((x) => x !== product);
  if (node.op.name !== "add" || row === undefined || !isRow(row, product)) return undefined;
  const { transposeA, transposeB } = product.node.attributes;
  return {
    inputs: [...product.node.inputs, row],
    covers: [product.node, node],
    lower: (emit, inputs) => [
      emit.node("Gemm", inputs, { transA: transposeA === true ? 1 : 0, transB: transposeB === true ? 1 : 0 }),
    ],
  };
}

function isRow({ shape }: Value, product: Value): boolean {
  const n = product.shape[1]!;
  return sameShape(shape, [n]) || sameShape(shape, [1, n]);
}
