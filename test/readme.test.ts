import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "gu"))].map((match) => match[1]!);

/** A folder that looks like the clone to commands, so that what they write does not end up in it. */
const folder = mkdtempSync(join(tmpdir(), "regularize-readme-"));
for (const name of ["data", "examples", "dist", "build", "node_modules", "package.json"])
  symlinkSync(join(root, name), join(folder, name));

const env = { ...process.env, REGULARIZE_CACHE: join(folder, "cache"), CI: "true", NO_COLOR: "1", COLUMNS: "100" };
const run = (script: string, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  expect(status, `${args.join(" ")}\n${stderr}`).toBe(0);
  return stdout;
};

/** Words of a command line without quotes, from the command's name on. */
const wordsOf = (line: string): string[] => line.split(/\s+#/u)[0]!.split(/\s+/u).slice(3);
const commands = blocks("sh")
  .flatMap((block) => block.split("\n").filter((line) => line.startsWith("npm start -- ")))
  .map(wordsOf);
const [served, finite] = [commands.filter(([name]) => name === "ui"), commands.filter(([name]) => name !== "ui")];

/** Files of the examples, and their code as it is shown. */
const examples = [...readme.matchAll(/<!-- (examples\/\S+) -->\n```\w*\n([\s\S]*?)```/gu)].map(
  ([, file, code]) => [file!, code!] as const,
);

/** What a server answers at the address that it prints first; then it is stopped. */
async function pageOf(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ["dist/cli/main.js", ...words, "--port", "0"], { cwd: folder, env });
  try {
    const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
    return await (await fetch(line.trim().split("\n")[0]!)).text();
  } finally {
    child.kill("SIGINT");
    await once(child, "exit");
  }
}

describe("README", () => {
  it("its two first commands are scripts of the package", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(blocks("sh")[0]).toMatch(/^npm ci && npm start .*\nnpm ci && npm test /u);
    expect(scripts["start"]).toBe("node scripts/start.mjs");
    expect(scripts["test"]).toMatch(/vitest run/u);
  });

  it("shows what npm start prints: the same recipes, verdict and files", () => {
    const shown = /<!-- output of npm start -->\n```\n([\s\S]*?)```/u.exec(readme)![1]!;
    const printed = run(join(root, "scripts/start.mjs"), []);
    const names = (text: string): string[] =>
      [...text.matchAll(/^[★≈ ] (\S.*?) {2,}\S+ .* ± /gmu)].map((match) => match[1]!).toSorted();
    expect(names(printed).length).toBe(11);
    expect(names(shown)).toEqual(names(printed));
    for (const word of ["✔ verdict", "✔ test", "saved", "next"]) {
      expect(printed).toContain(word);
      expect(shown).toContain(word);
    }
  }, 300_000);

  it("its commands run, one after the other, and its code on what they leave", () => {
    expect(finite.length).toBeGreaterThan(3);
    for (const words of finite) run("dist/cli/main.js", words);
    for (const path of [
      "runs/credit/model.onnx",
      "runs/credit/report.html",
      "runs/predictions.csv",
      "runs/small/model.safetensors",
      "runs/clothes/model.onnx",
      "runs/clothes.csv",
      "runs/spam.csv",
      "runs/sheet.png",
      "runs/augmented/report.html",
    ])
      expect(existsSync(join(folder, path)), path).toBe(true);
    const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
    const programs = examples.map(([file]) => file).filter((file) => file.endsWith(".ts"));
    expect(programs.length).toBeGreaterThan(2);
    for (const file of programs) expect(run(tsx, [file]), file).not.toBe("");
  }, 300_000);

  it("its dashboard is served", async () => {
    expect(served.length).toBeGreaterThan(0);
    for (const words of served) expect(await pageOf(words)).toMatch(/^<!doctype html>/iu);
  });

  it("its code is that of the examples", () => {
    expect(examples.length).toBeGreaterThan(4);
    for (const [file, code] of examples)
      expect(code.trimEnd(), file).toBe(readFileSync(join(root, file), "utf8").trimEnd());
    expect(blocks("ts").length + blocks("yaml").length).toBe(examples.length);
  });

  it("its pictures and links exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/gu)].map((match) => match[1]!);
    for (const link of links) expect(existsSync(join(root, link)), link).toBe(true);
  });
});
