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

export type Setting = NumberSetting | ChoiceSetting | FlagSetting | ListSetting;
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
          : never;
};

/** What a user may write: any subset. */
export type GivenOf<S extends Schema> = { readonly [K in keyof S]?: ValuesOf<S>[K] | undefined };

const isList = (setting: Setting): setting is ListSetting => "each" in setting;
const isNumber = (setting: Setting): setting is NumberSetting => "range" in setting;
const isChoice = (setting: Setting): setting is ChoiceSetting => "choices" in setting;

function problem(setting: Setting, value: unknown): string | undefined {
  if (isNumber(setting)) {
    const [low, high] = setting.range;
    const kind = setting.integer === true ? "an integer" : "a number";
    const bad = typeof value !== "number" || Number.isNaN(value) || value < low || value > high;
    return bad || (setting.integer === true && !Number.isInteger(value)) ? `${kind} in [${low}, ${high}]` : undefined;
  }
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
