import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { OnnxBuilder } from "../../src/compile/index.ts";
import { ModelProtoSchema } from "../../src/compile/generated/onnx_pb.ts";
import { ANY } from "../../src/core/index.ts";

/** What a word can become, with the scores (logits) of each; a word alone becomes that word for certain. */
export type Dictionary = Readonly<Record<string, string | Readonly<Record<string, number>>>>;

export interface WordModel {
  readonly dictionary: Dictionary;
  readonly kind?: "marian" | "t5" | "m2m_100";
  /** Ending of the ONNX files, such as "_quantized"; where they lie. */
  readonly ending?: string;
  readonly subfolder?: string;
  /** What the model says for padding: a word that must never be seen. */
  readonly padding?: string;
  /** Words that the model repeats for ever. */
  readonly endless?: boolean;
}

const SPECIAL = ["<pad>", "</s>", "<unk>"] as const;
const [PAD, END, UNKNOWN] = [0, 1, 2];
const CERTAIN = 30;

/** Languages of the m2m_100 model, as its tokens. */
const LANGUAGES = ["__en__", "__fr__"];

function vocabularyOf({ dictionary, padding }: WordModel): string[] {
  const words = Object.entries(dictionary).flatMap(([word, to]) => [
    word,
    ...(typeof to === "string" ? [to] : Object.keys(to)),
  ]);
  return [...new Set([...SPECIAL, ...LANGUAGES, ...(padding === undefined ? [] : [padding]), ...words])];
}

/** Scores of each word's successor, [words, words]; what is in no dictionary becomes itself. */
function scoresOf(model: WordModel, words: readonly string[]): Float32Array {
  const scores = new Float32Array(words.length ** 2).fill(-CERTAIN);
  const set = (from: number, to: string, score: number): void => {
    scores[from * words.length + words.indexOf(to)] = score;
  };
  for (const [i, word] of words.entries()) {
    const to = model.dictionary[word] ?? word;
    if (i === PAD) set(i, model.padding ?? "<pad>", CERTAIN);
    else if (i === END) set(i, model.endless === true ? words.at(-1)! : "</s>", CERTAIN);
    else if (typeof to === "string") set(i, to, CERTAIN);
    else for (const [choice, score] of Object.entries(to)) set(i, choice, score);
  }
  return scores;
}

const OPEN: Readonly<Record<string, readonly string[]>> = {
  input_ids: ["batch_size", "length"],
  attention_mask: ["batch_size", "length"],
  encoder_attention_mask: ["batch_size", "length"],
  encoder_hidden_states: ["batch_size", "length", ""],
  last_hidden_state: ["batch_size", "length", ""],
  logits: ["batch_size", "steps", ""],
  "past_key_values.0.decoder.key": ["batch_size", "", "past", ""],
  "past_key_values.0.decoder.value": ["batch_size", "", "past", ""],
  "past_key_values.0.encoder.key": ["batch_size", "", "source", ""],
  "past_key_values.0.encoder.value": ["batch_size", "", "source", ""],
};

/** The program with a name of its own for each open size, as exported models have: transformers.js reads them. */
function named(builder: OnnxBuilder): Uint8Array {
  const model = fromBinary(ModelProtoSchema, builder.finish().bytes);
  for (const { name, type } of [...model.graph!.input, ...model.graph!.output]) {
    if (type?.value.case !== "tensorType") continue;
    for (const [i, dim] of (type.value.value.shape?.dim ?? []).entries())
      if (dim.value.case === "dimParam") dim.value = { case: "dimParam", value: OPEN[name]?.[i] ?? `${name}_${i}` };
  }
  return toBinary(ModelProtoSchema, model);
}

/** last_hidden_state[b, i] = scores of the successor of input_ids[b, i]. */
function encoder(scores: Float32Array, words: number): Uint8Array {
  const b = new OnnxBuilder({ microsoft: false });
  const ids = b.input("input_ids", "i64", [ANY, ANY]);
  b.input("attention_mask", "i64", [ANY, ANY]);
  const hidden = b.node("Gather", [b.floats(scores, [words, words]), ids], { axis: 0 });
  b.output("last_hidden_state", hidden, "f32", [ANY, ANY, words]);
  return named(b);
}

/** logits[b, 0] = encoder_hidden_states[b, length of the past]: the words one after the other, the last for ever. */
function decoder(words: number): Uint8Array {
  const b = new OnnxBuilder({ microsoft: false });
  const ids = b.input("input_ids", "i64", [ANY, ANY]);
  const hidden = b.input("encoder_hidden_states", "f32", [ANY, ANY, words]);
  const mask = b.input("encoder_attention_mask", "i64", [ANY, ANY]);
  const shape = (x: string, axis: number): string =>
    b.node("Gather", [b.node("Shape", [x]), b.ints([axis])], { axis: 0 });
  const cache = (x: string): string => b.node("Unsqueeze", [b.node("Cast", [x], { to: 1 }), b.ints([1, 3])]);
  const past = ["key", "value"].map((part) => b.input(`past_key_values.0.decoder.${part}`, "f32", [ANY, 1, ANY, 1]));
  for (const part of ["key", "value"]) b.input(`past_key_values.0.encoder.${part}`, "f32", [ANY, 1, ANY, 1]);
  b.input("use_cache_branch", "bool", [1]);
  const last = b.node("Sub", [shape(hidden, 1), b.ints([1])]);
  const at = b.node("Min", [shape(past[0]!, 2), last]);
  b.output("logits", b.node("Gather", [hidden, at], { axis: 1 }), "f32", [ANY, ANY, words]);
  for (const [i, part] of ["key", "value"].entries()) {
    const grown = b.node("Concat", [past[i]!, cache(ids)], { axis: 2 });
    b.output(`present.0.decoder.${part}`, grown, "f32", [ANY, 1, ANY, 1]);
    b.output(`present.0.encoder.${part}`, cache(mask), "f32", [ANY, 1, ANY, 1]);
  }
  return named(b);
}

const SIZES = {
  marian: { encoder_layers: 1, decoder_layers: 1, encoder_attention_heads: 1, decoder_attention_heads: 1 },
  m2m_100: { encoder_layers: 1, decoder_layers: 1, encoder_attention_heads: 1, decoder_attention_heads: 1 },
  t5: { num_layers: 1, num_decoder_layers: 1, num_heads: 1, d_kv: 1 },
} as const;

const TOKENIZERS = { marian: "MarianTokenizer", m2m_100: "M2M100Tokenizer", t5: "T5Tokenizer" } as const;

function tokenizerOf(words: readonly string[], isMultilingual: boolean): object {
  const special = [...SPECIAL, ...LANGUAGES];
  const end = { SpecialToken: { id: "</s>", type_id: 0 } };
  const language = isMultilingual ? [{ SpecialToken: { id: "__en__", type_id: 0 } }] : [];
  return {
    version: "1.0",
    added_tokens: special.map((content, id) => ({ id, content, special: true, normalized: false, single_word: false })),
    normalizer: null,
    pre_tokenizer: { type: "Whitespace" },
    post_processor: {
      type: "TemplateProcessing",
      single: [...language, { Sequence: { id: "A", type_id: 0 } }, end],
      pair: [],
      special_tokens: Object.fromEntries(
        special.map((token, id) => [token, { id: token, ids: [id], tokens: [token] }]),
      ),
    },
    decoder: null,
    model: { type: "WordLevel", vocab: Object.fromEntries(words.map((word, i) => [word, i])), unk_token: "<unk>" },
  };
}

/**
 * Writes a model in the layout of transformers.js that takes one word after the other from a dictionary: what it says is known exactly.
 * Everything of a real one is there: encoder, decoder with a cache, tokenizer, configurations.
 */
export function writeWordModel(folder: string, model: WordModel): string {
  const { kind = "marian", ending = "", subfolder = "onnx" } = model;
  const words = vocabularyOf(model);
  mkdirSync(join(folder, subfolder), { recursive: true });
  const json = (name: string, value: object): void => writeFileSync(join(folder, name), JSON.stringify(value));
  json("config.json", {
    model_type: kind,
    is_encoder_decoder: true,
    d_model: 1,
    ...SIZES[kind],
    vocab_size: words.length,
    decoder_start_token_id: kind === "m2m_100" ? END : PAD,
    pad_token_id: PAD,
    eos_token_id: END,
    forced_eos_token_id: END,
    num_beams: 4,
    max_length: 64,
  });
  json("generation_config.json", { bad_words_ids: [[PAD]], num_beams: 4, forced_eos_token_id: END, max_length: 64 });
  json("tokenizer.json", tokenizerOf(words, kind === "m2m_100"));
  json("tokenizer_config.json", {
    tokenizer_class: TOKENIZERS[kind],
    model_max_length: 64,
    pad_token: "<pad>",
    eos_token: "</s>",
    unk_token: SPECIAL[UNKNOWN],
  });
  const scores = scoresOf(model, words);
  writeFileSync(join(folder, subfolder, `encoder_model${ending}.onnx`), encoder(scores, words.length));
  writeFileSync(join(folder, subfolder, `decoder_model_merged${ending}.onnx`), decoder(words.length));
  return folder;
}
