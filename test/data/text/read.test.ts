import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTable, type Table, type TextColumn, writeParquet } from "../../../src/data/index.ts";
import { category, errorOf, numeric, scratch } from "../files.ts";
import { writeCsv } from "../write-csv.ts";

const { write, folder } = scratch();
const style = { delimiter: ",", end: "\n", bom: false, quoteAll: false, blankLines: false };

function textOf(table: Table, name = "t"): TextColumn & { readonly values: readonly string[] } {
  const column = table.columns.find((c) => c.name === name);
  if (column?.kind !== "text" || column.values === undefined) throw new Error(`${name} holds no texts`);
  return { ...column, values: column.values };
}

const readTexts = async (texts: readonly string[]): Promise<Table> => {
  const rows = texts.map((text, i) => [text, String(i % 3), "k"]);
  return readTable(write(writeCsv(["t", "y", "last"], rows, style).text), { types: { t: "text" }, minimumRows: 1 });
};

const cell = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from(" ,;\"'\n\taZ1é€😀中א\ufeff"), "\r\n", "NA", "?"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 20,
});

describe("texts of a table", () => {
  it("are held to the letter, whatever the cells are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          cell.filter((c) => !c.includes("\0")),
          { minLength: 1, maxLength: 8 },
        ),
        async (texts) => {
          const table = await readTexts(texts);
          const column = textOf(table);
          expect(column.values).toEqual(texts);
          expect(column.missing).toBe(texts.filter((t) => t === "").length);
          expect(column.distinct).toBe(new Set(texts.filter((t) => t !== "")).size);
          expect([...numeric(table, "y").values]).toEqual(texts.map((_, i) => i % 3));
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it("of 1 MB, in their order among thousands of others", async () => {
    const big = 'Word 😀, "quoted"\n'.repeat(60_000);
    const texts = Array.from({ length: 5000 }, (_, i) => (i === 2500 ? big : i % 7 === 0 ? "" : `text ${i}`));
    expect(textOf(await readTexts(texts)).values).toEqual(texts);
  });

  it("in rows of more than 2 MB are refused with their line", async () => {
    const path = write(`t,y\nshort,1\n"${"long word ".repeat(250_000)}",2\n`);
    const error = await errorOf(readTable(path, { types: { t: "text" } }));
    expect(error).toMatchObject({ code: "E217", message: `${path}:3 the row is longer than 2 MB` });
  });

  it("are held where the column would be numbers or categories, and only when asked for", async () => {
    const path = write("t,n,y\na,1,x\nb,2,x\na,NA,y\n");
    const table = await readTable(path, { types: { t: "text", n: "text" } });
    expect(textOf(table, "t").values).toEqual(["a", "b", "a"]);
    expect(textOf(table, "n").values).toEqual(["1", "2", "NA"]);
    expect(category(table, "y").levels).toEqual(["x", "y"]);
    expect(category(await readTable(path), "t").levels).toEqual(["a", "b"]);
    const prose = Array.from({ length: 1200 }, (_, i) => `the text number ${i},${i % 2}`).join("\n");
    const counted = (await readTable(write(`t,y\n${prose}\n`))).columns[0];
    expect(counted).toMatchObject({ kind: "text", missing: 0, words: 4 });
    expect(counted).not.toHaveProperty("values");
  });

  it("come from JSON lines and Parquet too", async () => {
    const texts = ['a "b"\n', "", "😀 \u00e9", "null"];
    const lines = texts.map((t, i) => JSON.stringify(t === "" ? { y: i } : { t, y: i })).join("\n");
    expect(textOf(await readTable(write(lines, "t.jsonl"), { types: { t: "text" } })).values).toEqual(texts);
    const path = `${folder}/t.parquet`;
    await writeParquet(path, [{ name: "t", values: texts }]);
    expect(textOf(await readTable(path, { types: { t: "text" } })).values).toEqual(texts);
  });

  it("count words by blanks, and characters where scripts have none", async () => {
    const words = async (...texts: string[]): Promise<number> => textOf(await readTexts(texts)).words;
    expect(await words("one", " one two\nthree ")).toBe(2);
    expect(await words("", "one two three four", "")).toBe(4);
    expect(await words("中文字符")).toBe(5);
    expect(await words("", "")).toBe(0);
  });

  it("that are not UTF-8 are refused with line, character and byte", async () => {
    const bytes = Buffer.concat([Buffer.from("t,y\nfine,1\ncaf"), Buffer.from([0xe9]), Buffer.from(" noir,2\n")]);
    const error = await errorOf(readTable(write(bytes), { types: { t: "text" } }));
    expect(error).toMatchObject({ code: "E213", message: expect.stringMatching(/:3:4 byte 14 is not UTF-8/u) });
  });
});
