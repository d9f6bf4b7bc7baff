import { describe, expect, it } from "vitest";
import { prepare } from "../../src/job/prepare.ts";
import { csv, errorOf, scratch } from "./make.ts";

const { write } = scratch();
let files = 0;
const told = async (header: readonly string[], row: (i: number) => readonly (string | number)[], more: object = {}) => {
  const data = write(`t${files++}.csv`, csv(header, 120, row));
  return (await prepare({ data, target: header.at(-1)!, ...more }, 1)).notices.map(({ message }) => message);
};
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);

describe("what is told of a table", () => {
  it("names columns of words that are numbers with units, or dates of several forms", async () => {
    const all = await told(["price", "rate", "when", "town", "part", "y"], (i) => [
      ...[`"$${(1000 + 37 * i).toLocaleString("en-US")}.00"`, `${(7 * i) % 90} %`],
      ...[i % 2 === 0 ? day(i) : `${1 + (i % 28)}/${1 + (i % 12)}/2024`, ["Rome", "Oslo"][i % 2]!, `A-${i % 9}`],
      i % 7,
    ]);
    const words = all.filter((text) => text.includes("read as words"));
    expect(words).toEqual([
      'price holds numbers that are written as words, such as "$1,000.00" → read as words; write "1000.00" to learn from them as numbers',
      'rate holds numbers that are written as words, such as "0 %" → read as words; write "0" to learn from them as numbers',
      "when holds dates of 2 forms, such as 2024-01-01 and 2/2/2024 → read as words; write all as 2024-12-31 to learn from them as dates",
    ]);
  });

  it("names dates of month names, and no words or names", async () => {
    const all = await told(["when", "who", "y"], (i) => [
      `Jan ${1 + (i % 28)} ${2000 + (i % 9)}`,
      `May ${i % 5}`,
      i % 7,
    ]);
    expect(all.filter((text) => text.includes("read as words"))).toEqual([
      "when holds dates, such as Jan 1 2000 → read as words; write all as 2024-12-31 to learn from them as dates",
    ]);
  });

  it("says so where rows are in the order of a date, and nothing where --time uses it or they are not", async () => {
    const dated = (of: (i: number) => number) => (i: number) => [day(of(i)), (i * 7) % 11, (i * 5) % 13] as const;
    const ordered = await told(
      ["the day", "x", "y"],
      dated((i) => i >> 1),
    );
    expect(ordered).toContainEqual(
      "the rows are in the order of the day, and split at random (change: --time 'the day')",
    );
    const used = await told(
      ["the day", "x", "y"],
      dated((i) => i >> 1),
      { time: "the day" },
    );
    const mixed = await told(
      ["the day", "x", "y"],
      dated((i) => (i * 7) % 120),
    );
    for (const all of [used, mixed]) expect(all.join()).not.toContain("in the order of");
  });

  it("quotes a column's name in the flag that keeps it", async () => {
    const all = await told(["Individual ID", "x", "y"], (i) => [`n${i}`, i % 11, i % 2]);
    expect(all[0]).toContain("(keep: --keep 'Individual ID')");
  });

  it("says which columns there were where none is left", async () => {
    const left = write(
      "left.csv",
      csv(["Individual ID", "y"], 40, (i) => [`n${i}`, i % 2]),
    );
    expect(await errorOf(prepare({ data: left, target: "y" }, 1))).toMatchObject({
      ...{ code: "E203", todo: "--keep 'Individual ID'" },
      details: [expect.stringMatching(/^Individual ID looks like an id/u)],
    });
    const alone = write(
      "alone.csv",
      csv(["y"], 40, (i) => [i % 2]),
    );
    expect((await errorOf(prepare({ data: alone, target: "y" }, 1))).todo).toMatch(/more columns/u);
  });
});
