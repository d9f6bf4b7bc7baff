import { ANY } from "../core/index.ts";
import {
  inverseFrequencies,
  FIRST_WORD,
  PADDING,
  type TextSpec,
  type TfidfSpec,
  tokenPattern,
  type TokenSpec,
  textWidth,
  UNKNOWN,
  vocabularyOf,
} from "../data/index.ts";
import { add, constant, div, input, log, maximum, minimum, mul, norm2 } from "../graph/index.ts";
import { answered, type Answering, type Member } from "./answer.ts";
import { OnnxBuilder } from "./builder.ts";
import type { Program } from "./program.ts";

export interface TextPipelineOptions extends Answering {
  readonly spec: TextSpec;
  /** Further networks of an ensemble, each with its own words. */
  readonly others?: readonly (Member & { readonly spec: TextSpec })[];
}

/** A program of texts that is being written: its raw texts [batch]. */
interface Writing {
  readonly builder: OnnxBuilder;
  readonly texts: string;
}

/** Below this length a row is all zeros. */
const TINY = 1e-12;

/**
 * Rows [batch, width] from the tokens [1, tokens] of each text. Text by text, since tokens of a whole batch would be padded to the longest:
 * gigabytes for one text of a megabyte among hundreds. RE2 takes the longest match, as `eachToken` does.
 */
function rows({ builder, texts }: Writing, spec: TextSpec, write: (tokens: string) => string): string {
  const attributes = { tokenexp: tokenPattern(), pad_value: "", mark: 0, mincharnum: 1 };
  const row = { dtype: "f32", shape: [textWidth(spec)] } as const;
  return builder.forEach(builder.node("Size", [texts]), row, (at) => {
    const text = builder.node("Gather", [texts, builder.node("Reshape", [at, builder.ints([1])])]);
    const tokens = builder.node("Tokenizer", [text], attributes, "com.microsoft");
    return builder.node("Reshape", [write(tokens), builder.ints([-1])]);
  });
}

/** `end` columns of x and no more. */
const upTo = (builder: OnnxBuilder, x: string, end: number): string =>
  builder.node("Slice", [x, builder.ints([0]), builder.ints([end]), builder.ints([1])]);

/** So many columns of 0 behind x [batch, columns]. */
const padded = (builder: OnnxBuilder, x: string, columns: number): string =>
  builder.node("Pad", [x, builder.ints([0, 0, 0, columns])]);

const keysOf = (spec: TextSpec): string[] => [...vocabularyOf(spec).keys(), ""];
const codesOf = (spec: TextSpec): number[] => [...vocabularyOf(spec).values(), PADDING];

/** Codes of the first words [batch, spec.tokens]. */
function codes(of: Writing, spec: TokenSpec): string {
  const { builder } = of;
  const attributes = {
    keys_strings: { strings: keysOf(spec) },
    values_floats: { floats: codesOf(spec) },
    default_float: { float: UNKNOWN },
  };
  return rows(of, spec, (tokens) => {
    const ragged = builder.node("LabelEncoder", [upTo(builder, tokens, spec.tokens)], attributes, "ai.onnx.ml");
    return upTo(builder, padded(builder, ragged, spec.tokens), spec.tokens);
  });
}

/** How often each word and pair occurs [batch, width]. */
function counts(of: Writing, spec: TfidfSpec): string {
  const { builder } = of;
  const lookUp = { keys_strings: { strings: keysOf(spec) }, values_int64s: codesOf(spec), default_int64: UNKNOWN };
  const [words, pairs] = [spec.words.map((_, at) => at + FIRST_WORD), spec.pairs.flat().map((at) => at + FIRST_WORD)];
  const isPaired = pairs.length > 0;
  const vectorizer = {
    mode: "TF",
    min_gram_length: 1,
    max_gram_length: isPaired ? 2 : 1,
    max_skip_count: 0,
    ngram_counts: isPaired ? [0, words.length] : [0],
    ngram_indexes: spec.frequencies.map((_, i) => i),
    pool_int64s: [...words, ...pairs],
  };
  return rows(of, spec, (tokens) => {
    const ids = builder.node("LabelEncoder", [tokens], lookUp, "ai.onnx.ml");
    return builder.node("TfIdfVectorizer", [padded(builder, ids, 1)], vectorizer);
  });
}

/** (1 + ln tf) · idf where tf > 0, the row scaled to length 1. [batch, width] */
function weights(of: Writing, spec: TfidfSpec): string {
  const { builder } = of;
  const width = spec.frequencies.length;
  const tf = input("tf", [ANY, width]);
  const damped = mul(minimum(tf, 1), add(1, log(maximum(tf, 1))));
  const weighted = mul(damped, constant(inverseFrequencies(spec), [1, width]));
  const x = div(weighted, maximum(norm2(weighted, [1], true), TINY));
  return builder.lower({ x }, new Map([["tf", counts(of, spec)]]))["x"]!;
}

/**
 * A model that takes raw texts: one input of strings [batch, 1] by the column's name. Outputs as those of `compilePipeline`. Words are cut by
 * `com.microsoft.Tokenizer`, since standard ONNX has no such operator: ONNX Runtime runs it, on the CPU and in the browser.
 */
export function compileTextPipeline({ spec, others = [], ...answering }: TextPipelineOptions): Program {
  const builder = new OnnxBuilder({ microsoft: false });
  const texts = builder.node("Reshape", [builder.input(spec.column, "string", [ANY, 1]), builder.ints([-1])]);
  const of = { builder, texts };
  const rowsOf = (own: TextSpec): string => (own.encoding === "tokens" ? codes(of, own) : weights(of, own));
  const x = rowsOf(spec);
  const more = others.map((other) => ({ ...other, x: rowsOf(other.spec) }));
  return answered(builder, x, answering, new Set([spec.column]), more);
}
