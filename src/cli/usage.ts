import type { CommanderError } from "commander";
import { didYouMean, type ErrorFacts, nearest, RegularizeError } from "../core/index.ts";
import type { CommandDefinition } from "./command/define.ts";
import { COMMANDS, hintFor, type WrittenFlag } from "./hints.ts";
import { configOptions, findName, flagOf, namesFor, settingOf } from "./options/settings.ts";
import { clean } from "./text/width.ts";

const DATA_FILE = /\.(?:csv|tsv|txt|parquet|jsonl|ndjson|json)(?:\.gz)?$/iu;

/** E110 for a word that is no command, with the nearest, or the command that takes such a file. */
export function unknownCommand(word: string, commands: readonly CommandDefinition[]): RegularizeError {
  const isFile = DATA_FILE.test(word);
  return usage({
    code: "E110",
    where: word,
    message: `there is no command ${JSON.stringify(clean(word))}`,
    todo: isFile
      ? `regularize compare ${word} --target COLUMN`
      : (COMMANDS.get(word.toLowerCase()) ??
        didYouMean(
          word,
          commands.map(({ name }) => name),
        )),
  });
}

const usage = (facts: ErrorFacts): RegularizeError => new RegularizeError(facts);

/** E111 for an option that the command does not have: another command's, a misspelt one, or neither. */
async function unknownOption(
  written: WrittenFlag,
  command: CommandDefinition | undefined,
  commands: readonly CommandDefinition[],
): Promise<RegularizeError> {
  const { flag } = written;
  if (command === undefined)
    return usage({
      code: "E111",
      where: flag,
      message: `there is no option ${flag} before a command`,
      todo: `regularize COMMAND ${flag}, with one of ${commands.map(({ name }) => name).join(", ")}`,
    });
  const own = command.settings === undefined ? [] : namesFor(command.settings);
  const spelt = own.flatMap((name) => [name, ...(settingOf(name).aliases ?? [])]).map(flagOf);
  const known = [...spelt, ...configOptions.map((option) => option.flag), "--help"];
  const name = findName(flag.replace(/^-+/u, ""));
  const others = name === undefined ? [] : settingOf(name).commands;
  const help = `regularize ${command.name} --help lists its options`;
  const near = nearest(flag, known);
  const isElsewhere = others.length > 0 && !known.includes(flag);
  const sure = await hintFor(written, command);
  const hint = sure ?? (near === undefined && !isElsewhere ? await hintFor(written, command, true) : undefined);
  return usage({
    code: "E111",
    where: flag,
    message: `${command.name} has no option ${flag}`,
    ...(isElsewhere ? { details: [`It is an option of ${others.join(" and ")}.`] } : {}),
    todo: hint ?? (near === undefined || others.length > 0 ? help : `did you mean ${near}?`),
  });
}

/** What commander found, as an error of ours: nearest names, exit code 2. */
export async function usageError(
  error: CommanderError,
  argv: readonly string[],
  commands: readonly CommandDefinition[],
): Promise<RegularizeError> {
  const command = commands.find(({ name }) => name === argv[0]);
  const [, quoted = ""] = /'([\s\S]*?)'/u.exec(error.message) ?? [];
  if (error.code === "commander.unknownOption")
    return unknownOption(writtenFlag(clean(quoted), argv), command, commands);
  if (error.code === "commander.unknownCommand") return unknownCommand(quoted, commands);
  const help = `regularize ${command === undefined ? "" : `${command.name} `}--help`;
  if (error.code === "commander.optionMissingArgument") {
    const flag = quoted.split(" ")[0]!;
    const name = findName(flag.slice(2));
    const todo = name === undefined ? help : `${flag} ${settingOf(name).example}`;
    return usage({ code: "E112", where: flag, message: `${flag} needs a value`, todo });
  }
  if (error.code === "commander.excessArguments" && command !== undefined) return surplus(command, help);
  return usage({ code: "E112", message: clean(error.message.replace(/^error: /u, "")), todo: help });
}

/** `--dropout 0.5` and `--dropout=0.5` alike. */
function writtenFlag(found: string, argv: readonly string[]): WrittenFlag {
  const [flag = found, ...joined] = found.split("=");
  const next = argv[argv.indexOf(found) + 1];
  const isValue = argv.includes(found) && next !== undefined && (!next.startsWith("-") || /^-[\d.]/u.test(next));
  return { flag, value: joined.length > 0 ? joined.join("=") : isValue ? clean(next) : undefined };
}

const surplus = ({ name, args }: CommandDefinition, help: string): RegularizeError =>
  usage({
    code: "E112",
    where: name,
    message: `${name} was given too many words`,
    expected: args.map((arg) => arg.name).join(" "),
    todo: `quote names with spaces; ${help}`,
  });

/** Checks a command's own words: E112 for one that is missing, E113 for one that is none of its choices. */
export function checkArguments({ name, args, examples }: CommandDefinition, given: readonly string[]): void {
  args.forEach((arg, i) => {
    const text = given[i];
    if (text === undefined && arg.required)
      throw usage({
        code: "E112",
        where: arg.name,
        message: `${name} needs ${arg.name}`,
        expected: arg.doc,
        todo: examples[0]!,
      });
    if (text !== undefined && arg.choices !== undefined && !arg.choices.includes(text))
      throw usage({
        code: "E113",
        where: arg.name,
        message: `${arg.name} cannot be ${JSON.stringify(clean(text))}`,
        expected: arg.choices.join(", "),
        todo: didYouMean(text, arg.choices),
      });
  });
}
