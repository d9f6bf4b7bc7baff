import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { openSource } from "../source.ts";
import { listFolder } from "./folder.ts";
import { IMAGES_MAGIC, isIdxName, listIdx } from "./idxListing.ts";
import { firstBytes } from "./header.ts";
import { imageColumns, peekTable } from "./peek.ts";
import { formatOf, looksLikeImage } from "./sniff.ts";
import { type ListOptions, listTable } from "./tableListing.ts";
import { unlabelled } from "./target.ts";
import type { Listing } from "./types.ts";
import { stampOf } from "./walk.ts";

type Kind = "folder" | "idxFolder" | "idxFile" | "image" | "table";

async function kindOfFile(path: string): Promise<Kind> {
  if (isIdxName(basename(path))) return "idxFile";
  const head = await firstBytes(path);
  if (head.length >= 4 && head.readUInt32BE(0) === IMAGES_MAGIC) return "idxFile";
  return formatOf(head) !== undefined || looksLikeImage(path) ? "image" : "table";
}

/** What lies there; throws E202–E205 when nothing does. */
async function kindOf(path: string): Promise<Kind> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return (await readdir(path)).some(isIdxName) ? "idxFolder" : "folder";
  await openSource(path);
  return kindOfFile(path);
}

/** One image, to be predicted. Throws E271 where it needs a label. */
async function listImage(path: string, labelled: ListOptions["labels"]): Promise<Listing> {
  if (labelled !== "optional")
    throw new RegularizeError({
      code: "E271",
      where: path,
      message: `${path} is one image, and nothing says what it shows`,
      expected: "a folder with a sub-folder per class, or a table of paths and labels",
      todo: "name the folder of all images",
    });
  const found = await stat(path, { bigint: true });
  const file = { name: basename(path), absolute: resolve(path), bytes: Number(found.size), stamp: stampOf(found) };
  return {
    ...{ path, root: resolve(path), images: { kind: "files", files: [file] }, target: unlabelled("label", 1) },
    ...{ rejected: [], notices: [] },
  };
}

/** Images and labels as they lie there, before any image is decoded. */
export async function listImages(path: string, options: ListOptions): Promise<Listing> {
  const kind = await kindOf(path);
  if (kind === "folder") return listFolder(path, options.labels);
  if (kind === "image") return listImage(path, options.labels);
  return kind === "table" ? listTable(path, options) : listIdx(path, kind === "idxFolder", options.labels);
}

/**
 * Does `path` hold images rather than a table? A folder and IDX files do; a table does when a column's values look like
 * names of image files, and some of those files are there or the table has hardly any other columns. Reads the first rows
 * only; throws E202–E205 when nothing is there, and nothing else: what is wrong with a table is told by who reads it.
 */
export async function isImageSource(path: string, options: Pick<ListOptions, "image" | "read"> = {}): Promise<boolean> {
  const kind = await kindOf(path);
  if (kind !== "table" || options.image !== undefined) return true;
  const peek = await peekTable(path, options.read).catch(() => undefined);
  if (peek === undefined) return false;
  const columns = imageColumns(peek);
  if (columns.length === 0) return false;
  if (peek.names.length <= columns.length + 1) return true;
  const paths = columns.flatMap((column) => column.paths.slice(0, 20));
  const there = await Promise.all(paths.map((name) => stat(resolve(dirname(path), name)).catch(() => undefined)));
  return there.some((found) => found?.isFile() === true);
}
