import { dirname, isAbsolute, join } from "node:path";
import { didYouMean, RegularizeError } from "../../core/index.ts";
import { clean } from "../text/width.ts";
import { type Layer, textsOf, type Written } from "./layers.ts";
import { allNames, findName, type Name, settingOf } from "./settings.ts";
import { type Reader, readYaml, type YamlFile } from "./yaml.ts";

/**
 * Settings from a YAML file of names and values. Paths in it are relative to it.
 * Throws E114/E115 for a file that is not YAML, E116 for an unknown name, E113 for a value that is no number, word or list.
 */
export async function fileLayer(path: string, reader: Reader): Promise<Layer> {
  const file = await readYaml(path, reader, "--config");
  const layer = new Map<Name, Written>();
  if (file.value === null || file.value === undefined) return layer;
  if (typeof file.value !== "object" || Array.isArray(file.value)) throw noSettings(path);
  for (const [key, value] of Object.entries(file.value)) {
    const name = findName(key);
    if (name === undefined) throw unknownKey(file.place([key]), key);
    const where = file.placeOfValue([key]);
    const texts = value === null ? undefined : textsIn(name, value, where, file, key);
    if (texts !== undefined) layer.set(name, { texts: texts.map((text) => relativeTo(path, name, text)), where });
  }
  return layer;
}

const noSettings = (path: string): RegularizeError =>
  new RegularizeError({
    code: "E115",
    where: path,
    message: `${path} holds no settings`,
    expected: "lines of the form `name: value`",
    todo: "epochs: 50",
  });

const unknownKey = (where: string, key: string): RegularizeError =>
  new RegularizeError({
    code: "E116",
    where,
    message: `there is no setting ${JSON.stringify(clean(key))}`,
    todo: didYouMean(key, allNames),
  });

function textsIn(name: Name, value: unknown, where: string, file: YamlFile, key: string): string[] {
  if (!Array.isArray(value)) return textsOf(name, scalarText(name, value, where));
  const parts = value.map((item, i) => scalarText(name, item, file.placeOfValue([key, i])));
  return settingOf(name).kind === "many" ? parts : [parts.join(",")];
}

function scalarText(name: Name, value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const { expected } = settingOf(name);
  throw new RegularizeError({
    code: "E113",
    where,
    message: `${name} cannot be ${value === null ? "empty" : "a group of values"}`,
    expected,
    todo: `${name}: ${settingOf(name).example}`,
  });
}

const relativeTo = (path: string, name: Name, text: string): string =>
  settingOf(name).completes === undefined || isAbsolute(text) ? text : join(dirname(path), text);
