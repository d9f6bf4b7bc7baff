import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from "@huggingface/transformers";
import type { ModelSource } from "../../augment/text/index.ts";
import { fold, type Key, randomOf, RegularizeError } from "../../core/index.ts";
import { sessionOptions } from "../ort.ts";
import { type Choosing, chooserOf } from "./choice.ts";
import type { ModelFolder } from "./folder.ts";
import { type Library, loadTransformers } from "./library.ts";

/** A model that is loaded, and its tokenizer. */
export interface TextModel {
  /** One text for each; "" for one that is too long or came to no end. Each text has its own random numbers. */
  generate(texts: readonly string[], key: Key, choosing: Choosing): Promise<string[]>;
  dispose(): Promise<void>;
}

/** What is loaded, and how. */
export interface Loading extends ModelFolder {
  readonly source: ModelSource;
  readonly threads: number;
}

/** Models with relative positions name no limit; they learned from texts of this length. */
const USUAL_TOKENS = 512;

const plain = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/gu, " ").slice(0, 600);

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** Loads a model. Throws E293 when it lacks what rewriting needs, E294 when a file is broken. */
export async function loadModel(loading: Loading): Promise<TextModel> {
  const library = await loadTransformers();
  const { path, subfolder, formats, threads } = loading;
  try {
    const tokenizer = await library.AutoTokenizer.from_pretrained(path, { local_files_only: true });
    const model = await library.AutoModelForSeq2SeqLM.from_pretrained(path, {
      local_files_only: true,
      subfolder,
      dtype: formats,
      device: "cpu",
      session_options: sessionOptions(threads),
    });
    return textModel(loading, tokenizer, model);
  } catch (cause) {
    if (cause instanceof RegularizeError) throw cause;
    throw new RegularizeError({
      code: "E294",
      where: path,
      message: `The model in ${path} cannot be loaded`,
      details: [plain(cause)],
      todo: "export or copy the folder again: a file is incomplete or of another kind",
      cause,
    });
  }
}

/** Throws E293 for a model that does not turn text into text. */
export function checkKind({ AutoModelForSeq2SeqLM }: Library, { path, config }: ModelFolder): void {
  const kind = config["model_type"];
  if (typeof kind === "string" && AutoModelForSeq2SeqLM.supports(kind)) return;
  throw new RegularizeError({
    code: "E293",
    where: `${path}/config.json`,
    message: `The model in ${path} does not turn text into text`,
    expected: "an encoder and decoder, such as marian, t5, bart, m2m_100",
    received: typeof kind === "string" ? `model_type ${JSON.stringify(kind)}` : "no model_type",
    todo: "export a translation or paraphrase model with --task text2text-generation-with-past",
  });
}

function endsOf({ path, config }: ModelFolder, tokenizer: PreTrainedTokenizer): ReadonlySet<number> {
  const named = [config["eos_token_id"]].flat().filter(isNumber);
  const own = (tokenizer as unknown as { readonly eos_token_id?: unknown }).eos_token_id;
  const ends = named.length > 0 ? named : [own].filter(isNumber);
  if (ends.length > 0) return new Set(ends);
  throw new RegularizeError({
    code: "E293",
    where: `${path}/config.json`,
    message: `The model in ${path} does not say how a text ends`,
    expected: "eos_token_id",
    todo: "export the folder again",
  });
}

type Inputs = Readonly<Record<string, Tensor>>;

/** A tokenizer of a model of several languages: it puts theirs into the texts and names the first token of the answer. */
interface Multilingual {
  _build_translation_inputs(texts: string[], options: object, generation: Record<string, unknown>): Inputs;
}

/** Texts as tokens, [texts, longest], and what to tell the generation. */
type Encode = (texts: string[]) => { readonly inputs: Inputs; readonly generation: Readonly<Record<string, unknown>> };

function encoderOf(tokenizer: PreTrainedTokenizer, { path, source }: Loading): Encode {
  const { from, to } = source;
  if (from === undefined && to === undefined)
    return (texts) => ({ inputs: tokenizer(texts, { padding: true }) as Inputs, generation: {} });
  if (!("_build_translation_inputs" in tokenizer))
    throw new RegularizeError({
      code: "E293",
      where: path,
      message: `The model in ${path} does not choose between languages`,
      received: [from, to].join(" to "),
      todo: "leave out from and to, or give the language in prefix",
    });
  const multilingual = tokenizer as unknown as Multilingual;
  return (texts) => {
    const generation: Record<string, unknown> = { tgt_lang: to, ...(from === undefined ? {} : { src_lang: from }) };
    const inputs = multilingual._build_translation_inputs(texts, { padding: true }, generation);
    return { inputs, generation: { forced_bos_token_id: generation["forced_bos_token_id"] } };
  };
}

/** A model with all that is asked of it at every text. */
interface Loaded {
  readonly tokenizer: PreTrainedTokenizer;
  readonly model: PreTrainedModel;
  readonly encode: Encode;
  readonly ends: ReadonlySet<number>;
  readonly prefix: string;
  /** Tokens of the longest text. */
  readonly limit: number;
}

function textModel(loading: Loading, tokenizer: PreTrainedTokenizer, model: PreTrainedModel): TextModel {
  const { config, source } = loading;
  const limits = [tokenizer.model_max_length, config["max_position_embeddings"], USUAL_TOKENS];
  const loaded: Loaded = {
    tokenizer,
    model,
    encode: encoderOf(tokenizer, loading),
    ends: endsOf(loading, tokenizer),
    prefix: source.prefix ?? (typeof config["prefix"] === "string" ? config["prefix"] : ""),
    limit: Math.min(...limits.filter(isNumber)),
  };
  const { prefix, limit } = loaded;
  return {
    generate: async (texts, key, choosing) => {
      const short = texts.filter((text) => tokenizer.encode(prefix + text).length <= limit);
      const said = short.length === 0 ? [] : await generate(loaded, short, key, choosing);
      const answers = new Map(short.map((text, i) => [text, said[i]!]));
      return texts.map((text) => answers.get(text) ?? "");
    },
    dispose: async () => void (await model.dispose()),
  };
}

/** One batch. What is said is at most about twice as long as the longest text: a model that repeats itself is stopped. */
async function generate(
  { tokenizer, model, encode, ends, prefix, limit }: Loaded,
  texts: readonly string[],
  key: Key,
  choosing: Choosing,
): Promise<string[]> {
  const { inputs, generation } = encode(texts.map((text) => prefix + text));
  const randoms = texts.map((text) => randomOf(fold(key, text)));
  const { process, ended } = chooserOf(randoms, choosing, ends);
  const options = {
    ...inputs,
    ...generation,
    max_new_tokens: Math.min(limit - 1, 2 * inputs["input_ids"]!.dims[1]! + 16),
    forced_eos_token_id: null,
    num_beams: 1,
    do_sample: false,
    logits_processor: [process],
  };
  const ids = await model.generate(options as unknown as Parameters<PreTrainedModel["generate"]>[0]);
  const decoded = tokenizer.batch_decode(ids as Tensor, { skip_special_tokens: true });
  return decoded.map((text, row) => (ended[row] ? text : ""));
}
