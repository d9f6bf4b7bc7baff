import { RegularizeError, sameShape, showShape } from "../core/index.ts";
import { zerosLike } from "./compose.ts";
import { constant, type Node, topological, type Value } from "./node.ts";
import { add, expand, reshape, sum } from "./ops/index.ts";
import { rules } from "./rules/index.ts";

/** Sums a gradient over the axes that broadcasting stretched: the only place where broadcasting is undone. */
export function unbroadcast(gradient: Value, to: Value): Value {
  if (sameShape(gradient.shape, to.shape)) return gradient;
  const lift = gradient.shape.length - to.shape.length;
  if (lift < 0) return unbroadcast(expand(gradient, to.shape), to);
  const axes = gradient.shape.flatMap((d, i) => (i < lift || (to.shape[i - lift] === 1 && d !== 1) ? [i] : []));
  const summed = axes.length === 0 ? gradient : sum(gradient, axes, true);
  const shaped = sameShape(summed.shape, to.shape) ? summed : reshape(summed, summed.shape.slice(lift));
  return sameShape(shaped.shape, to.shape) ? shaped : expand(shaped, to.shape);
}

const outputsOf = (node: Node): Value[] => node.outputs.map((type, port) => ({ ...type, node, port }));

/** Nodes on a path from the inputs to the outputs. */
function between(order: readonly Node[], wrt: readonly Value[]): Set<Node> {
  const active = new Set(wrt.map((value) => value.node));
  for (const node of order) if (node.inputs.some((x) => active.has(x.node))) active.add(node);
  return active;
}

/** Gradients that have reached each output of each node so far. */
class Adjoints {
  readonly #sums = new Map<Node, (Value | undefined)[]>();

  add(target: Value, gradient: Value): void {
    const ports = this.#sums.get(target.node) ?? target.node.outputs.map(() => undefined);
    const before = ports[target.port];
    ports[target.port] = before === undefined ? gradient : add(before, gradient);
    this.#sums.set(target.node, ports);
  }

  of(node: Node): readonly (Value | undefined)[] | undefined {
    return this.#sums.get(node);
  }
}

/**
 * Reverse-mode gradients of a scalar with respect to values of its program; zeros where it does not depend on one.
 * The result is made of ordinary values, so it can be differentiated again.
 */
export function gradient(of: Value, wrt: readonly Value[]): Value[] {
  if (of.shape.length !== 0)
    throw new RegularizeError({
      code: "E307",
      where: "gradient",
      message: `gradient needs a scalar, not ${showShape(of.shape)}`,
      todo: "take the mean or the sum first",
    });
  const order = topological([of]);
  const active = between(order, wrt);
  const adjoints = new Adjoints();
  adjoints.add(of, constant(1));
  for (const node of order.toReversed()) {
    const reached = adjoints.of(node);
    if (reached === undefined || !active.has(node) || node.inputs.length === 0) continue;
    const outputs = outputsOf(node);
    const context = {
      x: node.inputs[0]!,
      inputs: node.inputs,
      y: outputs[0]!,
      outputs,
      dys: reached,
      attributes: node.attributes,
      gradient,
    };
    const rule = rules[node.op.name as keyof typeof rules];
    rule(reached[0] ?? zerosLike(outputs[0]!), context).forEach((gradient, i) => {
      const target = node.inputs[i]!;
      if (gradient !== undefined && active.has(target.node)) adjoints.add(target, unbroadcast(gradient, target));
    });
  }
  return wrt.map((value) => adjoints.of(value.node)?.[value.port] ?? zerosLike(value));
}
