import { didYouMean, RegularizeError } from "../../core/index.ts";
import { clean } from "../text/width.ts";
import type { Setting } from "./define.ts";
import { cutList } from "./parse.ts";
import { allNames, findName, flagOf, type Name, names, settingOf, type Values, variableOf } from "./settings.ts";

/** What somebody wrote for a setting, and where. */
export interface Written {
  readonly texts: readonly string[];
  /** `--epochs`, `REGULARIZE_EPOCHS` or `regularize.yaml:3:9`. */
  readonly where: string;
}

/** One place where settings are written. */
export type Layer = ReadonlyMap<Name, Written>;

export interface Resolved {
  readonly values: Values;
  /** Where each value comes from; "default" when nobody wrote it. */
  readonly sources: Readonly<Record<Name, string>>;
}

/** Variables that are no settings: the file's path, the stack of a bug, and how the command is called. */
const OTHER_VARIABLES = ["REGULARIZE_CONFIG", "REGULARIZE_DEBUG", "REGULARIZE_COMMAND", "REGULARIZE_TOKEN"];

/** The text of a list, cut; of anything else, as it is. */
export const textsOf = (name: Name, text: string): string[] =>
  settingOf(name).kind === "many" ? cutList(text) : [text];

/** Settings from `REGULARIZE_*`; an empty variable is none. An unknown one is E116. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const layer = new Map<Name, Written>();
  for (const [variable, text = ""] of Object.entries(env)) {
    if (!variable.startsWith("REGULARIZE_") || OTHER_VARIABLES.includes(variable) || text === "") continue;
    const written = variable.slice("REGULARIZE_".length).toLowerCase().replaceAll("_", "-");
    const name = findName(written);
    if (name === undefined)
      throw new RegularizeError({
        code: "E116",
        where: variable,
        message: `${clean(variable)} is no setting`,
        todo: didYouMean(variable, [...allNames.map(variableOf), ...OTHER_VARIABLES]),
      });
    const isAlias = variable !== variableOf(name);
    if (!isAlias || !layer.has(name)) layer.set(name, { texts: textsOf(name, text), where: variable });
  }
  return layer;
}

/** The first layer that has a setting decides it. Values that are not legal are E113. */
export function resolveLayers(layers: readonly Layer[], wanted: readonly Name[]): Resolved {
  const entries = names.map((name) => {
    const setting = settingOf(name);
    const written = wanted.includes(name) ? layers.find((layer) => layer.has(name))?.get(name) : undefined;
    if (written === undefined) return { name, value: defaultOf(setting), source: "default" };
    return { name, value: parseWritten(name, setting, written), source: written.where };
  });
  // Every name has an entry, and each value comes from the parser of its own setting.
  return {
    values: Object.fromEntries(entries.map(({ name, value }) => [name, value])) as unknown as Values,
    sources: Object.fromEntries(entries.map(({ name, source }) => [name, source])) as Record<Name, string>,
  };
}

export const defaultOf = (setting: Setting): unknown => (setting.kind === "many" ? [] : setting.default);

function parseWritten(name: Name, setting: Setting, { texts, where }: Written): unknown {
  const values = texts.map((text) => setting.parse(text) ?? refuse(name, setting, text, where));
  return setting.kind === "many" ? values : values.at(-1);
}

function refuse(name: Name, setting: Setting, text: string, where: string): never {
  const shown = JSON.stringify(clean(text));
  const isChoice = setting.choices !== undefined;
  throw new RegularizeError({
    code: "E113",
    where,
    message: `${where.includes(":") ? name : where} cannot be ${shown}`,
    expected: setting.expected,
    received: shown,
    todo: isChoice ? didYouMean(text, setting.choices) : `${flagOf(name)} ${setting.example}`,
  });
}
