import { RegularizeError, type Shape, showShape, sizeOf } from "../core/index.ts";

/** What an entry of a value is. Real numbers are float32 on the runtime, float64 in the reference. */
export type DType = "f32" | "i64" | "bool";

export type Attribute = number | string | boolean | readonly number[];
export type Attributes = { readonly [name: string]: Attribute };

/** The type of one output of an op. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** One application of an op. A node never changes; a program is the set of nodes that its outputs reach. */
export interface Node {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly ValueType[];
}

/** One output of a node: what ops take and give. */
export interface Value extends ValueType {
  readonly node: Node;
  readonly port: number;
}

/** A value, or a number that stands for a scalar constant. */
export type Operand = Value | number;

/** An array of the float64 reference: row-major, booleans as 0 and 1. */
export interface Reference {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** A name of a tensor in the ONNX program being written. */
export type OnnxName = string;
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** What a lowering may do: append ONNX nodes and constants. */
export interface Emitter {
  /** Appends one ONNX node; returns the name of its output. */
  node(opType: string, inputs: readonly OnnxName[], attributes?: Readonly<Record<string, OnnxAttribute>>): OnnxName;
  /** Appends one ONNX node with several outputs, from the standard domain unless another is named. */
  nodes(
    opType: string,
    inputs: readonly OnnxName[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: number,
    domain?: string,
  ): OnnxName[];
  /** An int64 constant of shape [values.length] (axes, shapes, pads). */
  ints(values: readonly number[]): OnnxName;
  /** A float32 constant. */
  floats(values: readonly number[] | Float64Array, shape: Shape): OnnxName;
  /** Whether the target provider has the `com.microsoft` ops, such as FusedMatMul. */
  readonly microsoft: boolean;
  /** How many channels the target's blocked convolutions take together; undefined where it has none. */
  readonly channelBlock?: number | undefined;
  /** Whether one thread runs each node, so that sums into one place cannot meet. */
  readonly serial?: boolean | undefined;
}

/** Where an op may be tested: each input is drawn from `inputs[i] ?? inputs[0]`, at least `away` from each of `kinks`. */
export interface Domain {
  readonly inputs: readonly (readonly [low: number, high: number])[];
  readonly kinks?: readonly number[];
}

/** What an op is: its shape rule, its float64 reference, its ONNX form and its domain. How it differentiates is in rules/. */
export interface Op {
  readonly name: string;
  /** Types of the outputs; throws E30x naming the op and both shapes when the inputs do not fit. */
  readonly type: (inputs: readonly Value[], attributes: Attributes) => readonly ValueType[];
  readonly reference: (
    inputs: readonly Reference[],
    attributes: Attributes,
    outputs: readonly ValueType[],
  ) => readonly Float64Array[];
  readonly lower: (emit: Emitter, inputs: readonly OnnxName[], node: Node) => readonly OnnxName[];
  readonly domain: Domain;
}

/** Applies an op; every op function is a thin typed wrapper of this. */
export function apply(op: Op, inputs: readonly Operand[], attributes: Attributes = {}): Value[] {
  const values = inputs.map(toValue);
  const outputs = op.type(values, attributes);
  const node: Node = { op, inputs: values, attributes, outputs };
  return outputs.map((type, port) => ({ ...type, node, port }));
}

/** The same for ops with one output. */
export const apply1 = (op: Op, inputs: readonly Operand[], attributes: Attributes = {}): Value =>
  apply(op, inputs, attributes)[0]!;

const source = (name: string): Op => ({
  name,
  type: () => {
    throw new RegularizeError({ code: "E900", message: `${name} is made by its own function` });
  },
  reference: () => {
    throw new RegularizeError({ code: "E900", message: `${name} has no reference: its value is given` });
  },
  lower: () => {
    throw new RegularizeError({ code: "E900", message: `${name} is lowered by the compiler` });
  },
  domain: { inputs: [] },
});

export const inputOp = source("input");
export const constantOp = source("constant");

/** The data of constants, kept beside the nodes so that attributes stay small and printable. */
const constants = new WeakMap<Node, Float64Array>();

/** A value that is given when the program runs. Names are unique within a program. */
export function input(name: string, shape: Shape, dtype: DType = "f32"): Value {
  const node: Node = { op: inputOp, inputs: [], attributes: { name }, outputs: [{ shape, dtype }] };
  return { node, port: 0, shape, dtype };
}

/** A constant; `data` is row-major, booleans are 0 and 1. */
export function constant(data: number | ArrayLike<number>, shape: Shape = [], dtype: DType = "f32"): Value {
  const values = typeof data === "number" ? Float64Array.of(data) : Float64Array.from(data);
  if (values.length !== sizeOf(shape))
    throw new RegularizeError({
      code: "E304",
      message: `A constant of shape ${showShape(shape)} needs ${sizeOf(shape)} numbers, not ${values.length}`,
    });
  const node: Node = { op: constantOp, inputs: [], attributes: {}, outputs: [{ shape, dtype }] };
  constants.set(node, values);
  return { node, port: 0, shape, dtype };
}

/** The numbers of a constant, or undefined when the value is not one. */
export const constantData = (value: Value): Float64Array | undefined => constants.get(value.node);

export const toValue = (operand: Operand): Value => (typeof operand === "number" ? constant(operand) : operand);

/** Nodes reachable from the values, inputs before users; iterative, so deep programs do not overflow the stack. */
export function topological(values: readonly Value[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  const open = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const { node } of values) {
    open(node);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const child = top.node.inputs[top.next++];
      if (child !== undefined) open(child.node);
      else order.push(stack.pop()!.node);
    }
  }
  return order;
}

/** The same values with others in the place of some nodes of one output, which keep their types. */
export function substitute(
  values: readonly Value[],
  stands: ReadonlyMap<Node | undefined, Value | undefined>,
): Value[] {
  const rebuilt = new Map<Node, Node>();
  const of = (value: Value): Value =>
    stands.get(value.node) ?? { ...value, node: rebuilt.get(value.node) ?? value.node };
  for (const node of topological(values)) {
    const inputs = node.inputs.map(of);
    if (inputs.some((x, i) => x.node !== node.inputs[i]!.node)) rebuilt.set(node, { ...node, inputs });
  }
  return values.map(of);
}
