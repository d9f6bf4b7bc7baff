import type { Node, Op } from "../graph/index.ts";
import { attributesOf, contentOf } from "./content.ts";

/** Ops whose inputs may swap: the result is the same to the bit. */
const COMMUTATIVE: ReadonlySet<string> = new Set(["add", "mul", "and", "or", "equal"]);

/** Common sub-expressions: the first node of each meaning stands for all (hash-consing); constants by content. */
export class Sharing {
  readonly #nodes = new Map<string, Node>();
  readonly #ids = new Map<Node | Op, number>();

  /** The node that stands for this one. Its inputs must have been interned. */
  intern(node: Node): Node {
    const key = this.#keyOf(node);
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    this.#nodes.set(key, node);
    return node;
  }

  #keyOf(node: Node): string {
    const inputs = node.inputs.map((x) => `${this.#idOf(x.node)}.${x.port}`);
    if (COMMUTATIVE.has(node.op.name)) inputs.sort();
    const types = node.outputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join();
    return `${this.#idOf(node.op)} ${attributesOf(node)} ${types} ${inputs.join()} ${contentOf(node)}`;
  }

  #idOf(thing: Node | Op): number {
    const known = this.#ids.get(thing);
    if (known !== undefined) return known;
    this.#ids.set(thing, this.#ids.size);
    return this.#ids.size - 1;
  }
}
