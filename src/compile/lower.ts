import { RegularizeError, type Shape, showShape } from "../core/index.ts";
import {
  constantData,
  constantOp,
  type DType,
  type Emitter,
  inputOp,
  type Node,
  type OnnxName,
  topological,
  type Value,
} from "../graph/index.ts";
import { fusionsOf } from "./fuse.ts";
import type { Fusion } from "./fusions/fusion.ts";

/** What lowering writes into. */
export interface LoweringTarget extends Emitter {
  tensor(values: ArrayLike<number>, shape: Shape, dtype: DType): OnnxName;
  within<T>(name: string, origin: string, write: () => T): T;
}

/** `matmul([8, 3], [3, 2]) → [8, 2]` */
export function showNode({ op, inputs, outputs }: Node): string {
  const shapes = (values: readonly { readonly shape: Shape }[]): string =>
    values.map((v) => showShape(v.shape)).join(", ");
  return `${op.name}(${shapes(inputs)}) → ${shapes(outputs)}`;
}

/** Writes the nodes that the outputs need, as they are: simplify first. */
export function lowerInto(
  target: LoweringTarget,
  outputs: Readonly<Record<string, Value>>,
  bind: ReadonlyMap<string, OnnxName>,
): Record<string, OnnxName> {
  const values = Object.values(outputs);
  const { fused, absorbed } = fusionsOf(values);
  const names = new Map<Node, readonly OnnxName[]>();
  const nameOf = ({ node, port }: Value): OnnxName => names.get(node)![port]!;
  for (const node of topological(values))
    if (!absorbed.has(node)) names.set(node, lowerNode(target, node, fused.get(node), nameOf, bind));
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, nameOf(value)]));
}

function lowerNode(
  target: LoweringTarget,
  node: Node,
  fusion: Fusion | undefined,
  nameOf: (value: Value) => OnnxName,
  bind: ReadonlyMap<string, OnnxName>,
): readonly OnnxName[] {
  const [first] = node.outputs;
  if (node.op === inputOp) return [boundTo(bind, String(node.attributes["name"]))];
  if (node.op === constantOp)
    return [target.tensor(constantData({ ...first!, node, port: 0 })!, first!.shape, first!.dtype)];
  if (fusion !== undefined)
    return target.within(fusion.covers[0]!.op.name, fusion.covers.map(showNode).join(", "), () =>
      fusion.lower(target, fusion.inputs.map(nameOf)),
    );
  return target.within(node.op.name, showNode(node), () => node.op.lower(target, node.inputs.map(nameOf), node));
}

function boundTo(bind: ReadonlyMap<string, OnnxName>, input: string): OnnxName {
  const name = bind.get(input);
  if (name === undefined)
    throw new RegularizeError({
      code: "E321",
      where: input,
      message: `Input ${JSON.stringify(input)} of the graph is bound to nothing`,
      expected: `one of ${[...bind.keys()].join(", ") || "no bindings"}`,
    });
  return name;
}
