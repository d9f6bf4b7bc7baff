import { readdir, stat } from "node:fs/promises";
import { basename } from "node:path";
import { openSource } from "../source.ts";
import { listFolder } from "./folder.ts";
import { isIdxName, listIdx } from "./idxListing.ts";
import { headOf } from "./header.ts";
import { imageColumns, peekTable } from "./peek.ts";
import { type ListOptions, listTable } from "./tableListing.ts";
import type { Listing } from "./types.ts";
import { dirname, resolve } from "node:path";

/** A file of [rows, height, width] bytes, by name or by its first four bytes. */
async function isIdxFile(path: string): Promise<boolean> {
  if (isIdxName(basename(path))) return true;
  const head = await headOf(path);
  return head.length >= 4 && head.readUInt32BE(0) === 0x0803;
}

type Kind = "folder" | "idxFolder" | "idxFile" | "file";

/** What lies there; throws E202–E205 when nothing does. */
async function kindOf(path: string): Promise<Kind> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return (await readdir(path)).some(isIdxName) ? "idxFolder" : "folder";
  if (found?.isFile() === true && found.size > 0) return (await isIdxFile(path)) ? "idxFile" : "file";
  await openSource(path);
  return "file";
}

/** Images and labels as they lie there, before any image is decoded. */
export async function listImages(path: string, options: ListOptions): Promise<Listing> {
  const kind = await kindOf(path);
  if (kind === "folder") return listFolder(path);
  return kind === "file" ? listTable(path, options) : listIdx(path, kind === "idxFolder");
}

/**
 * Does `path` hold images rather than a table? A folder and IDX files do; a table does when a column's values look like
 * names of image files, and some of those files are there or the table has hardly any other columns. Reads the first rows
 * only; throws E202–E205 when nothing is there, and nothing else: what is wrong with a table is told by who reads it.
 */
export async function isImageSource(path: string, options: Pick<ListOptions, "image" | "read"> = {}): Promise<boolean> {
  const kind = await kindOf(path);
  if (kind !== "file") return true;
  if (options.image !== undefined) return true;
  const peek = await peekTable(path, options.read).catch(() => undefined);
  if (peek === undefined) return false;
  const columns = imageColumns(peek);
  if (columns.length === 0) return false;
  if (peek.names.length <= columns.length + 1) return true;
  const paths = columns.flatMap((column) => column.paths.slice(0, 20));
  const there = await Promise.all(paths.map((name) => stat(resolve(dirname(path), name)).catch(() => undefined)));
  return there.some((found) => found?.isFile() === true);
}
