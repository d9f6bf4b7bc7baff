import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format, promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";

// Programs that share this process share what was loaded and warmed up; one is run as readers run it.
vi.mock("regularize", () => import("../../src/index.ts"));

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "examples/article");
const run = promisify(execFile);

/** What the comment at the head of a program says that it prints. */
const promised = (source: string): string =>
  (/^\/\/ Prints:\n((?:\/\/ {3}.*\n)+)/mu.exec(source)?.[1] ?? "").replace(/^\/\/ {3}/gmu, "");

const NUMBER = /-?\d+(?:\.\d+)?/gu;
const wordsOf = (text: string): string =>
  text
    .replace(NUMBER, "#")
    .replace(/[ \t]+/gu, " ")
    .replace(/ $/gmu, "")
    .trim();

/** Words are the same; numbers differ by two units of the last digit shown at most, as those of two processors may. */
function expectAlike(printed: string, shown: string): void {
  expect(wordsOf(printed)).toBe(wordsOf(shown));
  const got = printed.match(NUMBER)!;
  for (const [i, wanted] of shown.match(NUMBER)!.entries()) {
    const unit = 10 ** -(wanted.split(".")[1]?.length ?? 0);
    expect(Math.abs(Number(got[i]) - Number(wanted)), `number ${i + 1}: ${got[i]}, not ${wanted}`).toBeLessThan(
      2.5 * unit,
    );
  }
}

/** What a program prints when it is run in this process. */
async function printed(path: string): Promise<string> {
  const lines: string[] = [];
  const log = vi
    .spyOn(console, "log")
    .mockImplementation((...parts: unknown[]) => void lines.push(`${format(...parts)}\n`));
  await import(/* @vite-ignore */ path).finally(() => log.mockRestore());
  return lines.join("");
}

const programs = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const ALONE = "early-stopping.ts";

describe("the article's programs", () => {
  it("are all there", () => {
    expect(programs.toSorted()).toEqual([
      "batch-norm-net.ts",
      "dropout-net.ts",
      "early-stopping.ts",
      "l1-l2.ts",
      "overfitting.ts",
    ]);
  });

  it.each(programs)(
    "%s is short, uses the public API alone and prints what its header says",
    async (name) => {
      const source = readFileSync(join(folder, name), "utf8");
      const code = source.split("\n").filter((line) => !line.startsWith("//"));
      expect(code.length).toBeLessThanOrEqual(40);
      expect(new Set([...source.matchAll(/ from "(.*)"/gu)].map((match) => match[1]))).toEqual(new Set(["regularize"]));
      const path = join(folder, name);
      const alone = name === ALONE && (await run(process.execPath, ["--import", "tsx", path], { cwd: root })).stdout;
      expectAlike(alone === false ? await printed(path) : alone, promised(source));
    },
    300_000,
  );
});

describe("the comparison with a header", () => {
  it("accepts a last digit, and nothing else", () => {
    expectAlike("epoch 25:  loss 0.56   ", "epoch 24: loss 0.58\n");
    expect(() => expectAlike("loss 0.56", "loss 0.59")).toThrow("number 1");
    expect(() => expectAlike("loss 0.56", "cost 0.56")).toThrow();
    expect(() => expectAlike("loss 0.56\nloss 0.56", "loss 0.56")).toThrow();
  });
});
