import { didYouMean, RegularizeError, type Schema } from "../../core/index.ts";
import { type Augmentation, type AugmentationFacts, image, tabular, text } from "../../augment/index.ts";

/** A step as recipes write it: `randomHorizontalFlip`, or `{ randomCrop: { padding: 2 } }`, or `{ wordDropout: 0.1 }`. */
export type GivenStep = string | Readonly<Record<string, unknown>>;

/** Augmentations by their name, of one kind of data. */
export type Shelf = Readonly<Record<string, Factory>>;

interface Factory {
  (given?: unknown): Augmentation<unknown, unknown>;
  readonly definition: { readonly name: string; readonly settings: Schema; readonly facts?: AugmentationFacts };
}

/** A step with its name and settings apart. */
export interface NamedStep {
  readonly name: string;
  /** Undefined: all defaults. A number is the main setting. */
  readonly settings: unknown;
}

const isFactory = (value: unknown): value is Factory => typeof value === "function" && "definition" in value;

const shelfOf = (members: object): Shelf =>
  Object.fromEntries(
    Object.values(members)
      .filter(isFactory)
      .map((factory) => [factory.definition.name, factory]),
  );

/** Every augmentation that a recipe may name, by kind of data. `compose` is what a list of steps is. */
export const SHELVES = { image: shelfOf(image), text: shelfOf(text), table: shelfOf(tabular) } as const;

/** Kinds of data that an augmentation of this name exists for. */
const kindsWith = (name: string): string[] =>
  Object.entries(SHELVES).flatMap(([kind, shelf]) => (name in shelf ? [kind] : []));

/** Takes a step apart. Throws E136 for what is no step. */
export function namedStep(given: GivenStep, where: string): NamedStep {
  if (typeof given === "string") return { name: given, settings: undefined };
  // Steps within steps come as they were written: a list in a recipe's file may hold anything.
  const isNamed = typeof given === "object" && given !== null && !Array.isArray(given);
  const entries = isNamed ? Object.entries(given) : [];
  if (entries.length === 1) return { name: entries[0]![0], settings: entries[0]![1] ?? undefined };
  throw new RegularizeError({
    code: "E136",
    where,
    message: `${where} must name one augmentation`,
    expected: "a name, or one name with its settings",
    received: entries.length === 0 ? JSON.stringify(given) : entries.map(([name]) => name).join(", "),
    todo: `${where}: {randomCrop: {padding: 2}}`,
  });
}

/** The factory of a step. Throws E136 for a name that does not exist, or not for this kind of data. */
export function factoryOf(kind: keyof typeof SHELVES, name: string, where: string): Factory {
  const found = SHELVES[kind][name];
  if (found !== undefined) return found;
  const others = kindsWith(name);
  throw new RegularizeError({
    code: "E136",
    where,
    message:
      others.length > 0
        ? `${where}: ${name} is for ${others.map((other) => `${other}s`).join(" and ")}, the data is ${kind === "text" ? "text" : `${kind}s`}`
        : `${where}: there is no augmentation ${JSON.stringify(name)}`,
    todo: didYouMean(name, Object.keys(SHELVES[kind])),
  });
}

/** Whether a step makes a row from several: there are no copies of one row by it. */
export const joinsRows = (kind: keyof typeof SHELVES, given: GivenStep): boolean => {
  const { facts } = factoryOf(kind, namedStep(given, "augment").name, "augment").definition;
  return facts?.seesBatch === true;
};

/** Checks the names of a recipe's steps, whatever the data turns out to be. */
export function checkStep(given: GivenStep, where: string): void {
  const { name } = namedStep(given, where);
  if (kindsWith(name).length > 0) return;
  const all = Object.values(SHELVES).flatMap((shelf) => Object.keys(shelf));
  throw new RegularizeError({
    code: "E136",
    where,
    message: `${where}: there is no augmentation ${JSON.stringify(name)}`,
    todo: didYouMean(name, [...new Set(all)]),
  });
}

/** One line that says what a list of steps is: `randomHorizontalFlip, randomCrop (padding 2)`. */
export const showSteps = (steps: readonly GivenStep[]): string =>
  steps
    .map((given) => {
      const { name, settings } = namedStep(given, "augment");
      return settings === undefined ? name : `${name} ${shown(settings)}`;
    })
    .join(", ");

const shown = (settings: unknown): string =>
  typeof settings === "object" && settings !== null && !Array.isArray(settings)
    ? `(${Object.entries(settings)
        .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
        .join(", ")})`
    : JSON.stringify(settings);
