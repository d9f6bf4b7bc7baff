import { ANY, invariant } from "../core/index.ts";
import {
  type CodeSpec,
  type ColumnSpec,
  type NumericSpec,
  type OneHotSpec,
  type Preprocessor,
  SMOOTH_LIMIT,
} from "../data/index.ts";
import {
  argMax,
  cast,
  concat,
  constant,
  div,
  equal,
  input,
  isNotANumber,
  maximum,
  minimum,
  mul,
  sqrt,
  sub,
  add,
  type Value,
  where,
} from "../graph/index.ts";
import { OnnxBuilder } from "./builder.ts";
import { inputsOf } from "./compile.ts";
import type { Program } from "./program.ts";
import { simplify } from "./simplify.ts";

/** What the prediction means: probabilities of named classes, or a standardized value. */
export type Answer =
  | { readonly kind: "classes"; readonly classes: readonly string[] }
  | { readonly kind: "value"; readonly mean: number; readonly deviation: number };

export interface PipelineOptions {
  readonly preprocessor: Preprocessor;
  /** Depends on the input `x` [batch, width] and on inputs named in `tensors`. */
  readonly prediction: Value;
  /** Parameters and states by input name: they become initializers. */
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
  readonly answer: Answer;
  /** Lines of `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const column = (i: number): string => `column ${i}`;
const raw = (i: number): Value => input(column(i), [ANY, 1]);

/** A missing cell (NaN) becomes the median; then scaling, and the smooth clip x / √(1 + (x/3)²). [batch, 1 or 2] */
function numeric(spec: NumericSpec, x: Value): Value[] {
  const missing = isNotANumber(x);
  const scaled = mul(sub(where(missing, spec.median, x), spec.center), spec.scale);
  const bounded = minimum(maximum(scaled, -SMOOTH_LIMIT), SMOOTH_LIMIT);
  const third = div(bounded, 3);
  const value = spec.smooth ? div(bounded, sqrt(add(1, mul(third, third)))) : scaled;
  return spec.flag ? [value, cast(missing, "f32")] : [value];
}

/** [batch, levels (+ 1)] from a place, −1 for an unknown level. */
function oneHot(spec: OneHotSpec, place: Value): Value[] {
  const size = spec.levels.length + (spec.flag ? 1 : 0);
  const places = constant(
    Float64Array.from({ length: size }, (_, i) => i),
    [1, size],
  );
  return size === 0 ? [] : [cast(equal(place, places), "f32")];
}

/** The network's input [batch, width] from raw numbers and looked-up words. */
function prepared(preprocessor: Preprocessor): Value {
  const dense = preprocessor.columns.flatMap((spec, i) => {
    if (spec.kind === "numeric") return numeric(spec, raw(i));
    return spec.kind === "oneHot" ? oneHot(spec, raw(i)) : [];
  });
  const codes = preprocessor.columns.flatMap((spec, i) => (spec.kind === "codes" ? [raw(i)] : []));
  return concat([...dense, ...codes], 1);
}

/** Words to float codes by ai.onnx.ml's LabelEncoder; missing cells are "" or one of the preprocessor's tokens. */
function lookUp(builder: OnnxBuilder, spec: OneHotSpec | CodeSpec, words: string, missing: readonly string[]): string {
  const isOneHot = spec.kind === "oneHot";
  const absent = isOneHot ? (spec.flag ? spec.levels.length : -1) : spec.flag ? 1 : 0;
  const tokens = [...new Set(["", ...missing])].filter((token) => !spec.levels.includes(token));
  const values = [...spec.levels.map((_, i) => (isOneHot ? i : spec.codes[i]!)), ...tokens.map(() => absent)];
  const attributes = {
    keys_strings: { strings: [...spec.levels, ...tokens] },
    values_floats: { floats: values },
    default_float: { float: isOneHot ? -1 : 0 },
  };
  return builder.node("LabelEncoder", [words], attributes, "ai.onnx.ml");
}

function rawInput(builder: OnnxBuilder, spec: ColumnSpec, missing: readonly string[]): string {
  if (spec.kind === "numeric") return builder.input(spec.name, "f32", [ANY, 1]);
  return lookUp(builder, spec, builder.input(spec.name, "string", [ANY, 1]), missing);
}

/** A name for an output that no column has. */
const free = (name: string, { columns }: Preprocessor): string =>
  columns.some((spec) => spec.name === name) ? free(`predicted_${name}`, { columns } as Preprocessor) : name;

/**
 * A model that takes raw rows: one input [batch, 1] per column, by its name: float32 with NaN for missing (dates as days
 * since 1970), or strings with "" for missing. Outputs `label` [batch] and `probabilities` [batch, classes], or `value` [batch, 1].
 * Standard ONNX with ai.onnx.ml: any ONNX Runtime runs it.
 */
export function compilePipeline({
  preprocessor,
  prediction,
  tensors,
  answer,
  metadata = {},
}: PipelineOptions): Program {
  const builder = new OnnxBuilder({ microsoft: false });
  const bind = new Map<string, string>();
  for (const [i, spec] of preprocessor.columns.entries())
    bind.set(column(i), rawInput(builder, spec, preprocessor.missing));
  const x = builder.lower({ x: simplify([prepared(preprocessor)])[0]! }, bind)["x"];
  invariant(x !== undefined, "the prepared table has a name");
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
    answer.kind === "value" ? { final: simple! } : { final: simple!, best: argMax(simple!, 1) },
    inner,
  );
  if (answer.kind === "value") builder.output(free("value", preprocessor), outputs["final"]!, "f32", [ANY, 1]);
  else writeClasses(builder, answer.classes, outputs, preprocessor);
  for (const [key, value] of Object.entries(metadata)) builder.metadata(key, value);
  return builder.finish("regularize");
}

function writeClasses(
  builder: OnnxBuilder,
  classes: readonly string[],
  { final, best }: Record<string, string>,
  preprocessor: Preprocessor,
): void {
  const label = builder.node(
    "LabelEncoder",
    [best!],
    { keys_int64s: classes.map((_, i) => i), values_strings: { strings: classes }, default_string: "" },
    "ai.onnx.ml",
  );
  builder.output(free("label", preprocessor), label, "string", [ANY]);
  builder.output(free("probabilities", preprocessor), final!, "f32", [ANY, classes.length]);
}
