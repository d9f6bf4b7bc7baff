import { RegularizeError } from "./error.ts";
import { didYouMean } from "./nearest.ts";

/** A number that a user sets. `range` is what is legal, `search` what is worth trying, `default` what the field uses. */
export interface NumberSetting {
  readonly default: number;
  /** Inclusive bounds. */
  readonly range: readonly [low: number, high: number];
  readonly integer?: boolean;
  /** Enters the program as an input: schedules and searches change it without recompiling. */
  readonly strength?: true;
  readonly search?: readonly [low: number, high: number, scale: "log" | "linear"];
  readonly doc: string;
}

/** One of a few words. */
export interface ChoiceSetting {
  readonly default: string;
  readonly choices: readonly string[];
  readonly doc: string;
}

export interface FlagSetting {
  readonly default: boolean;
  readonly doc: string;
}

/** A list of numbers, such as one weight per class. */
export interface ListSetting {
  readonly default: readonly number[];
  /** Inclusive bounds of each entry. */
  readonly each: readonly [low: number, high: number];
  readonly doc: string;
}

/** Whole numbers along axes: one for all, or one per axis such as [height, width]; or one of a few words. */
export interface SizeSetting {
  readonly default: number | readonly number[] | string;
  /** Inclusive bounds of each size. */
  readonly sizes: readonly [low: number, high: number];
  /** How many sizes a list has. */
  readonly axes: number;
  readonly words?: readonly string[];
  readonly doc: string;
}

export type Setting = NumberSetting | ChoiceSetting | FlagSetting | ListSetting | SizeSetting;
export type Schema = { readonly [name: string]: Setting };

/** The resolved values of a schema. */
export type ValuesOf<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends NumberSetting
    ? number
    : S[K] extends ChoiceSetting
      ? S[K]["choices"][number]
      : S[K] extends FlagSetting
        ? boolean
        : S[K] extends ListSetting
          ? readonly number[]
          : S[K] extends SizeSetting
            ? number | readonly number[] | (S[K] extends { readonly words: readonly (infer W)[] } ? W : never)
            : never;
};

/** What a user may write: any subset. */
export type GivenOf<S extends Schema> = { readonly [K in keyof S]?: ValuesOf<S>[K] | undefined };

const isSize = (setting: Setting): setting is SizeSetting => "sizes" in setting;
const isList = (setting: Setting): setting is ListSetting => "each" in setting;
const isNumber = (setting: Setting): setting is NumberSetting => "range" in setting;
const isChoice = (setting: Setting): setting is ChoiceSetting => "choices" in setting;

function sizeProblem({ sizes: [low, high], axes, words = [] }: SizeSetting, value: unknown): string | undefined {
  const isSize = (v: unknown): boolean => Number.isInteger(v) && (v as number) >= low && (v as number) <= high;
  const good = Array.isArray(value)
    ? value.length === axes && value.every(isSize)
    : isSize(value) || words.includes(value as string);
  const list = axes > 1 ? [`a list of ${axes} of them`] : [];
  return good ? undefined : [`an integer in [${low}, ${high}]`, ...list, ...words].join(" | ");
}

function problem(setting: Setting, value: unknown): string | undefined {
  if (isNumber(setting)) {
    const [low, high] = setting.range;
    const kind = setting.integer === true ? "an integer" : "a number";
    const bad = typeof value !== "number" || Number.isNaN(value) || value < low || value > high;
    return bad || (setting.integer === true && !Number.isInteger(value)) ? `${kind} in [${low}, ${high}]` : undefined;
  }
  if (isSize(setting)) return sizeProblem(setting, value);
  if (isList(setting)) {
    const [low, high] = setting.each;
    const good = Array.isArray(value) && value.every((v) => typeof v === "number" && v >= low && v <= high);
    return good ? undefined : `a list of numbers in [${low}, ${high}]`;
  }
  if (isChoice(setting))
    return typeof value === "string" && setting.choices.includes(value) ? undefined : setting.choices.join(" | ");
  return typeof value === "boolean" ? undefined : "true or false";
}

/** Checks what was given against the schema and fills in defaults. Unknown names and illegal values throw E310/E311. */
export function resolveSettings<S extends Schema>(owner: string, schema: S, given: GivenOf<S> = {}): ValuesOf<S> {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(schema, name))
      throw new RegularizeError({
        code: "E310",
        where: owner,
        message: `${owner} has no setting ${JSON.stringify(name)}`,
        todo: Object.keys(schema).length === 0 ? `${owner} takes no settings` : didYouMean(name, Object.keys(schema)),
      });
  const entries = Object.entries(schema).map(([name, setting]) => {
    const value = given[name] ?? setting.default;
    const expected = problem(setting, value);
    if (expected !== undefined)
      throw new RegularizeError({
        code: "E311",
        where: `${owner}.${name}`,
        message: `${owner}.${name} is out of range`,
        expected,
        received: JSON.stringify(value) ?? String(value),
        todo: `${name}: ${JSON.stringify(setting.default)} is the default — ${setting.doc}`,
      });
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as ValuesOf<S>;
}

/** What the factory of a member takes: its main number, or any subset of its settings. */
export type Given<S extends Schema> = number | GivenOf<S>;

/** Resolves `dropout(0.5)` as `dropout({ rate: 0.5 })`, where `main` is "rate". */
export function resolveGiven<S extends Schema>(
  owner: string,
  schema: S,
  main: string | undefined,
  given?: Given<S>,
): ValuesOf<S> {
  if (typeof given !== "number") return resolveSettings(owner, schema, given);
  if (main === undefined)
    throw new RegularizeError({
      code: "E310",
      where: owner,
      message: `${owner} takes named settings, not a single number`,
    });
  return resolveSettings(owner, schema, { [main]: given } as GivenOf<S>);
}
