import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { RegularizeError } from "../../core/index.ts";

/** Number formats of model files and how they end, the most exact first. */
const ENDINGS = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;

/** A number format of a model's files, such as "fp32" or "q8". */
export type Format = keyof typeof ENDINGS;

const PARTS = ["encoder_model", "decoder_model_merged"] as const;
type Part = (typeof PARTS)[number];

/** A model of transformers.js on disk, complete. */
export interface ModelFolder {
  /** Absolute. */
  readonly path: string;
  /** Where the ONNX files are: "onnx", or "" beside the others. */
  readonly subfolder: "onnx" | "";
  readonly formats: Readonly<Record<Part, Format>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** What a rewriting depends on, relative to the path. */
  readonly files: readonly string[];
}

const TEXTS = ["config.json", "tokenizer.json", "tokenizer_config.json"] as const;

const EXPORT = "optimum-cli export onnx --model NAME --task text2text-generation-with-past";

const TODO: Readonly<Record<(typeof TEXTS)[number], string>> = {
  "config.json": EXPORT,
  "tokenizer.json":
    "AutoTokenizer.from_pretrained(NAME).save_pretrained(FOLDER) in Python; a Marian's comes with the folder of it for transformers.js, Xenova/opus-mt-…",
  "tokenizer_config.json": "AutoTokenizer.from_pretrained(NAME).save_pretrained(FOLDER) in Python",
};

async function namesIn(path: string): Promise<string[] | undefined> {
  return readdir(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw notAFolder(path, cause);
  });
}

const notAFolder = (path: string, cause?: NodeJS.ErrnoException): RegularizeError =>
  new RegularizeError({
    code: "E291",
    where: path,
    message: cause?.code === "ENOTDIR" ? `${path} is not a folder` : `Cannot read the model folder ${path}`,
    expected: "a folder with a model, its tokenizer and its ONNX files",
    ...(cause === undefined ? { received: "nothing there" } : { details: [cause.message], cause }),
    todo: `${EXPORT} ${path}`,
  });

const missing = (path: string, file: string, found: readonly string[], todo: string): RegularizeError =>
  new RegularizeError({
    code: "E292",
    where: join(path, file),
    message: `The model in ${path} has no ${file}`,
    received: found.length === 0 ? "an empty folder" : found.slice(0, 12).join(", "),
    todo,
  });

/** The format of a part, that asked for or the most exact there is. */
function formatOf(path: string, part: Part, names: readonly string[], asked: Format | undefined): Format {
  const formats = asked === undefined ? (Object.keys(ENDINGS) as Format[]) : [asked];
  const found = formats.find((format) => names.includes(`${part}${ENDINGS[format]}.onnx`));
  if (found !== undefined) return found;
  const file = `${part}${ENDINGS[asked ?? "fp32"]}.onnx`;
  throw missing(
    path,
    file,
    names.filter((name) => name.endsWith(".onnx")),
    `${EXPORT} ${path}`,
  );
}

async function configOf(path: string): Promise<ModelFolder["config"]> {
  try {
    const config: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof config === "object" && config !== null) return config as ModelFolder["config"];
    throw new SyntaxError("not an object");
  } catch (cause) {
    throw new RegularizeError({
      code: "E293",
      where: path,
      message: `${path} is not the configuration of a model`,
      details: [cause instanceof Error ? cause.message : String(cause)],
      todo: EXPORT,
      cause,
    });
  }
}

/**
 * Finds the files of a model that turns text into text, in the layout of transformers.js (ONNX files in `onnx/`) or of Optimum (beside the
 * others). Throws E291 without a folder, E292 naming the file that is missing, E293 for a broken config.json.
 */
export async function inspectFolder(folder: string, asked?: Format): Promise<ModelFolder> {
  const path = resolve(folder);
  const names = await namesIn(path);
  if (names === undefined) throw notAFolder(path);
  for (const file of TEXTS)
    if (!names.includes(file)) throw missing(path, file, names, `${TODO[file]}`.replace("FOLDER", path));
  const inner = (await namesIn(join(path, "onnx"))) ?? [];
  const subfolder = inner.some((name) => name.endsWith(".onnx")) ? "onnx" : "";
  const models = subfolder === "" ? names : inner;
  const [encoder, decoder] = PARTS.map((part) => formatOf(path, part, models, asked)) as [Format, Format];
  const formats = { encoder_model: encoder, decoder_model_merged: decoder };
  const own = PARTS.map((part) => `${part}${ENDINGS[formats[part]]}.onnx`);
  const files = models.filter((name) => own.some((file) => name === file || name.startsWith(`${file}_data`)));
  return {
    path,
    subfolder,
    formats,
    config: await configOf(join(path, "config.json")),
    files: [
      ...[...TEXTS, "generation_config.json"].filter((file) => names.includes(file)),
      ...files.map((file) => join(subfolder, file)),
    ].sort(),
  };
}

/** The SHA-256 of everything that a rewriting depends on: wherever the folder lies, the same model has the same. */
export async function contentOf({ path, files }: ModelFolder): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`\0${basename(file)}\0`);
    for await (const chunk of createReadStream(join(path, file))) hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}
