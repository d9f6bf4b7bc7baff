import { type Attributes, constantData, type Node, type Op, topological, type Value } from "../graph/index.ts";
import { contentKey } from "./content.ts";
import type { Program } from "./program.ts";

/** Programs that are remembered, those of a few networks, which many trials share; and the constants that such a program may hold. */
const MOST = { programs: 64, constants: 1 << 14 };

const programs = new Map<string, Program>();

/** What was compiled from the same graph before, or what `make` compiles. Trials of one structure differ in what they feed alone. */
export function remembered(key: string | undefined, make: () => Program): Program {
  if (key === undefined) return make();
  const program = programs.get(key) ?? make();
  programs.delete(key);
  programs.set(key, program);
  if (programs.size > MOST.programs) programs.delete(programs.keys().next().value!);
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
    key += `${idOf(node.op)}${said(node.attributes)}`;
    for (const { node: from, port } of node.inputs) key += ` ${places.get(from)}.${port}`;
    for (const { dtype, shape } of node.outputs) key += ` ${dtype}[${shape.join()}]`;
    const data = constantData({ ...node.outputs[0]!, node, port: 0 });
    if (data !== undefined) {
      constants += data.length;
      if (constants > MOST.constants) return undefined;
      key += JSON.stringify(contentKey(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
    }
    key += "\n";
  }
  for (const [name, { node, port }] of Object.entries(outputs))
    key += `${JSON.stringify(name)} ${places.get(node)}.${port}\n`;
  return key;
}

/** JSON has no infinities and one zero. */
export const exact = (_: string, value: unknown): unknown =>
  typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : value;

function said(attributes: Attributes): string {
  for (const _ in attributes) return JSON.stringify(attributes, exact);
  return "";
}
