import { didYouMean } from "../../../core/index.ts";
import { checkSpace, refuse } from "./check.ts";
import { canonical, type Constraint, type Json, type Parameter, type Space } from "./types.ts";

type Given = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export interface ParseOptions {
  /** Names that there are; without it, any. */
  readonly known?: readonly string[];
  /** Names whose numbers are whole. */
  readonly integers?: readonly string[];
}

const FORMS =
  "[low, high, log | linear] | [low, high, log | linear, integer] | a list of choices | flag | {low, high} | {choices}";
const KEYS = ["low", "high", "scale", "integer", "choices", "flag", "when", "off", "switch", "helper", "name", "kind"];

function unreadable(name: string, given: unknown, todo: string): never {
  const where = `space.${name}`;
  return refuse({
    code: "E151",
    where,
    message: `${where} cannot be read`,
    expected: FORMS,
    received: canonical(given),
    todo,
  });
}

/** `[1e-4, 1e-1, log]`; two numbers alone could be a range or two choices, so they are refused. */
function ofList(name: string, list: readonly unknown[], integers: readonly string[]): Given {
  const [low, high, scale, ...words] = list;
  const numbers = typeof low === "number" && typeof high === "number";
  if (numbers && list.length === 2)
    return unreadable(
      name,
      list,
      `${name}: [${Math.min(low, high)}, ${Math.max(low, high)}, linear] for a range, {choices: [${low}, ${high}]} for either`,
    );
  if (!numbers || (scale !== "log" && scale !== "linear")) return { choices: list };
  if (words.length > 1 || (words.length === 1 && words[0] !== "integer"))
    return unreadable(name, list, `${name}: [${low}, ${high}, ${scale}, integer] for whole numbers`);
  return { low, high, scale, integer: words.length === 1 || integers.includes(name) };
}

function asGiven(name: string, given: unknown, integers: readonly string[]): Given {
  if (given === "flag") return { flag: true };
  if (Array.isArray(given)) return ofList(name, given, integers);
  if (!isObject(given))
    return unreadable(name, given, `${name}: {choices: [${canonical(given)}]} tries that value alone`);
  const odd = Object.keys(given).find((key) => !KEYS.includes(key));
  if (odd !== undefined) return unreadable(name, given, `${JSON.stringify(odd)}: ${didYouMean(odd, KEYS)}`);
  const ranged = given["low"] !== undefined && given["integer"] === undefined && given["kind"] === undefined;
  return ranged && integers.includes(name) ? { ...given, integer: true } : given;
}

/** The name of the switch of what may be off. */
const switchOf = (name: string): string => `${name}?`;

/** A parameter behind a switch of its own, which takes over its gate. */
export function switched({ when, ...parameter }: Parameter): readonly Parameter[] {
  const use = { kind: "flag", name: switchOf(parameter.name), helper: true, ...(when && { when }) } as const;
  return [use, { ...parameter, when: { [use.name]: true } }];
}

type Gates = NonNullable<Parameter["when"]>;

function commonOf(name: string, { when, off, helper }: Given): Pick<Parameter, "name" | "when" | "off" | "helper"> {
  return {
    name,
    ...(when === undefined ? {} : { when: when as Gates }),
    ...(off === undefined ? {} : { off: off as Json }),
    ...(helper === true ? { helper } : {}),
  };
}

function toParameter(name: string, written: unknown, given: Given): Parameter {
  const { when, low, high, scale = "linear", integer, choices, kind } = given;
  if (when !== undefined && !isObject(when)) unreadable(name, written, "when: {optimizer: sgd}");
  const common = commonOf(name, given);
  if (given["flag"] === true || kind === "flag") return { ...common, kind: "flag" };
  if (Array.isArray(choices)) {
    const isFlag = choices.length === 2 && choices.includes(true) && choices.includes(false);
    return isFlag ? { ...common, kind: "flag" } : { ...common, kind: "choice", choices: choices as readonly Json[] };
  }
  if (typeof low !== "number" || typeof high !== "number" || (scale !== "log" && scale !== "linear"))
    return unreadable(name, written, `${name}: [1e-4, 1e-1, log]`);
  return { ...common, kind: integer === true || kind === "integer" ? "integer" : "real", low, high, scale };
}

/** Reads one entry as a file writes it; `switch: true` puts a switch before it, which needs the value that means off. */
export function toParameters(name: string, written: unknown, integers: readonly string[] = []): readonly Parameter[] {
  const given = asGiven(name, written, integers);
  const parameter = toParameter(name, written, given);
  if (given["switch"] !== true) return [parameter];
  return parameter.off === undefined ? unreadable(name, written, "switch: true needs off: 0") : switched(parameter);
}

function toConstraint(given: unknown, i: number): Constraint {
  if (isObject(given) && Object.keys(given).length === 1) {
    const { forbid, ascending } = given;
    if (isObject(forbid)) return { forbid: forbid as Extract<Constraint, { forbid: unknown }>["forbid"] };
    if (Array.isArray(ascending) && ascending.every((name) => typeof name === "string")) return { ascending };
  }
  return refuse({
    code: "E151",
    where: `space.constraints[${i}]`,
    message: `space.constraints[${i}] cannot be read`,
    expected: "{forbid: {parameter: value, …}} | {ascending: [parameter, …]}",
    received: canonical(given),
  });
}

function namedIn(given: unknown): readonly (readonly [name: string, written: unknown])[] {
  if (isObject(given)) return Object.entries(given);
  if (Array.isArray(given) && given.every((one) => isObject(one) && typeof one["name"] === "string"))
    return given.map((one: Given) => [one["name"] as string, one] as const);
  return refuse({
    code: "E151",
    where: "space",
    message: "the space cannot be read",
    expected: "an object of parameters",
    received: canonical(given).slice(0, 80),
    todo: "learningRate: [1e-4, 1e-1, log]",
  });
}

/**
 * Reads what a YAML or JSON file holds: parameters by name, or `{ parameters, constraints }`. A space itself is read as it is.
 * `{ low, high, off: 0, switch: true }` lets the search decide whether to use it.
 * @example
 * parseSpace({ optimizer: ["adam", "sgd"], momentum: { low: 0.8, high: 0.99, when: { optimizer: "sgd" } } })
 */
export function parseSpace(given: unknown, { known, integers = [] }: ParseOptions = {}): Space {
  const whole = isObject(given) && "parameters" in given ? given : { parameters: given };
  const { parameters, constraints = [], ...rest } = whole as Given;
  const odd = Object.keys(rest)[0];
  if (odd !== undefined)
    refuse({
      code: "E151",
      where: `space.${odd}`,
      message: `a space has no ${JSON.stringify(odd)}`,
      expected: "parameters, constraints",
    });
  const entries = namedIn(parameters);
  for (const [name, written] of entries)
    if (known !== undefined && !known.includes(name) && !(isObject(written) && written["helper"] === true))
      refuse({
        code: "E151",
        where: `space.${name}`,
        message: `the space has a parameter ${JSON.stringify(name)} that no recipe has`,
        todo: didYouMean(name, known),
      });
  return checkSpace({
    parameters: entries.flatMap(([name, written]) => toParameters(name, written, integers)),
    constraints: (Array.isArray(constraints) ? constraints : [constraints]).map(toConstraint),
  });
}
