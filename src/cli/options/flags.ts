import { RegularizeError } from "../../core/index.ts";
import { clean } from "../text/width.ts";
import { type Layer, textsOf, type Written } from "./layers.ts";
import { allNames, configOptions, findName, flagOf, type Name, settingOf } from "./settings.ts";

/** What commander gives: by attribute the texts of an option, or true and false of a flag. */
export type GivenFlags = Readonly<Record<string, readonly string[] | boolean>>;

/** Settings from the command line. */
export function flagLayer(given: GivenFlags): Layer {
  const layer = new Map<Name, Written>();
  for (const [attribute, value] of Object.entries(given)) {
    const name = findName(attribute);
    if (name === undefined || (attribute !== name && layer.has(name))) continue;
    const flag = flagOf(attribute);
    const texts = typeof value === "boolean" ? [String(value)] : value.flatMap((text) => textsOf(name, text));
    layer.set(name, { texts, where: value === false ? flag.replace("--", "--no-") : flag });
  }
  return layer;
}

/** The last value of an option that is no setting, such as `--config`. */
export function lastOf(given: GivenFlags, attribute: string): string | undefined {
  const value = given[attribute];
  return Array.isArray(value) ? String(value.at(-1)) : undefined;
}

const TAKES_VALUE = new Set([
  ...allNames.filter((name) => settingOf(findName(name)!).kind !== "flag").map(flagOf),
  ...configOptions.filter(({ value }) => value !== undefined).map(({ flag }) => flag),
]);
const FLAGS = new Set([...allNames.map(flagOf), ...configOptions.map(({ flag }) => flag), "--help"]);

/** E112 for an option whose value is another option: its own was forgotten, and commander would take that one. */
export function checkForgotten(argv: readonly string[]): void {
  const end = argv.indexOf("--");
  const own = end < 0 ? argv : argv.slice(0, end);
  const at = own.findIndex((word, i) => TAKES_VALUE.has(word) && FLAGS.has((own[i + 1] ?? "").split("=")[0]!));
  if (at < 0) return;
  const [flag, next] = [own[at]!, own[at + 1]!];
  const name = findName(flag.slice(2));
  throw new RegularizeError({
    code: "E112",
    where: flag,
    message: `${flag} needs a value, but ${clean(next)} follows`,
    todo: `${flag} ${name === undefined ? "FILE" : settingOf(name).example}`,
  });
}
