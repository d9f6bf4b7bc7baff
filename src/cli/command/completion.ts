import { printLines } from "../print.ts";
import { bash } from "../completion/bash.ts";
import { fish } from "../completion/fish.ts";
import { grammarOf } from "../completion/grammar.ts";
import { zsh } from "../completion/zsh.ts";
import type { CommandDefinition } from "./define.ts";

const SHELLS = { bash, zsh, fish };
const shells = Object.keys(SHELLS);

export const completion: CommandDefinition = {
  name: "completion",
  summary: "print a script that teaches your shell to complete commands and options",
  args: [{ name: "SHELL", doc: shells.join(", "), required: true, choices: shells, example: "bash" }],
  examples: [
    "source <(regularize completion bash)",
    "regularize completion zsh > ~/.zfunc/_regularize",
    "regularize completion fish > ~/.config/fish/completions/regularize.fish",
  ],
  run: async ({ io, args, commands }) => {
    const script = SHELLS[args[0] as keyof typeof SHELLS];
    printLines(io.stdout, script(grammarOf(commands)));
  },
};
