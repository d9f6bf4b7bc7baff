import { describe, expect, it } from "vitest";
import { readTable, textColumnOf } from "../../../src/data/index.ts";
import { scratch } from "../files.ts";

const { write } = scratch();
const words = "the a quick brown fox jumps over one lazy dog and then some more of it".split(" ");
const prose = (i: number): string =>
  [3, 4, 5, 6, 7]
    .map((k) => words[(i * k) % words.length]!)
    .join(" ")
    .concat(` ${i}`);

/** A table of so many rows with the named columns. */
async function table(rows: number, columns: Readonly<Record<string, (i: number) => string | number>>) {
  const header = Object.keys(columns).join(",");
  const lines = Array.from({ length: rows }, (_, i) =>
    Object.values(columns)
      .map((make) => make(i))
      .join(","),
  );
  return readTable(write(`${header}\n${lines.join("\n")}\n`));
}
const y = (i: number): string => (i % 3 === 0 ? "no" : "yes");

describe.each([60, 3000])("which column is the text, of %i rows", (rows) => {
  it("is the only prose where nothing else is left", async () => {
    expect(textColumnOf(await table(rows, { text: prose, y }), "y", [])).toEqual({ column: "text", notices: [] });
    const ids = await table(rows, { id: (i) => i, file: (i) => `f/${i}.txt`, text: prose, one: () => "x", y });
    expect(textColumnOf(ids, "y", [])).toEqual({ column: "text", notices: [] });
    const grouped = await table(rows, { text: prose, y, document: (i) => `d${i % 7}` });
    expect(textColumnOf(grouped, "y", ["document"])).toEqual({ column: "text", notices: [] });
  });

  it("is left to the user where features are beside it, or two columns of prose", async () => {
    const featured = textColumnOf(await table(rows, { text: prose, size: (i) => (i * 7) % 11, y }), "y", []);
    expect(featured.column).toBeUndefined();
    expect(featured.notices.map(({ flag }) => flag)).toEqual(["--text text"]);
    const two = textColumnOf(await table(rows, { title: prose, body: (i) => `${prose(i + 1)} ${i}`, y }), "y", []);
    expect(two.column).toBeUndefined();
    expect(two.notices.map(({ flag }) => flag)).toEqual(["--text title", "--text body"]);
  });

  it("is the only long one where nearly all rows are alike without it, unless other columns are kept", async () => {
    const long = (i: number): string => `${prose(i)} ${prose(i + 1)}`;
    const beside = (levels: number, text: (i: number) => string) =>
      table(rows, { text, part: (i) => `p${(i * 7) % levels}`, y });
    const { column, notices } = textColumnOf(await beside(2, long), "y", []);
    expect(column).toBe("text");
    const of = rows.toLocaleString("en-US");
    const said = `text holds texts: learned from alone, for without it ${(rows - 2).toLocaleString("en-US")} of ${of} rows are like another`;
    expect(notices).toEqual([expect.objectContaining({ text: said, flag: "--drop text" })]);
    const plain = { notices: [expect.objectContaining({ flag: "--text text" })] };
    expect(textColumnOf(await beside(2, long), "y", [], ["part"])).toEqual(plain);
    expect(textColumnOf(await beside(Math.floor(rows / 4), long), "y", [])).toEqual(plain);
    expect(textColumnOf(await beside(2, prose), "y", [])).toEqual(plain);
    expect(textColumnOf(await beside(2, long), "y", ["text"])).toEqual({ notices: [] });
  });

  it("has no more different texts than cells", async () => {
    for (const n of [rows, rows + 100, rows + 200]) {
      const { columns } = await table(n, { text: prose, more: (i) => `${prose(i)} ${i % 97}`, y });
      for (const column of columns) if (column.kind === "text") expect(column.distinct).toBeLessThanOrEqual(n);
    }
  });

  it("is none of short names, of few texts, or of numbers", async () => {
    const none = { notices: [] };
    expect(textColumnOf(await table(rows, { name: (i) => `item ${i}`, y }), "y", [])).toEqual(none);
    expect(textColumnOf(await table(rows, { kind: (i) => `one of the ${i % 4}`, y }), "y", [])).toEqual(none);
    expect(textColumnOf(await table(rows, { x: (i) => i % 5, y }), "y", [])).toEqual(none);
  });

  it("is not the target", async () => {
    expect(textColumnOf(await table(rows, { text: prose, y }), "text", [])).toEqual({ notices: [] });
  });
});
