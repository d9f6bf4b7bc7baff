import { z } from "zod";
import { RegularizeError } from "../core/index.ts";
import type { Task } from "../data/index.ts";
import type { Run } from "../observe/index.ts";
import type { ModelShape } from "./model.ts";
import type { Input } from "./prepare.ts";
import { type Recipe, recipeSchema } from "./recipe.ts";

/** Everything but the weights that is needed to predict, and to train the same again: `recipe.json` with `inputs.json`. */
export type Card = Input & CardFacts;

/** The card of a model on a table. */
export type TableCard = Extract<Card, { readonly kind: "table" }>;

interface CardFacts {
  readonly v: 1;
  readonly recipe: Recipe;
  readonly task: Task;
  readonly target: string;
  /** Mean and deviation of the training targets; 0 and 1 for classes. */
  readonly scale: { readonly mean: number; readonly deviation: number };
  readonly shape: ModelShape;
  readonly metric: string;
  /** Factors of the classes' probabilities by which labels are chosen; none: the most probable class. */
  readonly scales?: readonly number[];
  /** Seed of everything, and the repeat whose model this is. */
  readonly seed: number;
  readonly repeat: number;
  readonly data: { readonly name: string; readonly sha256: string; readonly rows: number };
  /** Further networks, each trained on its own split: what is predicted is the mean of all. */
  readonly others?: readonly CardMember[];
}

/** What differs from network to network of an ensemble. */
export type CardMember = Input & Pick<CardFacts, "scale" | "shape" | "repeat"> & { readonly recipe?: Recipe };

// The file is vouched for by the manifest's SHA-256; what is checked here is that it is a card that this version reads.
const common = {
  v: z.literal(1),
  recipe: recipeSchema,
  task: z.looseObject({ kind: z.enum(["binary", "multiclass", "regression"]) }),
  shape: z.looseObject({ width: z.number().int().positive(), outputs: z.number().int().positive() }),
};
const columns = z.array(z.looseObject({ name: z.string() }));
const cardSchema = z.discriminatedUnion("kind", [
  z.looseObject({
    ...common,
    kind: z.literal("table"),
    preprocessor: z.looseObject({ version: z.literal(1), columns }),
  }),
  z.looseObject({
    ...common,
    kind: z.literal("text"),
    text: z.looseObject({ version: z.literal(1), column: z.string(), words: z.array(z.string()) }),
  }),
  z.looseObject({
    ...common,
    kind: z.literal("image"),
    image: z.looseObject({ version: z.literal(1), shape: z.tuple([z.number(), z.number(), z.number()]) }),
  }),
]);

/** How raw rows become the inputs of each network: columns and levels, or words, and how wide that makes a network. For machines. */
export const INPUTS = "inputs.json";

/** A card as two files: `recipe.json` is what people read and pass to `--recipe`, `inputs.json` holds the rest. */
export function cardFiles(card: Card): Readonly<Record<"recipe.json" | typeof INPUTS, string>> {
  const { v, kind, recipe, task, target, metric, seed, repeat, data, scale, scales, others, ...inputs } = card;
  const names = [recipe, ...(others ?? []).map((other) => other.recipe ?? recipe)].map(({ name }) => name);
  const counts = Object.fromEntries(names.map((name) => [name, names.filter((other) => other === name).length]));
  const facts = {
    ...{ v, kind, data, target, task, metric, seed, repeat, scale },
    ...(scales === undefined ? {} : { scales }),
    ...(others === undefined ? {} : { averaged: counts }),
    recipe,
  };
  return {
    "recipe.json": `${JSON.stringify(facts, null, 2)}\n`,
    [INPUTS]: `${JSON.stringify({ ...inputs, ...(others === undefined ? {} : { others }) })}\n`,
  };
}

/** The card of a run; those of before have all of it in `recipe.json`. Throws E842 when it was changed, E843 when this version does not know it. */
export async function readCard(run: Pick<Run, "manifest" | "readText">, where = "recipe.json"): Promise<Card> {
  const text = await run.readText("recipe.json");
  return parseCard(text, where, Object.hasOwn(run.manifest.files, INPUTS) ? await run.readText(INPUTS) : undefined);
}

/** Reads `recipe.json`, and `inputs.json` where there is one. Throws E843 when it is not one that this version knows. */
export function parseCard(text: string, where: string, inputs?: string): Card {
  try {
    const facts: unknown = JSON.parse(text);
    const whole = inputs === undefined ? facts : { ...(facts as object), ...(JSON.parse(inputs) as object) };
    return cardSchema.parse(whole) as unknown as Card;
  } catch (cause) {
    throw new RegularizeError({
      code: "E843",
      where,
      message: `${where} does not describe a model that this version reads`,
      todo: "train it again, or update regularize",
      cause,
    });
  }
}
