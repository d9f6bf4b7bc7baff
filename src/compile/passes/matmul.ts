import { apply1, type Node, type Value } from "../../graph/index.ts";
import { match } from "../match.ts";
import type { Pass } from "../rewrite.ts";

/** The value of which this is the transpose of the last two axes. */
function flipped(value: Value | undefined): Value | undefined {
  const node = value === undefined ? undefined : match(value, "transpose");
  const order = node?.attributes["order"] as readonly number[] | undefined;
  const rank = order?.length ?? 0;
  const swaps = order?.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
  return rank >= 2 && swaps === true ? node!.inputs[0] : undefined;
}

function absorbed({ op, inputs: [a, b], attributes }: Node): Value | undefined {
  const left = flipped(a);
  const right = flipped(b);
  if (left === undefined && right === undefined) return undefined;
  const { transposeA, transposeB } = attributes;
  return apply1(op, [left ?? a!, right ?? b!], {
    ...attributes,
    transposeA: (transposeA === true) !== (left !== undefined),
    transposeB: (transposeB === true) !== (right !== undefined),
  });
}

/** (a b)ᵀ = bᵀ aᵀ. */
function turned(y: Value): Value | undefined {
  const product = flipped(y);
  const node = product === undefined ? undefined : match(product, "matmul");
  const [a, b] = node?.inputs ?? [];
  if (node === undefined || a?.shape.length !== b?.shape.length) return undefined;
  const { transposeA, transposeB } = node.attributes;
  return apply1(node.op, [b!, a!], {
    ...node.attributes,
    transposeA: transposeB !== true,
    transposeB: transposeA !== true,
  });
}

/** A product reads its factors transposed for free: transposes before it become attributes, one behind it swaps them. */
export const matmulTranspose: Pass = (node, [y]) => {
  const simpler = node.op.name === "matmul" ? absorbed(node) : node.op.name === "transpose" ? turned(y!) : undefined;
  return simpler === undefined ? undefined : [simpler];
};
