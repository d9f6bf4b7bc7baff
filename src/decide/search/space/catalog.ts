import { invariant, type NumberSetting, type Schema, type Setting } from "../../../core/index.ts";
import { checkSpace } from "./check.ts";
import { switched, toParameters } from "./parse.ts";
import type { Condition, Constraint, Json, Parameter, Space } from "./types.ts";

/** Takes the range of a member's setting: `{ of: dropout, setting: "rate", off: 0 }`. */
export interface FromMember {
  readonly of: { readonly name: string; readonly settings: Schema };
  readonly setting: string;
  /** The value that means "not used": the search then also decides whether to use it. */
  readonly off?: Json;
  readonly when?: { readonly [parameter: string]: Condition };
}

/** A recipe's key and where its range comes from: a member of the catalogue, or written as in a `--space` file. */
export type SearchTable = { readonly [recipeKey: string]: FromMember | object | readonly unknown[] | "flag" };

const isFromMember = (row: SearchTable[string]): row is FromMember =>
  typeof row === "object" && "of" in row && "setting" in row;

const isNumber = (setting: Setting): setting is NumberSetting => "range" in setting;

type Values = Pick<Parameter & { kind: "real" }, "kind" | "low" | "high" | "scale">;

function valuesOf(
  owner: string,
  setting: Setting | undefined,
): Values | { kind: "choice"; choices: readonly Json[] } | { kind: "flag" } {
  invariant(setting !== undefined, `${owner} has no such setting to search`);
  if ("choices" in setting) return { kind: "choice", choices: setting.choices };
  if (!isNumber(setting)) {
    invariant(typeof setting.default === "boolean", `${owner} is a list: nothing to search`);
    return { kind: "flag" };
  }
  invariant(setting.search !== undefined, `${owner} does not say what is worth trying`);
  const [low, high, scale] = setting.search;
  return { kind: (setting.integer === true ? "integer" : "real") as "real", low, high, scale };
}

function parametersOf(name: string, { of, setting, off, when }: FromMember): readonly Parameter[] {
  const values = valuesOf(`${of.name}.${setting}`, of.settings[setting]);
  const parameter: Parameter = { name, ...values, ...(when && { when }), ...(off === undefined ? {} : { off }) };
  return off === undefined ? [parameter] : switched(parameter);
}

/** The space of a table of recipe keys: ranges from `settings.search` of members, a switch before what may be off. */
export function spaceFromCatalog(table: SearchTable, constraints: readonly Constraint[] = []): Space {
  const parameters = Object.entries(table).flatMap(([name, row]) =>
    isFromMember(row) ? parametersOf(name, row) : toParameters(name, row),
  );
  return checkSpace({ parameters, constraints });
}
