import {
  type Key,
  randomOf,
  RegularizeError,
  resolveSettings,
  type Schema,
  type ValuesOf,
} from "../../../core/index.ts";
import { type AugmentationDefinition, type AugmentationFactory, defineAugmentation } from "../../define.ts";
import { type Passage, passageOf } from "../passage.ts";

/** The settings that rewriting augmentations share: of the copies that are made before training, and of the draw in it. */
export const REWRITING = {
  copies: { default: 2, range: [1, 50], integer: true, doc: "Copies per text that are made before training." },
  rate: {
    default: 0.5,
    range: [0, 1],
    search: [0.1, 0.9, "linear"],
    doc: "Probability that training sees a copy instead of the text.",
  },
  temperature: {
    default: 0.8,
    range: [0, 2],
    doc: "How freely words are chosen: 0 takes the likeliest, 1 draws as the model says.",
  },
  topP: {
    default: 0.9,
    range: [0.01, 1],
    doc: "Words are drawn from the likeliest that have this probability together.",
  },
  guard: { default: true, doc: "Sentences whose numbers or negations would change stay as they are." },
} as const satisfies Schema;

interface Drawn {
  /** Number of the copy; undefined for the text itself. */
  readonly copy?: number;
}

type Rewriting = typeof REWRITING;

/** The resolved settings of a rewriting augmentation. */
export type RewritingValues = ValuesOf<Rewriting>;

interface RewritingDefinition<Model extends string>
  extends Pick<
    AugmentationDefinition<Rewriting, Passage, Drawn, Passage, Passage>,
    "name" | "doc" | "paper" | "aliases" | "advice"
  > {
  /** The folders that the user names, in the order in which a text goes through their models. */
  readonly models: Readonly<Record<Model, string>>;
}

/** An augmentation whose copies models make before training: shared code asks for `models`. */
export interface RewritingFactory<Model extends string = string>
  extends AugmentationFactory<Rewriting, Passage, Drawn, Passage, Passage> {
  readonly models: Readonly<Record<Model, string>>;
}

/** Whether an augmentation takes copies that models make before training. */
export const needsModels = (factory: object): factory is RewritingFactory => "models" in factory;

/** An augmentation that takes a prepared copy, `passage.copies[name]`, in place of a text. A passage without is E295. */
export function defineRewriting<const Model extends string>(
  definition: RewritingDefinition<Model>,
): RewritingFactory<Model> {
  const { models, ...told } = definition;
  const { name } = told;
  const factory = defineAugmentation({
    ...told,
    settings: REWRITING,
    main: "rate",
    sample: (key, passage: Passage, { rate }): Drawn => drawCopy(key, copiesIn(passage, name).length, rate),
    apply: (passage: Passage, { copy }: Drawn): Passage =>
      copy === undefined ? passage : { ...passage, ...passageOf(copiesIn(passage, name)[copy]!) },
  });
  return Object.assign(factory, { models });
}

function drawCopy(key: Key, copies: number, rate: number): Drawn {
  const random = randomOf(key);
  return copies === 0 || random.uniform() >= rate ? {} : { copy: random.below(copies) };
}

function copiesIn({ copies }: Passage, name: string): readonly string[] {
  const own = copies?.[name];
  if (own !== undefined) return own;
  throw new RegularizeError({
    code: "E295",
    where: name,
    message: `${name} has no copies of this text: models make them before training`,
    expected: `copies.${name} of the passage`,
    todo: `const { copies } = await rewriteAll(texts, rewriter, …), then { ...passageOf(texts[i]), copies: { ${name}: copies[i] } }`,
  });
}

/** A model of the user's, in the layout of transformers.js: its folder, and how to speak to it. */
export interface ModelSource {
  readonly folder: string;
  /** Comes before each text: "paraphrase: " for a T5, ">>fra<< " for a Marian of several languages. */
  readonly prefix?: string;
  /** Languages of a model of several, in its own codes: "en" and "de", or "eng_Latn" and "deu_Latn". */
  readonly from?: string;
  readonly to?: string;
}

const SOURCE = ["folder", "prefix", "from", "to"];

/** A folder's name, or an object with it; undefined for anything else. */
function sourceOf(value: unknown): ModelSource | undefined {
  if (typeof value === "string") return value === "" ? undefined : { folder: value };
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "folder")) return undefined;
  const good = Object.entries(value).every(([name, part]) => SOURCE.includes(name) && typeof part === "string");
  return good ? (value as ModelSource) : undefined;
}

/**
 * Tells the models of a recipe's step from its settings: `{ there: "models/en-de", back: "models/de-en", copies: 2 }`. A model
 * that is not named is E297, an unknown or illegal setting E310 or E311.
 */
export function splitStep(
  { definition: { name }, models }: RewritingFactory,
  step: Readonly<Record<string, unknown>>,
): { readonly models: readonly ModelSource[]; readonly settings: RewritingValues } {
  const names = Object.keys(models);
  const sources = names.map((model) => {
    const source = sourceOf(step[model]);
    if (source !== undefined) return source;
    throw new RegularizeError({
      code: "E297",
      where: `${name}.${model}`,
      message: `${name} needs a model: ${model}`,
      expected: `${models[model]}, or { ${SOURCE.join(", ")} }`,
      received: JSON.stringify(step[model]) ?? "nothing",
      todo: `${name}: { ${names.map((other) => `${other}: "models/…"`).join(", ")} }`,
    });
  });
  const settings = Object.entries(step).filter(([key]) => !names.includes(key));
  return { models: sources, settings: resolveSettings(name, REWRITING, Object.fromEntries(settings)) };
}
