import { RegularizeError, sameShape, showShape } from "../core/index.ts";
import { inputOp, topological, type Value } from "../graph/index.ts";
import { OnnxBuilder } from "./builder.ts";
import type { Target } from "./target.ts";
import { graphKey, remembered } from "./known.ts";
import { lowerInto } from "./lower.ts";
import type { Program, Slot } from "./program.ts";
import { simplifyNamed } from "./simplify.ts";

/** What to compile, and for what. */
export interface CompileOptions {
  /** Name of the program in the file. */
  readonly name?: string;
  readonly outputs: Readonly<Record<string, Value>>;
  /** What the target has beyond standard ONNX: `Runtime.capabilities` fits. */
  readonly provider: Target;
  /** Inputs that stay inputs of the program though nothing depends on them, so that programs of one family take the same feeds. */
  readonly keepInputs?: readonly string[];
}

/**
 * Turns values into an ONNX program whose inputs are the `input(…)` values they depend on, in order of use.
 * Throws E320 when a name is taken twice, E322 when one input name has two types or a kept input does not exist.
 */
export function compile(options: CompileOptions): Program {
  const { outputs, provider, name, keepInputs } = options;
  const graph = graphKey(outputs);
  const key = graph && `program ${JSON.stringify([provider, name, keepInputs])}\n${graph}`;
  return remembered(key, () => compiled(options));
}

const compiled = ({ outputs, provider, ...rest }: CompileOptions): Program =>
  compileSimple(simplifyNamed(outputs, provider), outputs, provider, rest);

/** Compiles values that were simplified already; `outputs` are those before, whose inputs are in the order that callers know. */
export function compileSimple(
  simple: Readonly<Record<string, Value>>,
  outputs: Readonly<Record<string, Value>>,
  provider: Target,
  { name, keepInputs = [] }: Pick<CompileOptions, "name" | "keepInputs"> = {},
): Program {
  const declared = inputsOf(Object.values(outputs));
  const used = inputsOf(Object.values(simple));
  for (const kept of keepInputs) if (!declared.has(kept)) throw unknownInput(kept, declared);
  const builder = new OnnxBuilder(provider);
  const inputs = [...declared.values()].filter((slot) => used.has(slot.name) || keepInputs.includes(slot.name));
  const bind = new Map(inputs.map((slot) => [slot.name, builder.input(slot.name, slot.dtype, slot.shape)]));
  const tensors = lowerInto(builder, simple, bind);
  for (const [key, value] of Object.entries(outputs)) builder.output(key, tensors[key]!, value.dtype, value.shape);
  return builder.finish(name);
}

/** The inputs that values depend on, by name, in order of use. */
export function inputsOf(values: readonly Value[]): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const node of topological(values)) {
    if (node.op !== inputOp) continue;
    const slot: Slot = { name: String(node.attributes["name"]), ...node.outputs[0]! };
    const before = slots.get(slot.name);
    if (before !== undefined && (before.dtype !== slot.dtype || !sameShape(before.shape, slot.shape)))
      throw twoTypes(before, slot);
    slots.set(slot.name, before ?? slot);
  }
  return slots;
}

const twoTypes = (a: Slot, b: Slot): RegularizeError =>
  new RegularizeError({
    code: "E322",
    where: a.name,
    message: `Input ${JSON.stringify(a.name)} has two types`,
    expected: `${a.dtype} ${showShape(a.shape)}`,
    received: `${b.dtype} ${showShape(b.shape)}`,
    todo: "give one of the two inputs another name",
  });

const unknownInput = (name: string, declared: ReadonlyMap<string, Slot>): RegularizeError =>
  new RegularizeError({
    code: "E322",
    where: name,
    message: `The program has no input ${JSON.stringify(name)} to keep`,
    expected: [...declared.keys()].join(", ") || "no inputs",
  });
