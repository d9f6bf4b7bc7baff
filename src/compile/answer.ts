import { ANY, invariant } from "../core/index.ts";
import { add, argMax, constant, mul, type Value } from "../graph/index.ts";
import type { OnnxBuilder } from "./builder.ts";
import { inputsOf } from "./compile.ts";
import type { Program } from "./program.ts";
import { simplify } from "./simplify.ts";

/** What the prediction means: probabilities of named classes, or a standardized value. */
export type Answer =
  | {
      readonly kind: "classes";
      readonly classes: readonly string[];
      /** Factors of the probabilities by which the label is chosen. */
      readonly scales?: readonly number[];
    }
  | { readonly kind: "value"; readonly mean: number; readonly deviation: number };

/** The part of a pipeline that does not depend on the kind of raw data. */
export interface Answering {
  /** Depends on the input `x`, the prepared rows, and on inputs named in `tensors`. */
  readonly prediction: Value;
  /** Parameters and states by input name: they become initializers. */
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
  readonly answer: Answer;
  /** Lines of `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A name for an output that no input has. */
const free = (name: string, taken: ReadonlySet<string>): string =>
  taken.has(name) ? free(`predicted_${name}`, taken) : name;

/**
 * Finishes a program whose prepared rows are the tensor `x`: outputs `label` [batch] and `probabilities` [batch, classes], or
 * `value` [batch, 1]. Names that an input has get `predicted_` before them.
 */
export function answered(
  builder: OnnxBuilder,
  x: string,
  { prediction, tensors, answer, metadata = {} }: Answering,
  taken: ReadonlySet<string>,
): Program {
  const final = answer.kind === "value" ? add(mul(prediction, answer.deviation), answer.mean) : prediction;
  const [simple] = simplify([final]);
  const inner = new Map([["x", x]]);
  for (const name of inputsOf([simple!]).keys()) {
    if (name === "x") continue;
    const tensor = tensors[name];
    invariant(tensor, `no tensor for ${name}`);
    inner.set(name, builder.initializer(name, tensor.data, tensor.shape));
  }
  const outputs = builder.lower(
    answer.kind === "value" ? { final: simple! } : { final: simple!, best: argMax(scaled(simple!, answer.scales), 1) },
    inner,
  );
  if (answer.kind === "value") builder.output(free("value", taken), outputs["final"]!, "f32", [ANY, 1]);
  else writeClasses(builder, answer.classes, outputs, taken);
  for (const [key, value] of Object.entries(metadata)) builder.metadata(key, value);
  return builder.finish("regularize");
}

const scaled = (probabilities: Value, scales: readonly number[] | undefined): Value =>
  scales === undefined ? probabilities : mul(probabilities, constant(scales, [1, scales.length]));

function writeClasses(
  builder: OnnxBuilder,
  classes: readonly string[],
  { final, best }: Record<string, string>,
  taken: ReadonlySet<string>,
): void {
  const label = builder.node(
    "LabelEncoder",
    [best!],
    { keys_int64s: classes.map((_, i) => i), values_strings: { strings: classes }, default_string: "" },
    "ai.onnx.ml",
  );
  builder.output(free("label", taken), label, "string", [ANY]);
  builder.output(free("probabilities", taken), final!, "f32", [ANY, classes.length]);
}
