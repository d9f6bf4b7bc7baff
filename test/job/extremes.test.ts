import { expect, it } from "vitest";
import { prepare } from "../../src/job/prepare.ts";
import { csv, scratch } from "./make.ts";

const { write } = scratch();
const told = async (name: string, text: string): Promise<string[]> =>
  (await prepare({ data: write(name, text), target: "y" }, 1)).notices.map(({ message }) => message);
const table = (y: (i: number) => string | number): string => csv(["x", "y"], 300, (i) => [i % 23, y(i)]);

it("a target that one or two rows decide about is told of, with those rows", async () => {
  const usual = (i: number): number => (i % 23) + 0.25;
  const far = (i: number): number => (i === 7 ? 1e9 : i === 99 ? -9e8 : usual(i));
  expect(await told("far.csv", table(far))).toContainEqual(
    "y: 2 values of 300 (rows 8, 100) make up 99 % of its variance → little else is learned; mend or remove them",
  );
  expect(
    await told(
      "one.csv",
      table((i) => (i === 7 ? 1e9 : usual(i))),
    ),
  ).toContainEqual(expect.stringMatching(/^y: 1 value of 300 \(row 8\) makes up \d+ % .* mend or remove it$/u));
  // Prices: the dearest are thousands of times the cheapest, and many.
  const heavy = (i: number): number => Math.exp(((i * 7) % 300) / 30);
  const rare = (i: number): string => (i % 30 === 0 ? "yes" : "no");
  for (const [name, y] of Object.entries({ usual, heavy, rare }))
    expect((await told(`${name}.csv`, table(y))).join(), name).not.toContain("variance");
});

it("blank targets are told of once, as rows that are left out", async () => {
  const gaps = table((i) => (i % 6 === 0 ? "" : i % 23));
  const all = await told("gaps.csv", gaps.replace("x,y", "x,z,y").replaceAll(/^(\d+),/gmu, "$1,,"));
  expect(all.filter((text) => text.startsWith("y: "))).toEqual([]);
  expect(all).toContainEqual("50 rows without a value in y → left out of training and scores");
});
