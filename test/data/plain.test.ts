import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { floatOf } from "../../src/data/csv/plain/float.ts";
import { readDialect } from "../../src/data/csv/header.ts";
import { readPlainly } from "../../src/data/csv/plain/table.ts";
import { readTable, type ReadOptions } from "../../src/data/index.ts";
import type { ReadColumns } from "../../src/data/readOptions.ts";
import { openSource } from "../../src/data/source.ts";
import { readThoroughly } from "../../src/data/sql/read.ts";
import { errorOf, scratch } from "./files.ts";

const { write } = scratch();

/** What both readers give; the plain one's is undefined where it leaves the file to the other. */
async function both(path: string, options: ReadOptions = {}) {
  const source = await openSource(path);
  const dialect = await readDialect(source, options);
  const plain = await readPlainly(source, dialect, options);
  const thorough = plain === undefined ? undefined : await readThoroughly(source, dialect, options);
  return { plain: exactly(plain), thorough: exactly(thorough) };
}

/** Cells as bytes: arrays of many are slow to compare one by one. */
const bytesOf = (cells: Float32Array | Int32Array): string =>
  Buffer.from(cells.map((cell) => cell).buffer).toString("base64");
const exactly = (read: ReadColumns | undefined) =>
  read && {
    ...read,
    columns: read.columns.map((column) =>
      column.kind === "numeric"
        ? { ...column, values: bytesOf(column.values) }
        : column.kind === "category"
          ? { ...column, codes: bytesOf(column.codes) }
          : column,
    ),
  };

const digits = fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength: 1, maxLength: 20 });
const number = fc.oneof(
  fc.integer({ min: -20_000_000, max: 20_000_000 }).map(String),
  fc.double({ noNaN: true, min: -1e30, max: 1e30 }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.constantFrom("", "-", "+", " "), digits, fc.constantFrom("", "."), digits).map((parts) => parts.join("")),
  fc.constantFrom("0", "-0", "007", "5.", ".5", "1e-46", "16777217", "  3 ", "1E3", '"12"', '"-0.25"'),
);
const token = fc.constantFrom("", "", "NA", " null", "?", "nan", "NaN", '""', "N/A");
const plainWord = fc.constantFrom(
  "red",
  "green",
  "é",
  "😀",
  "a b",
  '"x y"',
  '"a,b"',
  " lead",
  "tail ",
  "\ufeffmark",
  "-",
  "e",
);
const oddCell = fc.constantFrom(
  "1_000",
  "inf",
  "nan(1)",
  "2020-01-05",
  "1,5",
  '"a""b"',
  '"two\nlines"',
  'a"b',
  "1e39",
  "12 3",
);
/** The cells of a column; the last may be of another kind. */
const columnOf = (rows: number): fc.Arbitrary<readonly string[]> => {
  const made = (cell: fc.Arbitrary<string>, late: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
    fc
      .tuple(fc.array(cell, { minLength: rows - 1, maxLength: rows - 1 }), late)
      .map(([cells, last]) => [...cells, last]);
  const [numbers, words] = [number, plainWord].map((cell) => fc.oneof({ weight: 6, arbitrary: cell }, token));
  return fc.oneof(
    { weight: 40, arbitrary: made(numbers!, numbers!) },
    { weight: 40, arbitrary: made(words!, words!) },
    { weight: 10, arbitrary: made(token, token) },
    { weight: 1, arbitrary: made(fc.oneof(numbers!, words!), oddCell) },
  );
};
const type = fc.constantFrom(undefined, undefined, undefined, undefined, "category" as const, "numeric" as const);
const style = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t"),
  end: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\ufeff"),
  lastEnd: fc.boolean(),
});
const file = fc.integer({ min: 2, max: 30 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.array(fc.record({ cells: columnOf(rows), type }), { minLength: 2, maxLength: 9 }),
    style,
  }),
);

describe("the plain reader", () => {
  it("gives what DuckDB's gives, column by column and notice by notice, wherever it gives anything", async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, columns, style: { delimiter, end, mark, lastEnd } }) => {
        const lines = Array.from({ length: rows }, (_, row) => columns.map(({ cells }) => cells[row]).join(delimiter));
        const header = columns.map((_, i) => `c${i}`).join(delimiter);
        const path = write(`${mark}${[header, ...lines].join(end)}${lastEnd ? end : ""}`);
        const types = Object.fromEntries(columns.flatMap(({ type: t }, i) => (t === undefined ? [] : [[`c${i}`, t]])));
        const { plain, thorough } = await both(path, { types, delimiter });
        if (plain !== undefined) read++;
        expect(plain).toEqual(thorough);
      }),
      { numRuns: 25, endOnFailure: true },
    );
    // Some files hold what it leaves alone; were all of them left alone, nothing would have been compared.
    expect(read).toBeGreaterThan(5);
  });

  it("rounds decimals to float32 once, as DuckDB does", async () => {
    const random = randomOf(keyOf(5));
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    const digitsOf = (n: number): string => Array.from({ length: n }, () => random.below(10)).join("");
    const near = (): string => {
      bits[0] = random.below(2 ** 31);
      // Halfway between two float32, and a digit beside: a double holds the middle, and rounds the rest to it.
      const middle = float[0]! * (1 + 2 ** -25);
      return Number.isFinite(middle) ? `${middle.toExponential(16).replace("e", `${random.below(3)}e`)}` : "1";
    };
    const makers = [
      near,
      () => `${digitsOf(1 + random.below(18))}.${digitsOf(1 + random.below(18))}`,
      () => `-0.${"0".repeat(random.below(9))}${digitsOf(1 + random.below(17))}`,
      () => `${digitsOf(1 + random.below(20))}e${random.below(60) - 45}`,
    ];
    const lines = Array.from({ length: 5000 }, () => makers.map((make) => make()).join(","));
    const { plain, thorough } = await both(write(`a,b,c,d\n${lines.join("\n")}`), { onBadCell: "missing" });
    expect(plain).toBeDefined();
    expect(plain!.columns).toEqual(thorough!.columns);
  });

  it("breaks ties to even, and knows what a double does not", () => {
    expect(floatOf("16777217")).toBe(16777216);
    expect(floatOf("16777217.0000000000000000001")).toBe(16777218);
    expect(floatOf("-16777219")).toBe(-16777220);
    expect(floatOf("-16777218.9999999999999999999")).toBe(-16777218);
    expect(floatOf("7.006492321624085e-46")).toBe(0);
    expect(floatOf("3.4028235677973366e38")).toBe(Number.POSITIVE_INFINITY);
  });

  it("reads pieces that cut lines anywhere, zipped too, and gives words in their order", async () => {
    const rows = Array.from(
      { length: 30_000 },
      (_, row) => `${row / 8},${"é".repeat(row % 9)}w${row % 300},"q ${row % 3}"`,
    );
    const text = `x,w,q\r\n${rows.join("\r\n")}\r\n`;
    const { plain, thorough } = await both(write(text));
    expect(plain).toEqual(thorough);
    expect(plain!.rows).toBe(rows.length);
    const zipped = await both(write(gzipSync(text, { level: 1 }), "plain.csv.gz"));
    expect(zipped.plain!.columns).toEqual(plain!.columns);
  });

  it("counts big integers as they stand in the file", async () => {
    const { plain, thorough } = await both(write("id,y\n16777216,a\n16777217,b\n16777218,a\n"));
    expect(plain).toEqual(thorough);
    expect(plain!.columns[0]).toMatchObject({ distinct: 3 });
  });

  it("leaves to the other what must be refused", async () => {
    const flaws = ["a,b\n1,2\n3", "a,b\n1,2\n3,4,5\n", 'a,b\n1,2\n3,"x\n', "a,b\n1,2\n\0,1\n", "a,b\n1,2\n1e39,1\n"];
    for (const text of flaws) {
      expect((await both(write(text)).catch(() => ({ plain: undefined }))).plain).toBeUndefined();
      expect((await errorOf(readTable(write(text)))).code).toMatch(/^E2/u);
    }
  });
});
