import { basename } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandOf } from "../../src/job/command.ts";
import type { CompareOptions } from "../../src/job/types.ts";
import { runCli } from "../cli/fake.ts";

/** The words of a line as a POSIX shell cuts it: '…' holds everything, \x is x. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  const parts = line.matchAll(/((?:'[^']*'|\\[\s\S]|[^\s'\\])+)/gu);
  for (const [part] of parts)
    words.push(part.replace(/'([^']*)'|\\([\s\S])/gu, (_, whole?: string, escaped?: string) => whole ?? escaped ?? ""));
  return words;
}

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
  fc.constantFrom("it's", "--json", "-x", "a,b", "$(rm)", "`x`", '"', "a b", "*", "\\", "名", "--seed=1", "a'b'c"),
);
const column = name.filter((text) => text.trim() !== "" && !text.includes("\\") && !text.includes("\0"));
const file = column.filter((text) => !text.includes("/") && text !== "." && text !== "..");
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const options = fc
  .record({
    data: fc.tuple(fc.constantFrom("", "/home/ana/", "./"), file).map(([folder, n]) => `${folder}${n}.csv`),
    target: column,
    task: some(fc.constantFrom("classification" as const, "regression" as const)),
    positive: some(column),
    category: some(fc.array(column, { minLength: 1, maxLength: 3 })),
    metric: some(fc.constantFrom("auc", "rmse")),
    seeds: some(fc.integer({ min: 1, max: 1000 })),
    seed: some(fc.integer({ min: 0, max: 4_294_967_295 })),
    group: some(column),
    time: some(column),
    delimiter: some(fc.constantFrom("\t", ";", "|", " ", "-", ",")),
    onBadCell: some(fc.constantFrom("error" as const, "missing" as const)),
    trimHeaders: some(fc.constant(true)),
    keep: some(fc.array(column, { minLength: 1, maxLength: 3 })),
    drop: some(fc.array(column, { minLength: 1, maxLength: 3 })),
    base: fc.record(
      {
        epochs: fc.integer({ min: 1, max: 1e6 }),
        batchSize: fc.integer({ min: 1, max: 1e6 }),
        hidden: fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 4 }),
        learningRate: fc.double({ min: 1e-12, max: 1000, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(
    (given) =>
      Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)) as unknown as CompareOptions,
  );

describe("the command that repeats a comparison", () => {
  it("means what the comparison was asked to do, whatever columns are called", async () => {
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        const [program, ...argv] = shellWords(commandOf(given));
        expect(program).toBe("regularize");
        const ran = await runCli(argv);
        expect(
          ran.stderr.split("\n").find((line) => line.startsWith("error")),
          commandOf(given),
        ).toBeUndefined();
        const { signal: _, recipes: __, data, base, ...rest } = ran.compare[0]!;
        const { data: path, base: wanted, ...others } = given;
        expect(basename(data)).toBe(basename(path));
        const usual = { seeds: 5, seed: 42, split: [0.6, 0.2, 0.2], onBadCell: "error" };
        expect([rest, base]).toEqual([{ ...usual, ...others }, wanted]);
      }),
      { numRuns: 200 },
    );
  });

  it("tells no folder, and shares as percents", () => {
    const given = { data: "/home/ana/churn.csv", target: "churn" };
    expect(commandOf(given)).toBe("regularize compare churn.csv --target churn");
    for (const split of [
      [60, 20, 20],
      [0.6, 0.2, 0.2],
      [3, 1, 1],
    ] as const)
      expect(commandOf({ ...given, split })).toContain("--split 60/20/20");
    expect(commandOf({ ...given, split: [1, 1, 1] })).toContain("--split 33.3333/33.3333/33.3333");
  });
});
