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
import { BLOCKS } from "./fusions/blocks.ts";
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

/** The tensors of values: as they are, and with their channels in blocks; the one is made of the other when first asked for. */
class Tensors {
  readonly #target: LoweringTarget;
  readonly #made = { plain: new Map<Node, OnnxName[]>(), blocks: new Map<Node, OnnxName[]>() };

  constructor(target: LoweringTarget) {
    this.#target = target;
  }

  set(node: Node, names: readonly OnnxName[], inBlocks: boolean): void {
    this.#made[inBlocks ? "blocks" : "plain"].set(node, [...names]);
  }

  get(value: Value, inBlocks: boolean): OnnxName {
    const { node, port } = value;
    const [wanted, other] = inBlocks ? [this.#made.blocks, this.#made.plain] : [this.#made.plain, this.#made.blocks];
    const names = wanted.get(node) ?? [];
    wanted.set(node, names);
    names[port] ??= this.#reordered(value, other.get(node)![port]!, inBlocks);
    return names[port];
  }

  #reordered({ node, shape }: Value, name: OnnxName, inBlocks: boolean): OnnxName {
    const [op, settings] = inBlocks
      ? (["ReorderInput", {}] as const)
      : (["ReorderOutput", { channels: shape[1]! }] as const);
    const write = (): OnnxName => this.#target.nodes(op, [name], settings, 1, BLOCKS)[0]!;
    return this.#target.within(op, showNode(node), write);
  }
}

/** Writes the nodes that the outputs need, as they are: simplify first. */
export function lowerInto(
  target: LoweringTarget,
  outputs: Readonly<Record<string, Value>>,
  bind: ReadonlyMap<string, OnnxName>,
): Record<string, OnnxName> {
  const values = Object.values(outputs);
  const { fused, absorbed } = fusionsOf(values, target);
  const tensors = new Tensors(target);
  for (const node of topological(values)) {
    if (absorbed.has(node)) continue;
    const fusion = fused.get(node);
    const given = fusion?.inputs ?? node.inputs;
    const names = given.map((value, i) => tensors.get(value, fusion?.blocks?.inputs[i] === true));
    tensors.set(node, lowerNode(target, node, fusion, names, bind), fusion?.blocks?.outputs === true);
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, tensors.get(value, false)]));
}

function lowerNode(
  target: LoweringTarget,
  node: Node,
  fusion: Fusion | undefined,
  names: readonly OnnxName[],
  bind: ReadonlyMap<string, OnnxName>,
): readonly OnnxName[] {
  const [first] = node.outputs;
  if (node.op === inputOp) return [boundTo(bind, String(node.attributes["name"]))];
  if (node.op === constantOp)
    return [target.tensor(constantData({ ...first!, node, port: 0 })!, first!.shape, first!.dtype)];
  const covered = fusion?.covers ?? [node];
  return target.within(covered[0]!.op.name, covered.map(showNode).join(", "), () =>
    fusion === undefined ? node.op.lower(target, names, node) : fusion.lower(target, names),
  );
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
