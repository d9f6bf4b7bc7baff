import { comparison } from "./comparison.ts";
import { data } from "./data.ts";
import type { CommandName, ManySetting, Setting } from "./define.ts";
import { output } from "./output.ts";
import type { Parse } from "./parse.ts";
import { serving } from "./serving.ts";
import { training } from "./training.ts";

/** By the heading of the help that they stand under. */
export const groups = { Data: data, Training: training, Comparison: comparison, Output: output, Serving: serving };

/** Everything that can be set. Help, parsing, environment, file and completion follow from it. */
export const settings = { ...data, ...training, ...comparison, ...output, ...serving };

type Settings = typeof settings;
export type Name = keyof Settings;
type ParsedBy<S> = S extends { readonly parse: Parse<infer T> } ? T : never;

/** The value of every setting once all places are read; a list that nobody gave is empty. */
export type Values = {
  readonly [N in Name]: Settings[N] extends ManySetting<infer T> ? readonly T[] : ParsedBy<Settings[N]> | undefined;
};

export const names = Object.keys(settings) as Name[];
export const settingOf = (name: Name): Setting => settings[name];
export const namesFor = (command: CommandName): Name[] =>
  names.filter((name) => settingOf(name).commands.includes(command));

const kebab = (name: string): string => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
export const flagOf = (name: string): string => `--${kebab(name)}`;
export const variableOf = (name: string): string => `REGULARIZE_${kebab(name).replaceAll("-", "_").toUpperCase()}`;

/** The setting of this name or alias, in camel case or with dashes. */
export function findName(written: string): Name | undefined {
  const plain = written.replace(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
  return names.find((name) => name === plain || (settingOf(name).aliases ?? []).includes(plain));
}

/** Every name that `findName` knows, for "did you mean". */
export const allNames: readonly string[] = names.flatMap((name) => [name, ...(settingOf(name).aliases ?? [])]);

/** Options about the settings themselves: only flags, never in a file. */
export const configOptions: readonly { readonly flag: string; readonly value?: string; readonly doc: string }[] = [
  { flag: "--config", value: "FILE", doc: "YAML file of settings (default: regularize.yaml, when it is there)" },
  { flag: "--print-config", doc: "show every setting and where it comes from, and stop" },
];
