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
import { answered, type Answering, type Member } from "./answer.ts";
import { OnnxBuilder } from "./builder.ts";
import type { Program } from "./program.ts";
import { simplify } from "./simplify.ts";

export interface PipelineOptions extends Answering {
  readonly preprocessor: Preprocessor;
  /** Further networks of an ensemble, each with its own preparation of the same columns. */
  readonly others?: readonly (Member & { readonly preprocessor: Preprocessor })[];
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

const rawInput = (builder: OnnxBuilder, { kind, name }: ColumnSpec): string =>
  builder.input(name, kind === "numeric" ? "f32" : "string", [ANY, 1]);

/** The prepared rows [batch, width] from the raw inputs, by column. */
function preparedRows(builder: OnnxBuilder, preprocessor: Preprocessor, inputs: ReadonlyMap<string, string>): string {
  const bind = new Map<string, string>();
  for (const [i, spec] of preprocessor.columns.entries()) {
    const given = inputs.get(spec.name)!;
    bind.set(column(i), spec.kind === "numeric" ? given : lookUp(builder, spec, given, preprocessor.missing));
  }
  const x = builder.lower({ x: simplify([prepared(preprocessor)])[0]! }, bind)["x"];
  invariant(x !== undefined, "the prepared table has a name");
  return x;
}

/**
 * A model that takes raw rows: one input [batch, 1] per column, by its name: float32 with NaN for missing (dates as days
 * since 1970), or strings with "" for missing. Outputs `label` [batch] and `probabilities` [batch, classes], or `value` [batch, 1].
 * Standard ONNX with ai.onnx.ml: any ONNX Runtime runs it.
 */
export function compilePipeline({ preprocessor, others = [], ...answering }: PipelineOptions): Program {
  const builder = new OnnxBuilder({ microsoft: false });
  const inputs = new Map(preprocessor.columns.map((spec) => [spec.name, rawInput(builder, spec)]));
  const x = preparedRows(builder, preprocessor, inputs);
  const more = others.map((other) => ({ ...other, x: preparedRows(builder, other.preprocessor, inputs) }));
  return answered(builder, x, answering, new Set(inputs.keys()), more);
}
