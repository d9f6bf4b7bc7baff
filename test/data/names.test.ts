import { describe, expect, it } from "vitest";
import { columnNames, readTable } from "../../src/data/index.ts";
import { scratch } from "./files.ts";

const { folder, write } = scratch();

describe("columnNames", () => {
  it("are those that readTable gives, in any format", async () => {
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(`COPY (SELECT 1 AS "a b", 'x' AS "é,", NULL AS c FROM range(3)) TO '${folder}/n.parquet'`);
    connection.closeSync();
    const files = [
      write("a b,é;,c\n1,x,\n2,y,\n"),
      write("a\tb\n1\t2\n3\t4\n", "names.tsv"),
      write('{"a": 1}\n{"b,": 2, "a": 3}\n', "names.jsonl"),
      `${folder}/n.parquet`,
    ];
    for (const path of files)
      expect(await columnNames(path), path).toEqual((await readTable(path)).columns.map(({ name }) => name));
    expect(await columnNames(write(" a ;b\n1;2\n3;4\n"), { delimiter: ";", trimHeaders: true })).toEqual(["a", "b"]);
  });
});
