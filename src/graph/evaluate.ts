import { RegularizeError, sizeOf } from "../core/index.ts";
import { constantData, inputOp, type Node, type Reference, topological, type Value } from "./node.ts";

/** Computes values in float64 with the ops' references: slow, exact, independent of any runtime. */
export function evaluate(values: readonly Value[], given: Readonly<Record<string, ArrayLike<number>>>): Reference[] {
  const results = new Map<Node, readonly Reference[]>();
  for (const node of topological(values)) results.set(node, evaluateNode(node, given, results));
  return values.map(({ node, port }) => results.get(node)![port]!);
}

function evaluateNode(
  node: Node,
  given: Readonly<Record<string, ArrayLike<number>>>,
  results: ReadonlyMap<Node, readonly Reference[]>,
): readonly Reference[] {
  const [first] = node.outputs;
  if (node.op === inputOp) return [{ shape: first!.shape, data: inputData(node, given) }];
  const known = constantData({ ...first!, node, port: 0 });
  if (known !== undefined) return [{ shape: first!.shape, data: known }];
  const inputs = node.inputs.map(({ node: n, port }) => results.get(n)![port]!);
  const data = node.op.reference(inputs, node.attributes, node.outputs);
  return node.outputs.map(({ shape }, i) => ({ shape, data: data[i]! }));
}

function inputData(node: Node, given: Readonly<Record<string, ArrayLike<number>>>): Float64Array {
  const name = String(node.attributes.name);
  const data = given[name];
  const size = sizeOf(node.outputs[0]!.shape);
  if (data?.length !== size)
    throw new RegularizeError({
      code: "E308",
      where: name,
      message: `Input ${JSON.stringify(name)} needs ${size} numbers`,
      received: data === undefined ? "nothing" : String(data.length),
    });
  return Float64Array.from(data);
}
