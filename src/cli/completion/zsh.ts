import type { CompletedCommand, CompletedOption } from "./grammar.ts";

/** Inside single quotes of zsh. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Inside the description of an `_arguments` spec. */
const described = (text: string): string => text.replace(/[[\]:\\]/gu, "\\$&");

/** A completion function for zsh, to lie in `$fpath` as `_regularize`. */
export function zsh(commands: readonly CompletedCommand[]): string[] {
  return [
    "#compdef regularize",
    "_regularize() {",
    "  local -a commands",
    `  commands=(${commands.map(({ name, doc }) => quote(`${name}:${described(doc)}`)).join(" ")})`,
    "  if (( CURRENT == 2 )); then",
    "    _describe command commands",
    "    return",
    "  fi",
    '  case "$words[2]" in',
    ...commands.map(
      ({ name, options, words }) => `    ${name}) _arguments ${[...options.map(spec), operand(words)].join(" ")} ;;`,
    ),
    "  esac",
    "}",
    'if [ "$funcstack[1]" = "_regularize" ]; then _regularize "$@"; else compdef _regularize regularize; fi',
  ];
}

function spec({ flag, doc, value }: CompletedOption): string {
  const head = `*${flag}[${described(doc)}]`;
  if (value === undefined) return quote(head);
  const action = value.choices.length > 0 ? `(${value.choices.join(" ")})` : value.isFile ? "_files" : " ";
  return quote(`${head}:${value.name}:${action}`);
}

const operand = (words: readonly string[]): string =>
  quote(words.length === 0 ? "*:file:_files" : `*:name:(${words.join(" ")})`);
