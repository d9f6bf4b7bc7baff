import { apply, type Node, type Value } from "../graph/index.ts";
import { same } from "./match.ts";
import { Sharing } from "./share.ts";

/**
 * One local simplification: the values that may stand for a node's outputs, or undefined. The node's inputs are
 * already simple. What it returns is simplified in turn, so a pass must make something smaller or move it in one direction.
 */
export type Pass = (node: Node, outputs: readonly Value[]) => readonly Value[] | undefined;

export const outputsOf = (node: Node): Value[] => node.outputs.map((type, port) => ({ ...type, node, port }));

/** Simplifies programs from their inputs on; equal nodes become one. Types and values stay as they are. */
class Rewriter {
  readonly #passes: readonly Pass[];
  readonly #sharing = new Sharing();
  readonly #done = new Map<Node, readonly Value[]>();

  constructor(passes: readonly Pass[]) {
    this.#passes = passes;
  }

  /** Depth-first on an explicit stack: programs may be deep. */
  simplify(value: Value): Value {
    const stack = [value.node];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const waiting = this.#done.has(node) ? [] : node.inputs.filter((x) => !this.#done.has(x.node));
      if (waiting.length > 0) {
        for (const { node: input } of waiting) stack.push(input);
        continue;
      }
      stack.pop();
      if (!this.#done.has(node)) this.#done.set(node, this.#visit(node));
    }
    return this.#done.get(value.node)![value.port]!;
  }

  #visit(original: Node): readonly Value[] {
    const inputs = original.inputs.map(({ node, port }) => this.#done.get(node)![port]!);
    const unchanged = inputs.every((x, i) => same(x, original.inputs[i]!));
    const rebuilt = unchanged ? original : apply(original.op, inputs, original.attributes)[0]!.node;
    const node = this.#sharing.intern(rebuilt);
    const known = this.#done.get(node);
    if (known !== undefined) return known;
    const outputs = outputsOf(node);
    for (const pass of this.#passes) {
      const replaced = pass(node, outputs);
      if (replaced === undefined) continue;
      const simple = replaced.map((value) => this.simplify(value));
      this.#done.set(node, simple);
      return simple;
    }
    this.#done.set(node, outputs);
    return outputs;
  }
}

/** Applies the passes wherever they fit until none does. With no pass, equal nodes still become one. */
export function rewrite(values: readonly Value[], passes: readonly Pass[]): Value[] {
  const rewriter = new Rewriter(passes);
  return values.map((value) => rewriter.simplify(value));
}
