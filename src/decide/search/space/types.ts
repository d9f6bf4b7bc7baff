/** A value that JSON can hold: what a choice may be, and what a recipe may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Holds when the parameter is that value, one of those values, or a number within the bounds. */
export type Condition = Json | { readonly atLeast?: number; readonly atMost?: number };

/** Every one of them must hold; a parameter that is not active fulfils none. */
export type Conditions = { readonly [parameter: string]: Condition };

interface Common {
  readonly name: string;
  /** Only there while these hold: `{ optimizer: "sgd" }`. */
  readonly when?: Conditions;
  /** What the recipe holds while the parameter is not there, such as 0 for a rate; left out when absent. */
  readonly off?: Json;
  /** A switch of the search alone: other parameters hang on it, the recipe does not hold it. */
  readonly helper?: true;
}

/** Any number in [low, high], uniform in x or in log x. */
export interface RealParameter extends Common {
  readonly kind: "real";
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log";
}

/** A whole number in [low, high]. */
export interface IntegerParameter extends Common {
  readonly kind: "integer";
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log";
}

/** One of a few values that have no order. */
export interface ChoiceParameter extends Common {
  readonly kind: "choice";
  readonly choices: readonly Json[];
}

export interface FlagParameter extends Common {
  readonly kind: "flag";
}

export type NumberParameter = RealParameter | IntegerParameter;
export type Parameter = NumberParameter | ChoiceParameter | FlagParameter;

/** What combinations are out: those where all conditions hold, or where numbers are not in ascending order. */
export type Constraint =
  | { readonly forbid: Conditions }
  /** Each ≤ the next, among those that are active. */
  | { readonly ascending: readonly string[] };

/** What may be tried: plain JSON. Gates point at parameters in any order, never in a circle. */
export interface Space {
  readonly parameters: readonly Parameter[];
  readonly constraints: readonly Constraint[];
}

/** A value for each active parameter, and for none else. */
export type Assignment = { readonly [parameter: string]: Json };

export const isNumeric = (parameter: Parameter): parameter is NumberParameter =>
  parameter.kind === "real" || parameter.kind === "integer";

/** The values of a choice or a flag, in order. */
export const choicesOf = (parameter: ChoiceParameter | FlagParameter): readonly Json[] =>
  parameter.kind === "flag" ? [false, true] : parameter.choices;

/** JSON with the keys of objects in order: equal values give equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(",")}}`;
}
