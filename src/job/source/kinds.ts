import type { Recipe } from "../recipe.ts";
import type { DataOptions } from "../types.ts";
import { isImageSource } from "../../data/index.ts";
import type { Program } from "../../compile/program.ts";
import type { Encoded } from "./fold.ts";
import type { NewData, NewRows, Pipeline } from "./use.ts";
import { encodeImages, type ImageInput, type ImagePrepared, prepareImages } from "./image.ts";
import { imageProgram, readNewImages } from "./imageUse.ts";
import { encodeTable, prepareTable, type TableInput, type TablePrepared } from "./table.ts";
import { encodeTexts, prepareTexts, type TextInput, type TextPrepared } from "./text.ts";
import { readNewTexts, textProgram } from "./textUse.ts";
import { readTableRows, tableProgram } from "./tableUse.ts";

/** What a run remembers of how raw data of each kind becomes a network's input. */
export interface Inputs {
  readonly table: TableInput;
  readonly image: ImageInput;
  readonly text: TextInput;
}

interface PreparedKinds {
  readonly table: TablePrepared;
  readonly image: ImagePrepared;
  readonly text: TextPrepared;
}

export type PreparedOf<K extends keyof Inputs> = PreparedKinds[K];

/** Keys of a recipe by which rows of each kind are encoded: recipes that agree in them share one encoding. */
const ENCODED = {
  table: ["scaling", "numericEmbedding"],
  text: ["network", "maxTokens"],
  image: [],
} as const satisfies { readonly [K in keyof Inputs]: readonly (keyof Recipe)[] };

/** How one kind of data is read, and how its rows are encoded for a network. */
interface Kind<K extends keyof Inputs> {
  readonly prepare: (options: DataOptions, seed: number) => Promise<PreparedOf<K>>;
  readonly encode: (
    prepared: PreparedOf<K>,
    train: Int32Array,
    recipe?: Pick<Recipe, (typeof ENCODED)[K][number]>,
  ) => Encoded<Inputs[K]>;
  /** Reads new data as the training data was read. */
  readonly read: (input: Inputs[K], options: NewData) => Promise<NewRows<Inputs[K]>>;
  /** The model as ONNX that takes raw data. */
  readonly program: (input: Inputs[K], pipeline: Pipeline<Inputs[K]>) => Program;
}

export const KINDS: { readonly [K in keyof Inputs]: Kind<K> } = {
  table: { prepare: prepareTable, encode: encodeTable, read: readTableRows, program: tableProgram },
  text: { prepare: prepareTexts, encode: encodeTexts, read: readNewTexts, program: textProgram },
  image: { prepare: prepareImages, encode: encodeImages, read: readNewImages, program: imageProgram },
};

/** What of a recipe decides how rows of a kind are encoded. */
export const encodingBy = (kind: keyof Inputs, recipe: Recipe | undefined): readonly unknown[] =>
  ENCODED[kind].map((key) => recipe?.[key]);

/** What the data is: what the user said, else what it looks like. */
export async function kindOf({ kind, text, image, data }: DataOptions): Promise<keyof Inputs> {
  if (kind !== undefined) return kind;
  if (text !== undefined) return "text";
  return image !== undefined || (await isImageSource(data)) ? "image" : "table";
}

type AnyInput = Inputs[keyof Inputs];
type Use<R, A> = (input: AnyInput, given: A) => R;

/** Reads new data for a model with this input. */
export const readRows: Use<Promise<NewRows<AnyInput>>, NewData> = (input, options) =>
  (KINDS[input.kind].read as Use<Promise<NewRows<AnyInput>>, NewData>)(input, options);

/** The model with this input as ONNX. */
export const programOf: Use<Program, Pipeline<AnyInput>> = (input, pipeline) =>
  (KINDS[input.kind].program as Use<Program, Pipeline<AnyInput>>)(input, pipeline);
