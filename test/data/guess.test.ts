import { describe, expect, it } from "vitest";
import { readTable } from "../../src/data/index.ts";
import { category, errorOf, numeric, scratch, words } from "./files.ts";

const { write } = scratch();
/** Enough that columns are guessed by their first rows, and what breaks the guess comes long after these. */
const ROWS = 10_500;
const LATE = 8000;
/** With a blank line at its end, which is not plain CSV: DuckDB reads it. */
const fileOf = (cell: (row: number) => string): string =>
  write(["x,word,plain", ...Array.from({ length: ROWS }, (_, row) => `${cell(row)},w${row % 3}`), "", ""].join("\n"));

describe("columns of many rows, guessed by the first", () => {
  it("are numbers and words as all rows say where the guess holds", async () => {
    const read = await readTable(fileOf((row) => `${row / 4},${["a", "b", ""][row % 3]}`));
    expect(numeric(read, "x").values).toEqual(Float32Array.from({ length: ROWS }, (_, row) => row / 4));
    expect(words(category(read, "word")).slice(-3)).toEqual(["a", "b", null]);
    expect(category(read, "word").missing).toBe(ROWS / 3);
    expect(category(read, "plain").levels).toEqual(["w0", "w1", "w2"]);
  });

  it("are words where numbers end late, and numbers with missing cells where a token for them comes late", async () => {
    const read = await readTable(
      fileOf((row) => `${row < LATE ? row % 7 : `late ${row % 5}`},${row % 2 === 0 ? 1 : row < LATE ? 0 : "NA"}`),
    );
    expect(category(read, "x").levels).toHaveLength(12);
    expect(numeric(read, "word").missing).toBe((ROWS - LATE) / 2);
    expect(read.notices.some(({ text }) => text.includes("NA"))).toBe(true);
  });

  it("are words with numbers among them where numbers come late", async () => {
    const read = await readTable(fileOf((row) => `1.5,${row < LATE ? "a" : row % 2}`));
    expect(category(read, "word").levels).toEqual(["0", "1", "a"]);
  });

  it("have a late mistake refused with its place, and infinite cells too", async () => {
    const late = (cell: string) => errorOf(readTable(fileOf((row) => `${row === LATE ? cell : row},a`)));
    expect(await late("1O")).toMatchObject({
      code: "E214",
      where: expect.stringContaining(`:${LATE + 2}:1`) as string,
    });
    expect((await late("1e39")).code).toBe("E215");
  });
});
