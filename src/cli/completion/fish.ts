import type { CompletedCommand, CompletedOption } from "./grammar.ts";

const quote = (text: string): string => `'${text.replace(/[\\']/gu, "\\$&")}'`;

/** Completions for fish, to lie in `~/.config/fish/completions/regularize.fish`. */
export function fish(commands: readonly CompletedCommand[]): string[] {
  return [
    ...commands.map(
      ({ name, doc }) => `complete -c regularize -n __fish_use_subcommand -f -a ${name} -d ${quote(doc)}`,
    ),
    ...commands.flatMap(({ name, options, words }) => {
      const within = `complete -c regularize -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
      const operands = words.length === 0 ? [] : [`${within} -f -a ${quote(words.join(" "))}`];
      return [...operands, ...options.map((option) => `${within} ${optionOf(option)}`)];
    }),
  ];
}

function optionOf({ flag, doc, value }: CompletedOption): string {
  const head = `-l ${flag.slice(2)} -d ${quote(doc)}`;
  if (value === undefined) return head;
  if (value.isFile) return `${head} -r -F`;
  return value.choices.length > 0 ? `${head} -x -a ${quote(value.choices.join(" "))}` : `${head} -x`;
}
