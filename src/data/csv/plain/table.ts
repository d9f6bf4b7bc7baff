import { MISSING_TOKENS, missingTest } from "../../missing.ts";
import { takenNotices } from "../../notices.ts";
import type { ReadColumns, ReadOptions } from "../../readOptions.ts";
import type { Source } from "../../source.ts";
import { withDuck } from "../../sql/duck.ts";
import { exactDistinct, hasBigIntegers } from "../../sql/load.ts";
import { limitsOf } from "../../sql/read.ts";
import { csvRelation } from "../../sql/relation.ts";
import type { Dialect } from "../header.ts";
import { readPlain } from "./read.ts";

/** In one pass over the bytes of a file that is as most are; undefined for any other. */
export async function readPlainly(
  source: Source,
  dialect: Dialect | undefined,
  options: ReadOptions,
): Promise<ReadColumns | undefined> {
  if (dialect === undefined) return undefined;
  const { types = {}, whole, missing = MISSING_TOKENS } = options;
  const found = await readPlain(source, dialect, { types, whole: new Set(whole), isMissing: missingTest(missing) });
  if (found === undefined || found.rows < (options.minimumRows ?? 2)) return undefined;
  const { columns, rows, taken, hash } = found;
  if (columns.some(hasBigIntegers))
    await withDuck(source, limitsOf(dialect, options), (duck) =>
      exactDistinct(duck, csvRelation(duck, source, dialect, false), columns),
    );
  return { columns, rows, hash, plainLines: true, notices: takenNotices(taken) };
}
