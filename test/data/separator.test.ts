import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellPlaces, columnNames, readTable } from "../../src/data/index.ts";
import { category, errorOf, numeric, scratch, words } from "./files.ts";

const { write } = scratch();

/** The reader of plain CSV leaves a file with a blank line to DuckDB's. */
const way = fc
  .record({
    mark: fc.constantFrom("", "\uFEFF"),
    line: fc.constantFrom("sep=;", "SEP=;", '"sep=;"'),
    end: fc.constantFrom("\n", "\r\n"),
    firstEnd: fc.constantFrom("\n", "\r\n"),
    blank: fc.boolean(),
  })
  .filter(({ mark, line }) => mark === "" || !line.startsWith('"'));

describe("a first line sep=;", () => {
  it("names the delimiter and is no data, whichever reader reads the rest", async () => {
    await fc.assert(
      fc.asyncProperty(way, async ({ mark, line, end, firstEnd, blank }) => {
        const rows = ["a;b,c", "1;x,y", ";z", "2.5;x,y", ...(blank ? [""] : [])];
        const path = write(`${mark}${line}${firstEnd}${rows.join(end)}${end}`);
        const table = await readTable(path);
        expect([...numeric(table, "a").values]).toEqual([1, Number.NaN, 2.5]);
        expect(words(category(table, "b,c"))).toEqual(["x,y", "z", "x,y"]);
        expect(table.delimiter).toBe(";");
        expect(await columnNames(path)).toEqual(["a", "b,c"]);
        expect(await cellPlaces(table, "b,c", [0, 2])).toEqual([`${path}:3:3`, `${path}:5:5`]);
        const texts = table.notices.map(({ text }) => text);
        expect(texts[0]).toBe("line 1 (sep=;) names the delimiter, as in Excel: the header is line 2");
        expect(texts.join()).toContain(blank ? "(row 2)" : "(line 4)");
      }),
      { numRuns: 24 },
    );
  });

  it("gives way to a delimiter that is asked for", async () => {
    const table = await readTable(write("sep=;\na,b\n1,2\n3,4\n"), { delimiter: "," });
    expect([...numeric(table, "b").values]).toEqual([2, 4]);
    expect(table.notices[0]?.text).toBe("line 1 (sep=;) is Excel's: the header is line 2");
  });

  it("counts as a line in errors", async () => {
    const ragged = write("sep=;\na;b\n1;2\n3\n");
    expect((await errorOf(readTable(ragged))).where).toBe(`${ragged}:4:2`);
    const number = write("sep=;\na;b\n1;2\n3;4\n5;6\n7;8\n9;x\n");
    expect((await errorOf(readTable(number))).where).toBe(`${number}:7:3`);
    const twice = write("sep=;\na;a\n1;2\n");
    expect((await errorOf(readTable(twice))).where).toBe(`${twice}:2:3`);
    const blank = write("sep=;\n\n1;2\n");
    expect((await errorOf(readTable(blank))).message).toBe(`${blank}:2:1 the line after sep=; is blank`);
  });
});
