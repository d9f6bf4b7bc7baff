import type { Node, Value } from "../../graph/index.ts";
import { fillOf, match, same } from "../match.ts";
import { outputsOf } from "../rewrite.ts";

/** Work that one kernel does between two programs, instead of many nodes of one. */
export interface HostedCall {
  readonly kernel: "batchNorm" | "batchNormGradient";
  readonly epsilon: number;
  /** By the kernel's names of its arrays; those that it does without are not there. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
  /** Floats that it needs beside them. */
  readonly room: number;
  readonly rectified: boolean;
  /** What it stands for; nobody else needs what is between them. */
  readonly covers: readonly Node[];
}

/** Who uses each node, as often as it does. */
type Users = ReadonlyMap<Node, readonly Node[]>;

const isNoise = ({ node }: Value): boolean =>
  node.op.name === "input" && String(node.attributes["name"]).startsWith("noise:");

/** What stands between the gradient of a result and that of its batch norm: relu's mask and a product with noise, such as dropout's. */
interface Behind {
  readonly dy: Value;
  readonly mask?: Value;
  /** Relu's result: where it is 0 nothing flows. */
  readonly positive?: Value;
  readonly covers: readonly Node[];
}

/** where(relu > 0, dy · mask, 0), or a part of it, where nobody else asks for it. */
function behind(dy: Value, users: Users): Behind {
  const where = match(dy, "where");
  const [condition, inner, zero] = where?.inputs ?? [];
  const greater = condition && match(condition, "greater");
  if (where === undefined || greater === undefined || users.get(where)!.length > 1) return { dy, covers: [] };
  const [positive, bound] = greater.inputs as readonly [Value, Value];
  const isRelu = match(positive, "relu") !== undefined && fillOf(bound) === 0 && fillOf(zero!) === 0;
  if (!isRelu || inner!.shape.length !== 2) return { dy, covers: [] };
  const masked = masking(inner!, users);
  const covers = [where, ...(users.get(greater)!.length === 1 ? [greater] : [])];
  if (masked === undefined) return { dy: inner!, positive, covers };
  return { dy: masked.x, mask: masked.mask, positive, covers: [...covers, inner!.node] };
}

/** x · mask, where one user has it. */
function masking(value: Value, users: Users): { readonly x: Value; readonly mask: Value } | undefined {
  const product = match(value, "mul");
  const mask = product?.inputs.find(isNoise);
  if (product === undefined || mask === undefined || users.get(product)!.length > 1) return undefined;
  const x = product.inputs.find((value) => !same(value, mask));
  return x !== undefined && x.shape.length === 2 && mask.shape.join() === x.shape.join() ? { x, mask } : undefined;
}

function gradientCall(node: Node, users: Users): HostedCall {
  const [dy, x, scale, mean, variance] = node.inputs as readonly [Value, Value, Value, Value, Value];
  const { dy: reached, mask, positive, covers } = behind(dy, users);
  const [dx, dScale, dBias] = outputsOf(node) as [Value, Value, Value];
  return {
    kernel: "batchNormGradient",
    epsilon: node.attributes["epsilon"] as number,
    inputs: {
      ...{ dy: reached, x, scale, mean, variance },
      ...(mask === undefined ? {} : { mask }),
      ...(positive === undefined ? {} : { a: positive }),
    },
    outputs: { dx, dScale, dBias },
    room: 3 * scale.shape[0]!,
    rectified: positive !== undefined,
    covers: [node, ...covers],
  };
}

/**
 * Batch norm with the relu behind it. Where all that asks for relu's result is dropout's product and a gradient that a call
 * computes, which finds the same entries behind the mask, the product is the call's too.
 */
function normCall(node: Node, users: Users, gradients: readonly HostedCall[]): HostedCall {
  const [x, scale, bias] = node.inputs as readonly [Value, Value, Value];
  const [normed, mean, variance] = outputsOf(node) as [Value, Value, Value];
  const call = (y: Value, between: readonly Node[], mask?: Value): HostedCall => ({
    kernel: "batchNorm",
    epsilon: node.attributes["epsilon"] as number,
    inputs: { x, scale, bias, ...(mask === undefined ? {} : { mask }) },
    outputs: { y, mean, variance },
    room: scale.shape[0]!,
    rectified: between.length > 0,
    covers: [node, ...between],
  });
  const of = users.get(node)!.filter((user) => user.inputs.some((value) => same(value, normed)));
  const relu = of.length === 1 && of[0]!.op.name === "relu" ? of[0] : undefined;
  if (relu === undefined) return call(normed, []);
  const [product, ...more] = users.get(relu)!.filter(({ op }) => op.name === "mul");
  const mask = product && more.length === 0 ? product.inputs.find(isNoise) : undefined;
  const own = gradients.find(({ inputs: { a } }) => a?.node === relu);
  const isCovered = (user: Node): boolean => user === product || (own?.covers.includes(user) ?? false);
  const fits = mask !== undefined && own?.inputs["mask"] !== undefined && same(own.inputs["mask"], mask);
  if (!fits || !users.get(relu)!.every(isCovered)) return call(outputsOf(relu)[0]!, [relu]);
  return call(outputsOf(product!)[0]!, [relu, product!], mask);
}

/** The calls that stand for parts of a simplified program. */
export function hostedCalls(order: readonly Node[], outputs: readonly Value[]): HostedCall[] {
  const users = new Map<Node, Node[]>(order.map((node) => [node, []]));
  for (const node of order) for (const x of node.inputs) users.get(x.node)!.push(node);
  // What the program gives is asked for from outside: by itself.
  for (const { node } of outputs) users.get(node)!.push(node);
  const gradients = order.filter(({ op }) => op.name === "batchNormGradient").map((node) => gradientCall(node, users));
  const isRows = ({ op, inputs }: Node): boolean => op.name === "batchNormTrain" && inputs[0]!.shape.length === 2;
  const norms = order.filter(isRows).map((node) => normCall(node, users, gradients));
  const behindMask = new Map(norms.map(({ outputs: { y }, covers }) => [covers[1], y!]));
  return [...norms, ...gradients.map((call) => positiveBehind(call, behindMask))];
}

/** Relu's result as the call before gives it: behind the mask, where that itself is not kept. */
function positiveBehind(call: HostedCall, results: ReadonlyMap<Node | undefined, Value>): HostedCall {
  const { a } = call.inputs;
  const kept = a && results.get(a.node);
  return kept === undefined ? call : { ...call, inputs: { ...call.inputs, a: kept } };
}
