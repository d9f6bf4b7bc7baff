import type { CompletedCommand } from "./grammar.ts";

/** A completion script for bash 3.2 and later. Words of the grammar are plain: letters, digits and dashes. */
export function bash(commands: readonly CompletedCommand[]): string[] {
  const names = commands.map(({ name }) => name).join(" ");
  return [
    "# regularize completion for bash: source <(regularize completion bash)",
    "_regularize() {",
    `  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"`,
    "  COMPREPLY=()",
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${names} help --help --version" -- "$word"))`,
    "    return",
    "  fi",
    '  case "$command $before" in',
    ...commands.flatMap(valueCases),
    "  esac",
    '  case "$command" in',
    ...commands.map(wordCase),
    "  esac",
    "}",
    "complete -o default -F _regularize regularize",
  ];
}

/** After an option that takes one of a few values: those. */
const valueCases = ({ name, options }: CompletedCommand): string[] =>
  options
    .filter(({ value }) => value !== undefined && value.choices.length > 0)
    .map(({ flag, value }) => `    "${name} ${flag}") ${reply(value!.choices)}; return ;;`);

const reply = (words: readonly string[]): string => `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word"))`;

function wordCase({ name, options, words }: CompletedCommand): string {
  const other = words.length === 0 ? "" : `; else ${reply(words)}`;
  return `    ${name}) if [ "\${word:0:1}" = "-" ]; then ${reply(options.map(({ flag }) => flag))}${other}; fi ;;`;
}
