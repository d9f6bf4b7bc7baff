import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ReadOptions, readTable } from "../../src/data/index.ts";
import { errorOf, numeric, scratch } from "./files.ts";

const { folder, write } = scratch();

interface Case {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly code: string;
  /** `line:column` behind the file's name. */
  readonly at: string;
  readonly options?: ReadOptions;
  readonly says?: RegExp;
}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");
const rows = (n: number, cell: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${cell(i)}\n`).join("");

const CASES: readonly Case[] = [
  { name: "empty", content: "", code: "E204", at: "1:1" },
  { name: "only a BOM", content: "\ufeff", code: "E204", at: "1:1" },
  { name: "blank first line", content: "\na,b\n1,2\n", code: "E204", at: "1:1" },
  { name: "header only", content: "a,b\n", code: "E206", at: "1:1", says: /no rows/u },
  { name: "header only without line end", content: "a,b", code: "E206", at: "1:1" },
  { name: "one row", content: "a,b\n1,2\n", code: "E206", at: "2:1", says: /1 row/u },
  { name: "duplicate header", content: "a,b,a\n1,2,3\n4,5,6\n", code: "E207", at: "1:5", says: /"a"/u },
  { name: "duplicate quoted header", content: '"a","b","a"\n1,2,3\n4,5,6\n', code: "E207", at: "1:9" },
  {
    name: "duplicate after trimming",
    content: "a,b,a \n1,2,3\n",
    code: "E207",
    at: "1:5",
    options: { trimHeaders: true },
  },
  { name: "trailing space in header", content: "a,b \n1,2\n3,4\n", code: "E208", at: "1:3", says: /b␠/u },
  { name: "leading space in header", content: "a, b\n1,2\n3,4\n", code: "E208", at: "1:3", says: /␠b/u },
  { name: "zero-width header", content: "a,\u200bb\n1,2\n3,4\n", code: "E208", at: "1:3", says: /U\+200B/u },
  { name: "no-break space", content: "é,b\u00a0\n1,2\n3,4\n", code: "E208", at: "1:3", says: /U\+00A0/u },
  {
    name: "too few cells",
    content: "a,b,c\n1,2,3\n4,5\n6,7,8\n",
    code: "E209",
    at: "3:4",
    says: /2 cells, the header 3/u,
  },
  { name: "too many cells", content: "a,b\n1,2\n4,5,6,7\n", code: "E209", at: "3:5", says: /4 cells, the header 2/u },
  { name: "trailing delimiter", content: "a,b\n1,2,\n3,4,\n", code: "E209", at: "2:5" },
  { name: "ragged behind a quoted line end", content: 'a,b\n"x\ny",2\n3\n', code: "E209", at: "4:2" },
  { name: "ragged behind blank lines", content: "a,b\n\n\n1\n", code: "E209", at: "4:2" },
  { name: "ragged with CRLF", content: "a,b\r\n1,2\r\n3\r\n", code: "E209", at: "3:2" },
  { name: "ragged last line without line end", content: "a,b\n1,2\n3", code: "E209", at: "3:2" },
  { name: "ragged behind characters of several bytes", content: "a,b\né€😀,2,3\n", code: "E209", at: "2:7" },
  { name: "line of spaces", content: "a,b\n1,2\n  \n", code: "E209", at: "3:3" },
  { name: "open quote", content: 'a,b\n1,2\n3,"x\n5,6\n', code: "E210", at: "3:3" },
  { name: "open quote in the header", content: 'a,"b\n1,2\n3,4\n', code: "E210", at: "1:3" },
  { name: "open quote at the end", content: 'a,b\n1,"', code: "E210", at: "2:3" },
  { name: "text behind a quote", content: 'a,b\n1,"x"y\n3,4\n', code: "E211", at: "2:3" },
  { name: "quote closed by the next quoted cell", content: 'a,b\n"x,2\n"y",4\n', code: "E211", at: "2:1" },
  { name: "lone carriage return", content: "a,b\n1,x\ry\n3,4\n", code: "E209", at: "2:4", says: /carriage/u },
  { name: "NUL", content: "a,b\n1,2\n3,\0\n", code: "E212", at: "3:3" },
  { name: "NUL behind a BOM", content: "\ufeffa,b\n1,2\0\n", code: "E212", at: "2:4" },
  { name: "Latin-1", content: latin1("a,b\nx,2\ncafé,4\n"), code: "E213", at: "3:4", says: /byte 11/u },
  { name: "cut character at the end", content: latin1("a,b\n1,2\n3,\xe2\x82"), code: "E213", at: "3:3" },
  { name: "overlong encoding", content: latin1("a,b\n1,2\n\xc0\xaf,3\n"), code: "E213", at: "3:1" },
  { name: "UTF-16 with mark", content: utf16("a,b\n1,2\n"), code: "E216", at: "1:1", says: /UTF-16/u },
  { name: "UTF-16 big-endian", content: utf16("a,b\n1,2\n").swap16(), code: "E216", at: "1:1" },
  { name: "UTF-16 without mark", content: Buffer.from("a,b\n1,2\n", "utf16le"), code: "E216", at: "1:1" },
  { name: "wrong delimiter", content: "a;b\n1;2\n3;4\n", code: "E218", at: "1:2", options: { delimiter: "," } },
  { name: "wrong delimiter, tab", content: "a\tb\n1\t2\n3\t4\n", code: "E218", at: "1:2", options: { delimiter: ";" } },
  { name: "infinite", content: "a,b\n1,2\n3,inf\n5,6\n", code: "E215", at: "3:3", says: /"inf" .*column b/u },
  { name: "beyond float32", content: "a,b\n1,2\n3,-1e39\n5,6\n", code: "E215", at: "3:3" },
  {
    name: "not a number",
    content: `p,q\n${rows(40, (i) => `${i}.5,x`)}1.2.3,x\n`,
    code: "E214",
    at: "42:1",
    says: /"1\.2\.3" is not a number \(column p\)/u,
  },
  { name: "one of few numbers", content: "p,q\n1,1.5\n2,1.2.3\n3,4\n", code: "E214", at: "3:3" },
  { name: "not a number behind quoted lines", content: 'q,p\n"a\nb\n",1\n"",2\nx, 1.2.3 \n', code: "E214", at: "6:3" },
  { name: "not a number behind blank lines", content: "p,q\n\n1,x\n\n2,y\n\n\n1O,z\n", code: "E214", at: "8:1" },
  { name: "not a number with CRLF and BOM", content: "\ufeffp,q\r\n1,x\r\n2,y\r\n3..,z\r\n", code: "E214", at: "4:1" },
  {
    name: "forced numeric",
    content: "p,q\nlow,x\n2,y\n",
    code: "E214",
    at: "2:1",
    options: { types: { p: "numeric" } },
  },
  {
    name: "forced date",
    content: "p,q\n2020-01-01,x\n2020-13-01,y\n",
    code: "E214",
    at: "3:1",
    options: { types: { p: "date" } },
  },
  {
    name: "too many columns",
    content: `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",")}\n`,
    code: "E219",
    at: "1",
    says: /10,000 columns/u,
  },
  {
    name: "too many columns of CSV that is not plain",
    content: `${Array.from({ length: 5_000 }, (_, i) => `c${i}`).join(",")}\n${`"a\nb",${"1,".repeat(4_998)}1\n`.repeat(2)}`,
    code: "E219",
    at: "1",
    says: /5,000 columns/u,
  },
];

describe("bad CSV", () => {
  for (const { name, content, code, at, options, says } of CASES)
    it(`${name} → ${code} at ${at}`, async () => {
      const path = write(content);
      const error = await errorOf(readTable(path, options));
      expect({ code: error.code, where: error.where }).toEqual({ code, where: `${path}:${at}` });
      expect(error.todo).toBeTruthy();
      expect(error.exitCode).toBe(3);
      if (says !== undefined) expect(error.message).toMatch(says);
    });

  it("says the same about a gzipped file", async () => {
    for (const { content, code, at, options } of CASES.filter((c) => c.code !== "E204" || c.content !== "")) {
      const path = write(gzipSync(content), `zipped-${Math.random()}.csv.gz`);
      const error = await errorOf(readTable(path, options));
      expect({ code: error.code, where: error.where }).toEqual({ code, where: `${path}:${at}` });
    }
  });

  it("counts the bad cells and places the next ones", async () => {
    const path = write(`p,q\n${rows(96, (i) => `${i},x`)}a,x\n5,x\nb,x\nc,x\n`);
    const error = await errorOf(readTable(path));
    expect(error.details).toEqual(["3 such cells, 3 %", `${path}:100:1 "b"`, `${path}:101:1 "c"`]);
    expect(error.todo).toContain("--on-bad-cell missing");
  });

  it("takes bad cells as missing when asked, and says so", async () => {
    const path = write(`p,q\n${rows(40, (i) => `${i},1`)}1.2.3,inf\n`);
    const table = await readTable(path, { onBadCell: "missing" });
    expect(table.columns.map(({ missing }) => missing)).toEqual([1, 1]);
    expect(table.notices.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^p: 1 cell is not a number → missing \(first: "1\.2\.3", .*:42:1\)/u),
      ]),
    );
  });
});

describe("decimal commas", () => {
  const semicolons = (n: number, price: (i: number) => string): string =>
    `id;price;y\n${rows(n, (i) => `k${i};${price(i)};${i % 2 === 0 ? "a" : "b"}`)}`;

  for (const [name, price] of Object.entries({
    fractions: (i: number) => `0,${i + 25}`,
    thousands: (i: number) => `1.${234 + (i % 700)},${i % 10}`,
    "whole numbers among them": (i: number) => (i % 3 === 1 ? String(i) : `${i},5`),
    "signs, exponents and holes": (i: number) => (i % 9 === 4 ? "NA" : `-${i},25e-3`),
    "one word": (i: number) => (i === 30 ? "x" : `${i},5`),
  }))
    it(`${name} → E242 at the first one`, async () => {
      const path = write(semicolons(60, price));
      const error = await errorOf(readTable(path));
      const message = `${path}:2:4  ${JSON.stringify(price(0))} has a decimal comma (column price)`;
      expect(error).toMatchObject({ code: "E242", where: `${path}:2:4`, message, exitCode: 3 });
      expect(error.todo).toMatch(/^perl .*--category price/u);
      expect(error.todo).not.toContain("--on-bad-cell");
    });

  it("in columns of too many different words, and behind tabs and bars", async () => {
    const many = write(semicolons(3000, (i) => `${i},5`));
    expect(await errorOf(readTable(many))).toMatchObject({ code: "E242", where: `${many}:2:4` });
    for (const delimiter of ["\t", "|"]) {
      const path = write(semicolons(40, (i) => `${i},5`).replaceAll(";", delimiter));
      expect((await errorOf(readTable(path, { onBadCell: "missing" }))).code).toBe("E242");
    }
  });

  it("among numbers are not to be blanked", async () => {
    const path = write(semicolons(60, (i) => (i === 7 ? "7,5" : `${i}.5`)));
    const error = await errorOf(readTable(path));
    expect(error).toMatchObject({ code: "E242", where: `${path}:9:4` });
    const quoted = await errorOf(readTable(write(`a,b\n${rows(60, (i) => (i === 7 ? 'x,"0,25"' : `x,${i}.5`))}`)));
    expect([quoted.code, quoted.todo]).toEqual(["E242", expect.not.stringContaining("--on-bad-cell")]);
    const thousands = write(`a,b\n${rows(60, (i) => (i === 7 ? 'x,"1,234"' : `x,${i}.5`))}`);
    expect((await errorOf(readTable(thousands))).code).toBe("E214");
  });

  it("are left alone in words, lists, forced categories and between commas", async () => {
    const kinds = async (text: string, options?: ReadOptions): Promise<string[]> =>
      (await readTable(write(text), options)).columns.map(({ kind }) => kind);
    const words = ["category", "category", "category"];
    expect(await kinds(semicolons(60, (i) => (i % 4 === 0 ? "none" : `${i},5`)))).toEqual(words);
    expect(await kinds(semicolons(60, (i) => `${i},5,7`))).toEqual(words);
    expect(
      await kinds(
        semicolons(60, (i) => `${i},5`),
        { types: { price: "category" } },
      ),
    ).toEqual(words);
    expect(await kinds(`a,b\n${rows(60, (i) => `${i},"${i},5"`)}`)).toEqual(["numeric", "category"]);
  });

  it("become points by the command that is advised", async () => {
    const cells = ["1.234,5", "-0,25", "7", '"3,5"', "", "1.000.000,125", "2,5e-3", "8,0"];
    for (const delimiter of [";", "\t", "|"]) {
      const text = `${["id", "price", "other"].join(delimiter)}\n${rows(8, (i) => [`a,b.${i}`, cells[i]!, cells[7 - i]!].join(delimiter))}`;
      const path = write(text.replaceAll("\n", "\r\n"), `it's ${delimiter.codePointAt(0)}.csv`);
      const { todo } = await errorOf(readTable(path));
      const command = todo!.slice(0, todo!.indexOf(" > points.csv"));
      const written = write(execFileSync("sh", ["-c", command]));
      const table = await readTable(written);
      expect([...numeric(table, "price").values]).toEqual(
        [1234.5, -0.25, 7, 3.5, Number.NaN, 1000000.125, 0.0025, 8].map(Math.fround),
      );
      expect([...numeric(table, "other").values].toReversed()).toEqual([...numeric(table, "price").values]);
      expect(readFileSync(written, "utf8")).toContain("a,b.3");
    }
  });
});

describe("delimiters", () => {
  it("that are no comma and were not given are told", async () => {
    const told = async (delimiter: string, options?: ReadOptions): Promise<string[]> =>
      (await readTable(write(["a;b", "1;x", "2;y", ""].join("\n").replaceAll(";", delimiter)), options)).notices.map(
        ({ text, flag }) => `${text} ${flag}`,
      );
    expect(await told(";")).toEqual(["delimiter ; found --delimiter"]);
    expect(await told("\t")).toEqual(["delimiter tab found --delimiter"]);
    expect(await told(",")).toEqual([]);
    expect(await told("|", { delimiter: "|" })).toEqual([]);
  });

  it("UTF-16 points to the spreadsheet program", async () => {
    expect((await errorOf(readTable(write(utf16("a,b\n1,2\n"))))).todo).toMatch(/iconv .*"CSV UTF-8".*spreadsheet/u);
  });
});

describe("files that cannot be read", () => {
  it("suggests the nearest name", async () => {
    write("a,b\n1,2\n3,4\n", "train.csv");
    const error = await errorOf(readTable(`${folder}/trian.csv`));
    expect(error.code).toBe("E202");
    expect(error.todo).toBe(`did you mean ${JSON.stringify(`${folder}/train.csv`)}?`);
  });

  it("refuses a folder", async () => {
    mkdirSync(`${folder}/folder.csv`);
    expect((await errorOf(readTable(`${folder}/folder.csv`))).code).toBe("E203");
  });

  it("refuses a damaged gzip file", async () => {
    const whole = gzipSync(`a,b\n${rows(2000, (i) => `${i},${i}`)}`);
    expect((await errorOf(readTable(write(whole.subarray(0, whole.length / 2))))).code).toBe("E217");
  });

  it("names line and column of a JSON line that is no object", async () => {
    const path = write('{"a":1}\n{"a":2}\n\n{"a":03}\n', "bad.jsonl");
    const error = await errorOf(readTable(path));
    expect([error.code, error.where]).toEqual(["E217", `${path}:4:7`]);
    for (const line of ["3", '"x"', "// note", "[1]", '{"a":1', '{"a":1}{"a":2}']) {
      const other = await errorOf(readTable(write(`{"a":1}\n{"é":2}\n${line}\n`, "other.jsonl")));
      expect([other.code, other.where], line).toEqual(["E217", expect.stringMatching(/other\.jsonl:3:\d+$/u)]);
    }
    const cased = await errorOf(readTable(write('{"a":1}\n{"A":2}\n', "cased.jsonl")));
    expect([cased.code, cased.message]).toEqual(["E207", expect.stringContaining('"A"')]);
  });

  it("refuses a Parquet file that is none", async () => {
    expect((await errorOf(readTable(write("PAR1 but not really", "x.parquet")))).code).toBe("E217");
  });

  it("refuses a delimiter that is not one character", async () => {
    const path = write("a,b\n1,2\n3,4\n");
    expect((await errorOf(readTable(path, { delimiter: "::" }))).code).toBe("E103");
  });
});
