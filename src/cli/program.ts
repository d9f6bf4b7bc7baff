import { Command, Option } from "commander";
import type { CommandDefinition } from "./command/define.ts";
import type { Io } from "./io.ts";
import { showValue } from "./options/define.ts";
import { defaultOf } from "./options/layers.ts";
import { configOptions, flagOf, groups, type Name, namesFor, settingOf } from "./options/settings.ts";

/** What was written on the command line, before anything is checked. */
export interface Parsed {
  readonly definition: CommandDefinition;
  readonly args: readonly string[];
  /** By attribute: the texts of an option, or true and false of a flag. */
  readonly options: Readonly<Record<string, readonly string[] | boolean>>;
}

const EXIT_CODES = [
  "Exit codes:",
  "  0 ok · 1 our bug · 2 usage · 3 data · 4 diverged · 5 resources · 6 storage",
  "  7 requirement missed · 8 corrupt or unsafe file · 130 interrupted · 143 ended",
].join("\n");

const PRECEDENCE = [
  "Where a setting comes from, the first that has it:",
  "  flag, such as --batch-size 64",
  "  environment, such as REGULARIZE_BATCH_SIZE=64",
  "  regularize.yaml, or --config FILE, with lines such as batchSize: 64",
  "  default",
].join("\n");

const exampleText = (examples: readonly string[]): string =>
  ["Examples:", ...examples.map((example) => `  $ ${example}`)].join("\n");

const firstExample = ({ settings, examples }: CommandDefinition): readonly string[] =>
  settings === undefined ? [] : examples.slice(0, 1);

/** The grammar of the command line, from the commands and the settings. `onParsed` gets what was written. */
export function createProgram(
  io: Pick<Io, "stdout">,
  version: string,
  commands: readonly CommandDefinition[],
  onParsed: (parsed: Parsed) => Promise<void>,
): Command {
  const program = configure(new Command("regularize"), io)
    .description("Train neural networks that generalize: compare regularizers honestly on your own data.")
    .version(version, "-V, --version", "print the version")
    .helpCommand("help", "show the help of a command")
    .addHelpText("after", `\n${exampleText(commands.flatMap(firstExample))}\n\n${EXIT_CODES}`);
  for (const definition of commands) program.addCommand(createCommand(definition, io, onParsed));
  return program;
}

const configure = (command: Command, io: Pick<Io, "stdout">): Command =>
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => Math.min(120, io.stdout.columns ?? 80),
      getErrHelpWidth: () => Math.min(120, io.stdout.columns ?? 80),
    })
    .configureHelp({ subcommandTerm: (sub) => sub.name() })
    .helpOption("-h, --help", "show this help")
    .showSuggestionAfterError(false);

function createCommand(
  definition: CommandDefinition,
  io: Pick<Io, "stdout">,
  onParsed: (parsed: Parsed) => Promise<void>,
): Command {
  const { name, summary, args, settings, examples } = definition;
  const command = configure(new Command(name), io).description(summary);
  const required = settings !== undefined && namesFor(settings).includes("target") ? " --target COLUMN" : "";
  const placeholders = args.map((arg) => (arg.required ? arg.name : `[${arg.name}]`)).join(" ");
  command.usage(`${placeholders}${required}${settings === undefined ? "" : " [options]"}`);
  for (const arg of args) command.argument(`[${arg.name}]`, arg.doc);
  if (settings !== undefined) addOptions(command, namesFor(settings));
  command.addHelpText(
    "after",
    `\n${exampleText(examples)}\n\n${settings === undefined ? "" : `${PRECEDENCE}\n\n`}${EXIT_CODES}`,
  );
  return command.action(() => onParsed({ definition, args: command.args, options: command.opts() }));
}

const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

function addOptions(command: Command, wanted: readonly Name[]): void {
  for (const [group, members] of Object.entries(groups))
    for (const name of wanted.filter((one) => Object.hasOwn(members, one))) addOption(command, name, `${group}:`);
  for (const { flag, value, doc } of configOptions) {
    const option = new Option(value === undefined ? flag : `${flag} <${value}>`, doc);
    command.addOption(value === undefined ? option : option.argParser(collect));
  }
}

function addOption(command: Command, name: Name, group: string): void {
  const { kind, value, doc, aliases = [] } = settingOf(name);
  const text = defaultText(name);
  const described = text === "" ? doc : `${doc} (${text})`;
  if (kind === "flag") {
    command.addOption(new Option(flagOf(name), described).helpGroup(group));
    command.addOption(new Option(flagOf(name).replace("--", "--no-")).hideHelp());
    return;
  }
  command.addOption(new Option(`${flagOf(name)} <${value}>`, described).argParser(collect).helpGroup(group));
  for (const alias of aliases)
    command.addOption(new Option(`${flagOf(alias)} <${value}>`).argParser(collect).hideHelp());
}

/** What happens when nothing is given, for the help. */
function defaultText(name: Name): string {
  const setting = settingOf(name);
  if (setting.kind !== "one") return setting.kind === "many" ? "repeatable" : "";
  const value = defaultOf(setting);
  return value === undefined ? (setting.otherwise ?? "") : `default: ${showValue(setting, value)}`;
}
