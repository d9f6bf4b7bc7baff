import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { sampleRecords } from "../../src/data/csv/records.ts";
import { Scanner } from "../../src/data/csv/scan.ts";
import { sniffDelimiter } from "../../src/data/csv/sniff.ts";
import { Utf8Checker } from "../../src/data/csv/utf8.ts";
import { readTable } from "../../src/data/index.ts";
import { scratch } from "./files.ts";
import { writeCsv } from "./write-csv.ts";

const { write } = scratch();
const text = fc.string({ unit: fc.constantFrom("a", "b", ",", '"', " ", "\n", "\r", "é"), maxLength: 60 });
const cuts = fc.array(fc.nat(70), { maxLength: 6 });

/** The bytes in the pieces that the cuts make. */
function pieces(bytes: Buffer, at: readonly number[]): Buffer[] {
  const edges = [0, ...[...at].filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
}

describe("Scanner", () => {
  it("does not depend on how the bytes are cut into pieces", () => {
    fc.assert(
      fc.property(text, cuts, fc.integer({ min: 1, max: 3 }), (csv, at, columns) => {
        const scan = (parts: readonly Buffer[]): unknown => {
          const scanner = new Scanner(
            ",",
            columns,
            0,
            [0, 1, 2].map((record) => ({ record, field: record % columns })),
          );
          for (const part of parts) scanner.push(part);
          scanner.end();
          const { flaw, found, records, plainLines, lf, crlf } = scanner;
          return flaw === undefined ? { found, records, plainLines, lf, crlf } : { flaw, found };
        };
        const bytes = Buffer.from(csv);
        expect(scan(pieces(bytes, at))).toEqual(scan([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with the parser of samples on what is a record", () => {
    fc.assert(
      fc.property(text, (csv) => {
        const { records, openQuote } = sampleRecords(csv, ",", 1000);
        const width = records[0]?.length ?? 0;
        fc.pre(openQuote === undefined && width > 1 && records.every((record) => record.length === width));
        const scanner = new Scanner(",", width, 0);
        scanner.push(Buffer.from(csv));
        scanner.end();
        fc.pre(scanner.flaw === undefined);
        expect(scanner.records).toBe(records.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("Utf8Checker", () => {
  it("finds the first byte at which a strict decoder stops, wherever the pieces are cut", () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map((tail) => Buffer.concat([Buffer.from("aé€😀"), tail]));
    fc.assert(
      fc.property(bytes, cuts, (content, at) => {
        const checker = new Utf8Checker();
        let wrong = -1;
        for (const piece of pieces(content, at)) if (wrong < 0) wrong = checker.push(piece);
        if (wrong < 0) wrong = checker.end();
        const decodes = (end: number): boolean => {
          try {
            new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content.subarray(0, end));
            return true;
          } catch {
            return false;
          }
        };
        if (wrong < 0) expect(decodes(content.length)).toBe(true);
        else {
          expect(decodes(wrong)).toBe(true);
          for (let end = wrong + 1; end <= content.length; end++) expect(decodes(end)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("sniffDelimiter", () => {
  it("finds the delimiter of even records, whatever the cells hold", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", ";", "\t", "|", '"', " ", "."), maxLength: 5 });
    const rows = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 3, maxLength: 10 });
    const style = fc.record({
      delimiter: fc.constantFrom(",", "\t", ";", "|"),
      end: fc.constant("\n"),
      bom: fc.constant(false),
      quoteAll: fc.constant(true),
      blankLines: fc.boolean(),
    });
    fc.assert(
      fc.property(rows, style, (cells, how) => {
        expect(sniffDelimiter(writeCsv(["a", "b", "c", "d"], cells, how).text)).toBe(how.delimiter);
      }),
    );
    expect(sniffDelimiter("a;b\n1,5;2\n1,7;3\n")).toBe(";");
    expect(sniffDelimiter("a\n1\n")).toBe(",");
  });
});

/** What a mistake writes instead of the cell, what it is called, and how far behind the cell's beginning it is reported. */
const MISTAKES = {
  word: { cell: "1.2.3", code: "E214", shift: 0 },
  infinite: { cell: "-inf", code: "E215", shift: 0 },
  large: { cell: "1e39", code: "E215", shift: 0 },
  nul: { cell: "1\0", code: "E212", shift: 1 },
  quote: { cell: '"1" 2', code: "E211", shift: 0 },
} as const;

describe("a mistake in any cell of any file", () => {
  it("is reported with its code, line and column", async () => {
    const style = fc.record({
      delimiter: fc.constantFrom(",", "\t", ";"),
      end: fc.constantFrom("\n", "\r\n"),
      bom: fc.boolean(),
      quoteAll: fc.boolean(),
      blankLines: fc.boolean(),
    });
    const kinds = fc.constantFrom(...(Object.keys(MISTAKES) as (keyof typeof MISTAKES)[]));
    const note = fc.string({ unit: fc.constantFrom("x", "é", "😀", "\n", '"', ","), minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(note, { minLength: 4, maxLength: 12 }),
        style,
        kinds,
        fc.nat(),
        async (notes, how, kind, at) => {
          const row = at % notes.length;
          const { cell, code, shift } = MISTAKES[kind];
          const cells = notes.map((text, i) => [`n${text}`, String(i), "k"]);
          const { text, places } = writeCsv(["note", "x", "last"], cells, how);
          const mark = `${how.delimiter}${how.quoteAll ? `"${row}"` : row}${how.delimiter}${how.quoteAll ? '"k"' : "k"}${how.end}`;
          const position = text.split(mark).length === 2 ? text.indexOf(mark) : -1;
          fc.pre(position >= 0);
          const rest = text.slice(position + mark.length - how.end.length);
          const broken = `${text.slice(0, position)}${how.delimiter}${cell}${how.delimiter}k${rest}`;
          const path = write(broken);
          const error: unknown = await readTable(path, { delimiter: how.delimiter }).catch((cause: unknown) => cause);
          const [line, column] = places[row]![1]!.split(":").map(Number) as [number, number];
          expect(error).toBeInstanceOf(RegularizeError);
          const { code: found, where } = error as RegularizeError;
          expect([found, where]).toEqual([code, `${path}:${line}:${column + shift}`]);
        },
      ),
      { numRuns: 60, timeout: 20_000, endOnFailure: true },
    );
  });
});
