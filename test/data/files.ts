import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import type { CategoryColumn, NumericColumn, Table } from "../../src/data/index.ts";

/** A folder that is removed after the tests of the file. */
export function scratch(): { folder: string; write: (content: string | Uint8Array, name?: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), "regularize-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  const write = (content: string | Uint8Array, name = `t${files++}.csv`): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return { folder, write };
}

/** The error that the work rejects with; fails when it does not. */
export async function errorOf(work: Promise<unknown>): Promise<RegularizeError> {
  const error: unknown = await work.then(
    () => new Error("nothing was thrown"),
    (cause: unknown) => cause,
  );
  if (error instanceof RegularizeError) return error;
  throw error;
}

export function numeric(table: Table, name: string): NumericColumn {
  const column = table.columns.find((c) => c.name === name);
  if (column?.kind !== "numeric") throw new Error(`${name} is ${column?.kind}`);
  return column;
}

export function category(table: Table, name: string): CategoryColumn {
  const column = table.columns.find((c) => c.name === name);
  if (column?.kind !== "category") throw new Error(`${name} is ${column?.kind}`);
  return column;
}

/** The cells of a column of words. */
export const words = (column: CategoryColumn): (string | null)[] =>
  Array.from(column.codes, (code) => column.levels[code] ?? null);
