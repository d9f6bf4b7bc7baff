import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageColumns, peekTable } from "../../src/data/image/peek.ts";
import { cellPlaces, columnNames, readTable } from "../../src/data/index.ts";
import { ArrayScanner } from "../../src/data/jsonArray.ts";
import { category, errorOf, numeric, scratch, words } from "./files.ts";

const { write } = scratch();

const hard = fc.string({ unit: fc.constantFrom(...Array.from('ab[]{},:"\\\n é😀')), minLength: 1, maxLength: 8 });
const row = fc.record({ n: fc.integer({ min: -999, max: 999 }), w: hard.map((text) => `w${text}w`) });

describe("a JSON file that is an array of objects", () => {
  it("is read as its rows are as JSON lines, however it is spaced, and its cells have places", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 2, maxLength: 12 }),
        fc.constantFrom(0, 2),
        fc.constantFrom("", "\uFEFF", "\n \n"),
        async (rows, indent, before) => {
          const text = `${before}${JSON.stringify(rows, null, indent)}\n`;
          const path = write(text, "rows.json");
          const [array, lines] = [
            await readTable(path),
            await readTable(write(rows.map((one) => JSON.stringify(one)).join("\n"), "rows.jsonl")),
          ];
          expect([...numeric(array, "n").values]).toEqual([...numeric(lines, "n").values]);
          expect(words(category(array, "w"))).toEqual(words(category(lines, "w")));
          expect(array.format).toBe("json");
          const [place] = await cellPlaces(array, "w", [rows.length - 1]);
          const [line, column] = place!
            .slice(path.length + 1)
            .split(":")
            .map(Number);
          const at = Array.from(text.split("\n")[line! - 1]!)
            .slice(column! - 1)
            .join("");
          expect(at.startsWith('"w":')).toBe(true);
          expect(text.split("\n").slice(line!).join("\n").includes('"w":')).toBe(false);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("may be gzipped, may lack keys, and its names are known without its rows", async () => {
    const path = write(gzipSync('[{"a":1},\n{"b":"x","a":null}]'), "rows.json.gz");
    const table = await readTable(path);
    expect([...numeric(table, "a").values]).toEqual([1, Number.NaN]);
    expect(words(category(table, "b"))).toEqual([null, "x"]);
    expect(await columnNames(path)).toEqual(["a", "b"]);
    const images = write('[{"f":"a.png","y":1},\n {"f":"b.png","y":0}]', "images.json");
    expect(imageColumns(await peekTable(images))).toEqual([{ name: "f", paths: ["a.png", "b.png"] }]);
  });

  it("is checked alike however its bytes come, and every row is found where it stands", () => {
    const damaged = fc.tuple(
      fc.array(row, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.constantFrom("", "]", "{", '"', ","),
    );
    const scanned = (text: Buffer, size: number) => {
      const begun: number[] = [];
      const ended: number[] = [];
      const scanner = new ArrayScanner(
        ({ offset }) => begun.push(offset),
        (offset) => ended.push(offset),
      );
      for (let at = 0; at < text.length; at += size) scanner.push(text.subarray(at, at + size));
      scanner.end();
      return { begun, ended, flaw: scanner.flaw };
    };
    fc.assert(
      fc.property(damaged, fc.integer({ min: 1, max: 9 }), ([rows, at, more], size) => {
        const whole = JSON.stringify(rows, null, 1);
        const place = at % whole.length;
        const text = Buffer.from(whole.slice(0, place) + more + whole.slice(place));
        const found = scanned(text, size);
        expect(found).toEqual(scanned(text, text.length));
        if (more !== "") return;
        expect(found.flaw).toBeUndefined();
        const cut = found.begun.map((from, i) => JSON.parse(text.toString("utf8", from, found.ended[i])) as unknown);
        expect(cut).toEqual(rows);
      }),
    );
  });

  it("is refused with the place where it is none", async () => {
    const wrong: Record<string, string> = {
      "[1,2]": "1:2",
      '[{"a":1},\n [2]]': "2:2",
      '[{"a":1} {"a":2}]': "1:10",
      '[{"a":1},{"a":2},]': "1:18",
      '[{"a":1},{"a":2}]\n[]': "2:1",
      '[{"a":1},\n{"a":"]': "2:8",
      '[{"a":1},{"a":02}]': "1:16",
      '[{"a":1},\n{"a":\n02}]': "3:2",
    };
    for (const [text, place] of Object.entries(wrong)) {
      const path = write(text, "bad.json");
      const { code, where } = await errorOf(readTable(path));
      expect([code, where], text).toEqual(["E217", `${path}:${place}`]);
    }
    const path = write("[]", "bad.json");
    expect((await errorOf(readTable(path))).code).toBe("E206");
  });

  it("with a key of no name is refused, as JSON lines are, and one that is called as DuckDB would call it is not", async () => {
    const rows = [
      { a: 1, "": 2 },
      { a: 3, "": 4 },
    ].map((row) => JSON.stringify(row));
    for (const path of [write(`[${rows.join()}]`, "blank.json"), write(rows.join("\n"), "blank.jsonl")])
      expect(await errorOf(readTable(path))).toMatchObject({ code: "E208", where: path });
    const named = await readTable(write('[{"C0":1,"C1":"x"},{"C0":2,"C1":"y"}]', "named.json"));
    expect([...numeric(named, "C0").values]).toEqual([1, 2]);
  });

  it("that an object holds is to be taken out of it", async () => {
    const rows = { meta: { n: 2 }, rows: [{ a: 1 }, { a: 2 }] };
    for (const indent of [0, 2]) {
      const path = write(JSON.stringify(rows, null, indent), "within.json");
      expect((await errorOf(readTable(path))).todo).toContain(`jq '.["rows"]' ${path} > rows.json`);
    }
  });
});
