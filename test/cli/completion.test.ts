import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { flagOf, names, settingOf } from "../../src/cli/options/settings.ts";
import { runCli } from "./fake.ts";

const scriptFor = async (shell: string): Promise<string> => (await runCli(["completion", shell])).stdout;

/** What bash would offer after these words; the last is being written. */
function offered(script: string, words: readonly string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  const ask = `${script}\nCOMP_WORDS=(regularize ${list}); COMP_CWORD=${words.length}; _regularize; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", ask], { encoding: "utf8" }).trim().split("\n");
}

describe("completion", () => {
  it("in bash offers commands, then options, then their choices", async () => {
    const script = await scriptFor("bash");
    expect(offered(script, ["co"])).toEqual(["compare", "completion"]);
    expect(offered(script, ["compare", "d.csv", "--see"])).toEqual(["--seed", "--seeds"]);
    expect(offered(script, ["predict", "--see"])).toEqual([""]);
    expect(offered(script, ["compare", "--on-bad-cell", ""])).toEqual(["error", "missing"]);
    expect(offered(script, ["completion", "f"])).toEqual(["fish"]);
    expect(offered(script, ["compare", "dat"])).toEqual([""]);
  });

  it.each(["bash", "zsh", "fish"])("in %s names every option", async (shell) => {
    const script = await scriptFor(shell);
    for (const name of names) {
      const flag = flagOf(name);
      expect(script, flag).toContain(shell === "fish" ? `-l ${flag.slice(2)} ` : flag);
      for (const choice of settingOf(name).choices ?? []) expect(script).toContain(choice);
    }
  });

  it("quotes what descriptions say", async () => {
    // Outside quotes nothing of a description may be left for the shell to read.
    const unquoted = (script: string): string => script.replaceAll("'\\''", "").replace(/'[^'\n]*'/gu, "''");
    const zsh = unquoted(await scriptFor("zsh"));
    for (const line of zsh.split("\n").filter((text) => text.includes("_arguments")))
      expect(line).toMatch(/_arguments(?: '')+ ;;$/u);
    const fish = (await scriptFor("fish")).replace(/\\'/gu, "").replace(/'[^'\n]*'/gu, "''");
    for (const line of fish.trimEnd().split("\n"))
      expect(line).toMatch(/^complete -c regularize -n (?:''|__fish_use_subcommand)(?: [\w'-]+)*$/u);
  });
});
