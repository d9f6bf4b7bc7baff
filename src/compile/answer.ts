import { ANY, invariant } from "../core/index.ts";
import { add, argMax, constant, input, mul, type Value } from "../graph/index.ts";
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

/** One network. */
export interface Predicting {
  /** Depends on the input `x`, the prepared rows, and on inputs named in `tensors`. */
  readonly prediction: Value;
  /** Parameters and states by input name: they become initializers. */
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
}

/** A further network of an ensemble: what it says is averaged with the others, values in the user's units. */
export interface Member extends Predicting {
  /** Of its standardized values. */
  readonly scale?: { readonly mean: number; readonly deviation: number };
}

/** The part of a pipeline that does not depend on the kind of raw data. */
export interface Answering extends Predicting {
  readonly answer: Answer;
  /** Lines of `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A name for an output that no input has. */
const free = (name: string, taken: ReadonlySet<string>): string =>
  taken.has(name) ? free(`predicted_${name}`, taken) : name;

/** What the inputs of a network's graph are: its prepared rows `x`, and initializers, named after `prefix`. */
function boundTo(builder: OnnxBuilder, simple: Value, x: string, { tensors }: Predicting, prefix = "") {
  const inner = new Map([["x", x]]);
  for (const name of inputsOf([simple]).keys()) {
    if (name === "x") continue;
    const tensor = tensors[name];
    invariant(tensor, `no tensor for ${name}`);
    inner.set(name, builder.initializer(`${prefix}${name}`, tensor.data, tensor.shape));
  }
  return inner;
}

const unscaled = (prediction: Value, scale: Member["scale"]): Value =>
  scale === undefined ? prediction : add(mul(prediction, scale.deviation), scale.mean);

/** The mean of what several networks say, and the tensors that its inputs are. */
function averaged(builder: OnnxBuilder, members: readonly (Member & { readonly x: string })[]) {
  const said = members.map((member, i) => {
    const [simple] = simplify([unscaled(member.prediction, member.scale)]);
    const inner = boundTo(builder, simple!, member.x, member, i === 0 ? "" : `member ${i + 1}/`);
    return builder.lower({ said: simple! }, inner)["said"]!;
  });
  const inputs = members.map(({ prediction }, i) => input(`said ${i}`, [ANY, prediction.shape[1]!]));
  const sum = inputs.reduce((total, one) => add(total, one));
  const [simple] = simplify([mul(sum, 1 / members.length)]);
  return { simple: simple!, inner: new Map(said.map((tensor, i) => [`said ${i}`, tensor])) };
}

/**
 * Finishes a program whose prepared rows are the tensor `x`: outputs `label` [batch] and `probabilities` [batch, classes], or
 * `value` [batch, 1]. Names that an input has get `predicted_` before them. `others` are further networks and their prepared rows.
 */
export function answered(
  builder: OnnxBuilder,
  x: string,
  { prediction, tensors, answer, metadata = {} }: Answering,
  taken: ReadonlySet<string>,
  others: readonly (Member & { readonly x: string })[] = [],
): Program {
  const first: Member & { x: string } = {
    ...{ x, prediction, tensors },
    ...(answer.kind === "value" ? { scale: { mean: answer.mean, deviation: answer.deviation } } : {}),
  };
  const alone = (): ReturnType<typeof averaged> => {
    const [simple] = simplify([unscaled(prediction, first.scale)]);
    return { simple: simple!, inner: boundTo(builder, simple!, x, first) };
  };
  const { simple, inner } = others.length === 0 ? alone() : averaged(builder, [first, ...others]);
  const outputs = builder.lower(
    answer.kind === "value" ? { final: simple } : { final: simple, best: argMax(scaled(simple, answer.scales), 1) },
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
