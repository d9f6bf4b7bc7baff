import { sizeOf } from "../core/index.ts";
import { keepLatest } from "../core/latest.ts";
import { constantOp, type Node, type Op, topological, type Value } from "../graph/index.ts";
import { attributesOf, contentOf } from "./content.ts";

/** Programs that are remembered, those of a few networks, which many trials share; and the constants that such a program may hold. */
const MOST = { programs: 64, constants: 1 << 14 };

const programs = new Map<string, unknown>();

/** What was compiled from the same graph before, or what `make` compiles. Trials of one structure differ in what they feed alone. A key says what it is of. */
export function remembered<T extends object>(key: string | undefined, make: () => T): T {
  if (key === undefined) return make();
  const program = (programs.get(key) as T | undefined) ?? make();
  keepLatest(programs, key, program, MOST.programs);
  return program;
}

const ops = new WeakMap<Op, number>();
let count = 0;

function idOf(op: Op): number {
  const known = ops.get(op);
  if (known !== undefined) return known;
  ops.set(op, ++count);
  return count;
}

/**
 * A text that two sets of named values share when their graphs are the same, node by node, constants included. Undefined for graphs
 * that are not worth remembering: those that hold the numbers of a model.
 */
export function graphKey(outputs: Readonly<Record<string, Value>>): string | undefined {
  const places = new Map<Node, number>();
  let key = "";
  let constants = 0;
  for (const node of topological(Object.values(outputs))) {
    places.set(node, places.size);
    key += `${idOf(node.op)}${attributesOf(node)}`;
    for (const { node: from, port } of node.inputs) key += ` ${places.get(from)}.${port}`;
    for (const { dtype, shape } of node.outputs) key += ` ${dtype}[${shape.join()}]`;
    if (node.op === constantOp) {
      constants += sizeOf(node.outputs[0]!.shape);
      if (constants > MOST.constants) return undefined;
      key += JSON.stringify(contentOf(node));
    }
    key += "\n";
  }
  for (const [name, { node, port }] of Object.entries(outputs))
    key += `${JSON.stringify(name)} ${places.get(node)}.${port}\n`;
  return key;
}
