import { resolve } from "node:path";
import { quoteName, quoteText } from "./sql/duck.ts";

/** One column of a file to be written. */
export interface OutputColumn {
  readonly name: string;
  readonly values: readonly string[] | Float32Array;
}

/** Writes columns of equal length as a Parquet file (zstd). An existing file is replaced. */
export async function writeParquet(path: string, columns: readonly OutputColumn[]): Promise<void> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const types = columns.map(
      ({ name, values }) => `${quoteName(name)} ${Array.isArray(values) ? "VARCHAR" : "FLOAT"}`,
    );
    await connection.run(`CREATE TABLE output (${types.join(", ")})`);
    const appender = await connection.createAppender("output");
    for (let row = 0; row < (columns[0]?.values.length ?? 0); row++) {
      for (const { values } of columns) {
        const value = values[row]!;
        if (typeof value === "string") appender.appendVarchar(value);
        else appender.appendFloat(value);
      }
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(`COPY output TO ${quoteText(resolve(path))} (FORMAT parquet, COMPRESSION zstd)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
