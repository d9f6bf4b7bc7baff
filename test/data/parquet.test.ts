import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { readTable, writeParquet } from "../../src/data/index.ts";
import { category, errorOf, numeric, scratch, words } from "./files.ts";

const { folder } = scratch();

async function parquet(name: string, select: string): Promise<string> {
  const path = `${folder}/${name}.parquet`;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe("Parquet", () => {
  it("keeps the file's types, whatever the columns are called", async () => {
    const path = await parquet(
      "types",
      `SELECT i::BIGINT AS "select", i / 4 AS "a""b", (i / 8)::DECIMAL(9, 3) AS "c0", i % 2 = 0 AS flag,
       CASE WHEN i = 2 THEN NULL ELSE 'w' || i END AS "W", (i % 3)::VARCHAR AS w, DATE '1970-01-01' + i::INT AS day,
       TIMESTAMP '1970-01-01 12:00:00' AS noon, [i] AS list, CASE WHEN i = 1 THEN 'nan'::DOUBLE END AS empty FROM range(4) r(i)`,
    );
    const table = await readTable(path);
    expect(table.rows).toBe(4);
    expect([...numeric(table, "select").values]).toEqual([0, 1, 2, 3]);
    expect([...numeric(table, 'a"b').values]).toEqual([0, 0.25, 0.5, 0.75]);
    expect([...numeric(table, "c0").values]).toEqual([0, 0.125, 0.25, 0.375]);
    expect(words(category(table, "flag"))).toEqual(["true", "false", "true", "false"]);
    expect(words(category(table, "W"))).toEqual(["w0", "w1", null, "w3"]);
    expect([...numeric(table, "day").values]).toEqual([0, 1, 2, 3]);
    expect([...numeric(table, "noon").values]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(numeric(table, "empty").missing).toBe(4);
    expect(table.columns.some(({ name }) => name === "list")).toBe(false);
    expect(table.notices[0]!.text).toBe("list holds lists, objects or bytes → left out");
  });

  it("keeps words that look like numbers as the author typed them", async () => {
    const table = await readTable(await parquet("zip", "SELECT '0' || i AS zip, i AS n FROM range(4) r(i)"));
    expect(category(table, "zip").levels).toEqual(["00", "01", "02", "03"]);
  });

  it("reads numbers as categories when told to", async () => {
    const path = await parquet("codes", "SELECT i % 2 AS code, i AS n FROM range(4) r(i)");
    expect(words(category(await readTable(path, { types: { code: "category" } }), "code"))).toEqual([
      "0",
      "1",
      "0",
      "1",
    ]);
  });

  it("refuses what no float32 holds, and names the row", async () => {
    const path = await parquet("huge", "SELECT CASE WHEN i = 2 THEN 1e39 ELSE 1.5 END::DOUBLE AS x FROM range(4) r(i)");
    const error = await errorOf(readTable(path));
    expect([error.code, error.where]).toEqual(["E215", `${path} row 3`]);
    const none = await parquet("none", "SELECT 1 AS x WHERE false");
    expect((await errorOf(readTable(none))).code).toBe("E206");
  });

  it("reads back what writeParquet wrote", async () => {
    const path = `${folder}/it's.parquet`;
    const x = Float32Array.of(1.5, -2, 1e-30);
    await writeParquet(path, [
      { name: 'pre"diction', values: ["a", "b", "a"] },
      { name: "p", values: x },
    ]);
    const table = await readTable(path);
    expect(words(category(table, 'pre"diction'))).toEqual(["a", "b", "a"]);
    expect(numeric(table, "p").values).toEqual(x);
  });
});
