import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/index.ts";
import { numeric, scratch } from "./files.ts";

const { folder, write } = scratch();
const DAY = 86_400_000;
const days = (iso: string): number => Math.fround(Date.parse(iso) / DAY);

const zone = process.env["TZ"];
beforeAll(() => {
  process.env["TZ"] = "Asia/Tokyo";
});
afterAll(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

describe("dates with a time of day", () => {
  it("are instants: an offset counts, and none is UTC, wherever they are read", async () => {
    const offset = fc.constantFrom("", "Z", "+02:00", "-05:30", "+14:00");
    const instant = fc.date({ min: new Date("1972-01-01"), max: new Date("2058-01-01"), noInvalidDate: true });
    const cell = fc.tuple(instant, offset).map(([date, end]) => ({ text: date.toISOString().slice(0, 19), end }));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 2, maxLength: 20 }), async (cells) => {
        const path = write(`when,y\n${cells.map(({ text, end }, i) => `${text}${end},${i}`).join("\n")}\n`);
        const expected = cells.map(({ text, end }) => days(`${text}${end === "" ? "Z" : end}`));
        expect([...numeric(await readTable(path), "when").values]).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it("are the same instants from a Parquet file's timestamps with and without zone", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("SET TimeZone='UTC'");
    const rows = "(VALUES ('2024-03-01 13:05:00', 1.5), ('2024-07-02 23:45:00', 2.5)) AS t(v, y)";
    for (const type of ["TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMP_NS"]) {
      const path = join(folder, `${type}.parquet`);
      await connection.run(`COPY (SELECT CAST(v AS ${type}) AS w, y FROM ${rows}) TO '${path}' (FORMAT parquet)`);
      const read = numeric(await readTable(path), "w");
      expect([...read.values]).toEqual([days("2024-03-01T13:05:00Z"), days("2024-07-02T23:45:00Z")]);
    }
    connection.closeSync();
    instance.closeSync();
  });

  it("are told of with what float32 keeps of them", async () => {
    const told = async (cells: string[]): Promise<string> => {
      const { notices } = await readTable(write(`w,y\n${cells.map((cell, i) => `${cell},${i}`).join("\n")}\n`));
      return notices.map(({ text }) => text).join();
    };
    expect(await told(["2024-03-01T13:05:00", "2024-03-02"])).toMatch(
      /time of day \(UTC\) as a fraction, to 3 minutes: .*column of the hour/u,
    );
    expect(await told(["1980-03-01T13:05:00", "1980-03-02"])).toContain("to 1 minute:");
    expect(await told(["13.01.2024 10:30", "14.01.2024 11:30"])).toContain("time of day as");
    expect(await told(["2024-03-01", "2024-03-02"])).toBe("w is read as dates → days since 1970");
  });
});
