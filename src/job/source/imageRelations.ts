import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { RegularizeError } from "../../core/index.ts";
import {
  dataColumn,
  type DataColumn,
  type ImageSet,
  type Notice,
  type ReadOptions,
  readTable,
  type Table,
} from "../../data/index.ts";
import { imageColumns, peekTable } from "../../data/image/peek.ts";
import { takeRows } from "../../data/image/target.ts";
import type { DataOptions } from "../types.ts";
import type { Understood } from "./prepared.ts";
import { relations, structuralNotices, structuralOf } from "./table.ts";

/** How images belong together and follow each other, by columns of the table that lists them. */
export interface ImageRelations extends Pick<Understood, "units" | "group" | "time"> {
  readonly notices: readonly Notice[];
  /** Of the images and of the columns that relate them. */
  readonly hash: string;
}

/** Pictures that are alike stay together, and so do rows of one group. Throws E139 where there are no columns, E201 for one that is not there, E225. */
export async function imageRelations(set: ImageSet, options: DataOptions, read: ReadOptions): Promise<ImageRelations> {
  const named = structuralOf(options);
  if (named.length === 0) return { units: set.units, notices: [], hash: set.hash };
  const { data, image = imageColumns(await peekTable(data, read))[0]!.name } = options;
  const types = { [image]: "category" as const };
  const table = await readTable(data, { ...read, types, whole: [image, ...named] });
  const rows = rowsOf(set, dataColumn(table, image));
  const columns = named.map((name) => takeRows(dataColumn(table, name), rows));
  const listed: Table = { ...table, columns, rows: set.rows };
  const hash = createHash("sha256").update(`${set.hash} ${table.hash}`).digest("hex");
  return { ...relations(listed, options, set.units), notices: structuralNotices(options), hash };
}

/** The row of the table that each image is of: of a name that is listed again the next row that has it. */
function rowsOf({ names }: ImageSet, paths: DataColumn): Int32Array {
  const places = new Map<string, number[]>();
  if (paths.kind === "category")
    for (const [row, code] of paths.codes.entries()) {
      const name = paths.levels[code] ?? "";
      const known = places.get(name);
      if (known === undefined) places.set(name, [row]);
      else known.push(row);
    }
  return Int32Array.from(names, (name) => places.get(name)!.shift()!);
}

/** Only a table of paths has columns. Throws E139 for a folder and for files of pixels. */
export async function checkRelations(options: DataOptions, read: ReadOptions): Promise<void> {
  const [name] = structuralOf(options);
  if (name === undefined) return;
  const found = await stat(options.data).catch(() => undefined);
  const head = found?.isFile() === true ? await peekTable(options.data, read).catch(() => undefined) : undefined;
  if (head !== undefined && (options.image !== undefined || imageColumns(head).length > 0)) return;
  const flag = options.group === name ? "--group" : "--time";
  throw new RegularizeError({
    code: "E139",
    where: flag,
    message: `${flag} names a column, and ${options.data} has none: ${found?.isDirectory() === true ? "a folder of images has only the names of its files" : "IDX files hold pixels and labels"}`,
    expected: `a table with a column of paths, one of labels, and ${name}`,
    todo: `list the images in a CSV file, image,label,${name}, and give that file instead`,
  });
}
