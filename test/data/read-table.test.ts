import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellPlaces, MISSING_TOKENS, readTable } from "../../src/data/index.ts";
import { category, errorOf, numeric, scratch, words } from "./files.ts";
import { writeCsv } from "./write-csv.ts";

const { write } = scratch();

const word = fc.string({
  unit: fc.constantFrom(...Array.from("abz,;\t|\" '\n\r\\é€😀=<%_-$")),
  minLength: 1,
  maxLength: 6,
});
const cell = word.filter((w) => !MISSING_TOKENS.includes(w.trim()) && !/^[\s]*$/u.test(w));
const style = fc.record({
  delimiter: fc.constantFrom(",", "\t", ";", "|"),
  end: fc.constantFrom("\n", "\r\n"),
  bom: fc.boolean(),
  quoteAll: fc.boolean(),
  blankLines: fc.boolean(),
});
const table = fc
  .record({
    words: fc.array(fc.tuple(fc.option(cell), fc.option(fc.float({ noNaN: true, noDefaultInfinity: true }))), {
      minLength: 3,
      maxLength: 12,
    }),
    style,
  })
  .filter(({ words: rows }) => rows.some(([w]) => w !== null) && rows.some(([, x]) => x !== null));

describe("readTable", () => {
  it("gives back what an independent writer wrote, and every cell's line and column", async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ words: rows, style: how }) => {
        const cells = rows.map(([w, x]) => [w ?? "", x === null ? "NA" : String(x), "k"]);
        const { text, places } = writeCsv(["word", "number", "last"], cells, how);
        const path = write(text);
        const read = await readTable(path, { delimiter: how.delimiter });
        expect(words(category(read, "word"))).toEqual(rows.map(([w]) => w));
        const expected = rows.map(([, x]) => (x === null ? Number.NaN : Math.fround(x)));
        expect([...numeric(read, "number").values].map((v) => v + 0)).toEqual(expected.map((v) => v + 0));
        const all = rows.map((_, row) => row);
        for (const [i, name] of ["word", "number", "last"].entries())
          expect(await cellPlaces(read, name, all)).toEqual(places.map((row) => `${path}:${row[i]}`));
      }),
      { numRuns: 40, timeout: 20_000, endOnFailure: true },
    );
  });

  it("keeps the order of a file that several threads read", async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i},${i % 7 === 0 ? "NA" : i / 4},w${i % 11}`);
    // A blank line is not plain CSV: DuckDB reads it.
    const read = await readTable(write(`i,x,w\n${rows.join("\n")}\n\n`), { threads: 4 });
    const [i, x, w] = [numeric(read, "i").values, numeric(read, "x"), category(read, "w")];
    let wrong = 0;
    for (let row = 0; row < rows.length; row++) {
      const expected = row % 7 === 0 ? Number.NaN : row / 4;
      if (i[row] !== row || !Object.is(x.values[row], expected) || w.levels[w.codes[row]!] !== `w${row % 11}`) wrong++;
    }
    expect(wrong).toBe(0);
    expect(x.missing).toBe(42_858);
    expect(numeric(read, "i").distinct).toBe(300_000);
  });

  it("reads the same from CSV, TSV, JSON lines and their gzips, and hashes the bytes on the disk", async () => {
    const json = '{"n":1.5,"w":"a b","b":true}\n{"n":null,"w":"c"}\n\n{"b":false,"w":"a b","n":-2}\n';
    const csv = "n,w,b\n1.5,a b,true\n,c,\n-2,a b,false\n";
    const files = { "t.csv": csv, "t.tsv": csv.replaceAll(",", "\t"), "t.jsonl": json };
    for (const [name, content] of Object.entries(files))
      for (const bytes of [Buffer.from(content), gzipSync(content)]) {
        const path = write(bytes, bytes[0] === 0x1f ? `${name}.gz` : name);
        const read = await readTable(path);
        expect([...numeric(read, "n").values]).toEqual([1.5, Number.NaN, -2]);
        expect(words(category(read, "w"))).toEqual(["a b", "c", "a b"]);
        expect(words(category(read, "b"))).toEqual(["true", null, "false"]);
        expect(read.hash).toBe(createHash("sha256").update(bytes).digest("hex"));
      }
  });

  it("accepts line ends of LF and CRLF mixed, of CR alone, and a last line without one", async () => {
    for (const text of ["a,b\r\n1,x\n2,y\r\n", "a,b\n1,x\r\n2,y", "a,b\r1,x\r2,y\r", "a,b\r\n1,x\r\n2,y"]) {
      const read = await readTable(write(text));
      expect([...numeric(read, "a").values]).toEqual([1, 2]);
      expect(words(category(read, "b"))).toEqual(["x", "y"]);
    }
  });

  it("tells CRLF from a blank line in one column with mixed line ends", async () => {
    expect([...numeric(await readTable(write("a\n1\r\n2\n\r\n4\n")), "a").values]).toEqual([1, 2, Number.NaN, 4]);
  });

  it("keeps a byte order mark that begins a cell", async () => {
    const read = await readTable(write("\ufeffa,b\n\ufeffx,1\nx,2\n\ufeff,3\n"));
    expect(words(category(read, "a"))).toEqual(["\ufeffx", "x", "\ufeff"]);
  });

  it("takes a blank line as a missing cell in a file of one column", async () => {
    expect([...numeric(await readTable(write("a\n1\n\n3\n")), "a").values]).toEqual([1, Number.NaN, 3]);
  });

  it("reads a header of 1,200 columns", async () => {
    const names = Array.from({ length: 1200 }, (_, i) => `f${i}`);
    const row = (k: number): string => names.map((_, i) => (i % 9 === 4 ? "ab"[k % 2] : String(i + k))).join(",");
    const read = await readTable(write(`${names.join(",")}\n${row(0)}\n${row(1)}\n${row(2)}\n`));
    expect(read.columns.map(({ name }) => name)).toEqual(names);
    expect([...numeric(read, "f1199").values]).toEqual([1199, 1200, 1201]);
    expect(words(category(read, "f1192"))).toEqual(["a", "b", "a"]);
  });

  it("names the columns that have no name", async () => {
    const read = await readTable(write(",a,,column 1\n0,1,2,3\n4,5,6,7\n"));
    expect(read.columns.map(({ name }) => name)).toEqual(["column 2", "a", "column 3", "column 1"]);
  });

  it("opens files whose names are patterns, quotes or spaces to a shell or to SQL", async () => {
    write("a,b\n9,9\n9,9\n", "ab.csv");
    for (const name of [
      "a*.csv",
      "a[b].csv",
      "a?.csv",
      "it's.csv",
      'a"b.csv',
      "s3:x.csv",
      "a {b}.csv",
      "-.csv",
      "é😀.csv",
    ]) {
      const read = await readTable(write("a,b\n1,2\n3,4\n", name));
      expect([...numeric(read, "a").values], name).toEqual([1, 3]);
    }
  });

  it("treats hostile names and cells as data", async () => {
    const hostile = [
      "'); DROP TABLE t; --",
      "\"; COPY (SELECT 1) TO '/tmp/x'; --",
      "__proto__",
      "constructor",
      "c0",
      "A",
      "a",
      "select",
      "x\u0001y",
      "<script>alert(1)</script>",
      "=cmd|' /C calc'!A0",
      "$" + "{jndi}",
      "a''b",
      'q"q',
      "\\'",
      "é😀",
    ];
    const quoted = hostile.map((name) => `"${name.replaceAll('"', '""')}"`);
    const read = await readTable(write(`${quoted.join(",")}\n${quoted.join(",")}\n${quoted.join(",")}\n`));
    expect(read.columns.map(({ name }) => name)).toEqual(hostile);
    expect(read.columns.map((c) => (c.kind === "category" ? words(c) : []))).toEqual(hostile.map((w) => [w, w]));
  });
});

describe("types", () => {
  it("tells numbers from words by every cell, not by the first ones", async () => {
    const late = `${"1,x\n".repeat(3000)}${"zz,x\n".repeat(1000)}`;
    const read = await readTable(write(`a,b\n${late}`));
    expect(category(read, "a").levels).toEqual(["1", "zz"]);
  });

  it("documents what is missing: none, None, - and 0 are values", async () => {
    const cells = ["none", "None", "-", ".", "0", "no", "missing", ...MISSING_TOKENS, " NA "];
    const read = await readTable(write(`w,x\n${cells.map((w) => `${w},1`).join("\n")}\n`));
    expect(category(read, "w").levels).toEqual(["-", ".", "0", "None", "missing", "no", "none"]);
    expect(category(read, "w").missing).toBe(MISSING_TOKENS.length + 1);
    const strict = await readTable(write(`w,x\nNA,1\nUS,2\n?,3\n,4\n`), { missing: [] });
    expect(words(category(strict, "w"))).toEqual(["NA", "US", "?", null]);
  });

  it("says which words it took as missing", async () => {
    const read = await readTable(write("w,x\nNA,1\nUS,?\nNA,3\n,4\n"));
    expect(read.notices.map(({ text }) => text)).toContain('read as missing: "NA" in w (2), "?" in x (1)');
  });

  it("keeps the file's form of numbers that are forced to be categories", async () => {
    const read = await readTable(write("w,x\n1,1\n1.0,2\n01,3\n1e0,4\n"), { types: { w: "category" } });
    expect(words(category(read, "w"))).toEqual(["1", "1.0", "01", "1e0"]);
  });

  it("counts distinct values beyond float32's integers exactly", async () => {
    const ids = Array.from({ length: 200 }, (_, i) => 9_000_000_000 + i);
    expect(numeric(await readTable(write(`id,x\n${ids.map((i) => `${i},1`).join("\n")}\n`)), "id").distinct).toBe(200);
  });

  it("reads dates as days since 1970 and tells day first from month first", async () => {
    const text =
      "iso,us,eu,when\n1970-01-02,12/31/1999,31.12.1999,2000-01-01T12:00:00\n2020-02-29,1/2/2000,1.2.2000,\n";
    const read = await readTable(write(text));
    expect([...numeric(read, "iso").values]).toEqual([1, 18_321]);
    expect([...numeric(read, "us").values]).toEqual([10_956, 10_958]);
    expect([...numeric(read, "eu").values]).toEqual([10_956, 10_988]);
    expect([...numeric(read, "when").values]).toEqual([10_957.5, Number.NaN]);
    expect(["iso", "us", "eu"].map((name) => numeric(read, name).date)).toEqual([
      "date",
      "date:%m/%d/%Y",
      "date:%d.%m.%Y",
    ]);
    const again = await readTable(write("eu,x\n2.1.1970,1\n3.1.1970,2\n"), { types: { eu: "date:%d.%m.%Y" } });
    expect([...numeric(again, "eu").values]).toEqual([1, 2]);
  });

  it("tells of missing cells of the columns that they will be filled in, one by one or together", async () => {
    const names = ["a", "b", "c", "d", "y"];
    const path = write(`${names.join(",")}\n1,2,3,4,5\n,,,,\n6,7,8,9,1\n`);
    const told = async (unfilled?: string[]): Promise<string> => {
      const { notices } = await readTable(path, unfilled === undefined ? {} : { unfilled });
      return notices.map(({ text }) => text).join("\n");
    };
    expect(await told()).toContain("3 more columns with 3 cells missing: c, d, y");
    expect(await told(["y", "a"])).toBe(
      ["b", "c", "d"].map((name) => `${name}: 1 cell missing (line 3) → median + flag`).join("\n"),
    );
  });

  it("tells of a column whose name is blank by its name in quotes", async () => {
    const path = write('{" ":1,"y":2}\n{" ":null,"y":3}\n{" ":2,"y":4}\n', "blank-name.jsonl");
    const { notices } = await readTable(path);
    expect(notices.map(({ text }) => text)).toEqual(['" ": 1 cell missing (row 2) → median + flag']);
  });

  it("counts prose without holding it", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `"a story, number ${i}",${i % 2}`);
    const path = write(`story,y\n${rows.join("\n")}\n`);
    const column = (await readTable(path)).columns[0]!;
    expect(column.kind).toBe("text");
    expect(column.kind === "text" && Math.abs(column.distinct - 3000)).toBeLessThan(600);
    expect(category(await readTable(path, { whole: ["story"] }), "story").levels).toHaveLength(3000);
  });

  it("places a bad cell of a JSON-lines file", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `{"w":"x","p":${i}}`);
    const path = write(`${rows.join("\n")}\n\n{"w":"y","p":"1.2.3"}\n`, "bad-cell.jsonl");
    const error = await errorOf(readTable(path));
    expect([error.code, error.where]).toEqual(["E214", `${path}:32:10`]);
  });
});
