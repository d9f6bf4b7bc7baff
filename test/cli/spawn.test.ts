import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { workplace } from "../e2e/cli.ts";

const root = resolve(import.meta.dirname, "../..");
const { folder, call } = workplace();

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:REGULARIZE_|FORCE_COLOR|NO_COLOR)/u.test(name)),
);
const regularize = (...argv: readonly string[]) =>
  spawnSync(process.execPath, [join(root, "dist/cli/main.js"), ...argv], {
    ...{ cwd: folder, encoding: "utf8", env: environment, timeout: 30_000 },
  });

describe("the built command line", () => {
  it("prints help, and its version", () => {
    const help = regularize("--help");
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain("$ regularize compare churn.csv --target churn");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(regularize("--version")).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("starts on its own: a shebang in the first line", () => {
    expect(readFileSync(join(root, "dist/cli/main.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/u);
  });

  it("refuses what it does not know", () => {
    const { status, stdout, stderr } = regularize("comapre", "x.csv");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe('error E110  there is no command "comapre"\n  → did you mean "compare"?\n');
  });

  it("tells data from usage by the exit code, with the job loaded", () => {
    const { status, stderr } = regularize("compare", "missing.csv", "--target", "y");
    expect(status).toBe(3);
    expect(stderr).toContain("missing.csv does not exist");
  });

  it("reads regularize.yaml from the working folder", () => {
    writeFileSync(join(folder, "regularize.yaml"), "epochs: 3\n");
    const { status, stdout } = regularize("compare", "--print-config");
    rmSync(join(folder, "regularize.yaml"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^--epochs +3 +regularize\.yaml:1:9$/mu);
  });

  it("lists the real techniques", () => {
    const { status, stdout } = regularize("techniques", "dropout", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: "technique", name: "dropout" });
  });

  it("shows what augmentations make of texts, as a call does, and refuses what is no sheet", async () => {
    const words = "the cat sat on the mat while seven dogs slept near an old house".split(" ");
    const text = (row: number): string => words.map((word, i) => (i === row % 13 ? `${word}${row}` : word)).join(" ");
    const rows = Array.from({ length: 40 }, (_, row) => `${text(row)},${row % 2 === 0 ? "good" : "bad"}`);
    writeFileSync(join(folder, "texts.csv"), `${["review,stars", ...rows].join("\n")}\n`);
    const argv = ["augment", "texts.csv", "--target", "stars", "--text", "review", "--augment", "wordDropout=0.3"];
    const { status, stdout, stderr } = regularize(...argv);
    expect(status).toBe(0);
    expect(stdout).toMatch(/wordDropout \(rate \.30\).*\[-\w+-\]/su);
    expect(stderr).toContain("✔ data   40 × 2");
    expect(stderr).not.toContain("saved");
    expect((await call(argv)).stdout).toBe(stdout);
    const refused = await call([...argv, "--out", "sheet.pdf"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("error E134");
  });

  it("says nothing when the reader has enough", () => {
    const command = `'${process.execPath}' '${join(root, "dist/cli/main.js")}' techniques | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8", env: environment });
    expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
  });
});
