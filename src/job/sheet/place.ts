import { constants } from "node:fs";
import { access, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import { crc32 } from "node:zlib";
import { nearest, RegularizeError } from "../../core/index.ts";
import { atomicWrite, nodeDisk, runSlug } from "../../observe/index.ts";
import { storageError } from "../../observe/storage/failure.ts";
import { exists } from "../exists.ts";
import type { AugmentSheetOptions, AugmentSheetResult, SheetFormat } from "./types.ts";

type Kind = AugmentSheetResult["kind"];

/** What a sheet of each kind can be written as. */
const FORMATS: Readonly<Record<Kind, readonly SheetFormat[]>> = {
  image: ["png"],
  table: ["png", "svg"],
  text: ["txt", "html", "png", "svg"],
};

/** The form of a sheet by the ending of its file. Throws E134 for one that is of no sheet, or not of this kind of data's. */
export function formatOf(out: string, kind?: Kind): SheetFormat {
  const ending = extname(out).slice(1).toLowerCase();
  const known = kind === undefined ? [...new Set(Object.values(FORMATS).flat())] : FORMATS[kind];
  const found = known.find((format) => format === ending);
  if (found !== undefined) return found;
  const list = known.map((format) => `.${format}`).join(", ");
  throw new RegularizeError({
    code: "E134",
    where: "--out",
    message: `${basename(out)}: a sheet of ${kind === undefined ? "augmentations" : `${kind}s`} is written as ${list}`,
    expected: list,
    received: ending === "" ? "no ending" : `.${ending}`,
    todo: `--out ${basename(out, extname(out))}.${nearest(ending, known) ?? known[0]!}`,
  });
}

/** Where a picture goes that nobody named: `augment-NAME.png` in the current folder. */
export function placeOf({ data, out }: AugmentSheetOptions, kind: Kind): string | undefined {
  if (out !== undefined || kind === "text") return out;
  const name = basename(resolve(data)).replace(/(?:\.(?:csv|tsv|txt|parquet|jsonl|ndjson|json|gz|png|jpe?g))+$/iu, "");
  return `augment-${runSlug(name)}.png`;
}

/** What every sheet begins with, or says in its metadata, and the command that it ends with. */
export const TITLE = "Augmentations of ";
const SIGNATURE = "regularize augment";
const SOFTWARE = `tEXtSoftware\0${SIGNATURE}`;
/** Where that stands: in a PNG behind the header, in a text near the start. */
const HEAD = 2000;

/** Whether a file was made by this command; a text that only speaks of it was not. */
const isSheet = (bytes: Buffer): boolean => {
  const head = bytes.subarray(0, HEAD);
  return head.includes(SOFTWARE) || (head.includes(TITLE) && bytes.includes(SIGNATURE));
};

/** Files beyond are no sheets. */
const LARGEST = 50_000_000;

/**
 * Refuses a place before anything is drawn: E140 for one among the data, or that holds anything but a sheet; E52x for a folder
 * that cannot be written to. A sheet is replaced.
 */
export async function checkPlace(path: string, { data }: AugmentSheetOptions): Promise<void> {
  if (await isAmong(path, data))
    throw refused(path, `${path} would lie among the data`, "--out, with a file outside of the data");
  await access(dirname(path), constants.W_OK).catch(async (cause: unknown) => {
    throw await storageError(nodeDisk, { action: "write", path }, cause);
  });
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || (found.isFile() && found.size === 0)) return;
  if (found.isFile() && found.size < LARGEST && isSheet(await readFile(path))) return;
  const other = join(dirname(path), `${basename(path, extname(path))}-2${extname(path)}`);
  throw refused(
    path,
    `${path} exists and ${found.isFile() ? "was not made by this command" : "is no file"}`,
    `--out ${other}`,
  );
}

const refused = (where: string, message: string, todo: string): RegularizeError =>
  new RegularizeError({ code: "E140", where, message, todo });

/** Whether a path is the data's file, or lies in the data's folder. */
async function isAmong(path: string, data: string): Promise<boolean> {
  const source = await realpath(data).catch(() => resolve(data));
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
  const isFolder = await exists(source, "isDirectory");
  return isFolder ? `${folder}${sep}`.startsWith(`${source}${sep}`) : join(folder, basename(path)) === source;
}

/** Writes the whole sheet or nothing. Throws E52x. */
export async function writeSheet(path: string, content: Uint8Array | string): Promise<void> {
  await atomicWrite(path, typeof content === "string" ? content : signed(content));
}

const PNG_HEADER = 33;

/** A PNG that says in its metadata what made it: a text chunk behind the header. */
function signed(png: Uint8Array): Uint8Array {
  const body = new TextEncoder().encode(SOFTWARE);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, PNG_HEADER));
  out.set(chunk, PNG_HEADER);
  out.set(png.subarray(PNG_HEADER), PNG_HEADER + chunk.length);
  return out;
}
