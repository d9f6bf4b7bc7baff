import type { CommandDefinition } from "../command/define.ts";
import { configOptions, flagOf, namesFor, settingOf } from "../options/settings.ts";

export interface CompletedOption {
  readonly flag: string;
  readonly doc: string;
  /** Takes a value, which is one of these, a file, or anything. */
  readonly value?: { readonly name: string; readonly choices: readonly string[]; readonly isFile: boolean };
}

export interface CompletedCommand {
  readonly name: string;
  readonly doc: string;
  readonly options: readonly CompletedOption[];
  /** What the arguments complete to; files when empty. */
  readonly words: readonly string[];
}

const HELP: CompletedOption = { flag: "--help", doc: "show help" };
const CONFIG: readonly CompletedOption[] = configOptions.map(({ flag, value, doc }) => ({
  flag,
  doc,
  ...(value === undefined ? {} : { value: { name: value, choices: [], isFile: true } }),
}));

/** What shells need to know of the commands. */
export const grammarOf = (commands: readonly CommandDefinition[]): CompletedCommand[] =>
  commands.map(({ name, summary, settings, args }) => ({
    name,
    doc: summary,
    words: args.flatMap(({ choices = [] }) => choices),
    options: [...(settings === undefined ? [] : [...namesFor(settings).map(optionOf), ...CONFIG]), HELP],
  }));

function optionOf(name: Parameters<typeof settingOf>[0]): CompletedOption {
  const { kind, value, doc, choices = [], completes } = settingOf(name);
  const takes = { value: { name: value, choices, isFile: completes !== undefined } };
  return { flag: flagOf(name), doc, ...(kind === "flag" ? {} : takes) };
}
