import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { nearest, RegularizeError } from "../core/index.ts";
import type { TableFormat } from "./table.ts";

/** A file that exists and is not empty. */
export interface Source {
  /** As the user wrote it: what messages show. */
  readonly path: string;
  readonly absolute: string;
  readonly format: TableFormat;
  readonly gzip: boolean;
  /** Bytes on the disk; 0 for what is no file, such as a pipe. */
  readonly size: number;
}

const CHUNK_BYTES = 1 << 20;
/** A small file is read in small pieces: each read allocates a whole one. */
const chunkFor = (size: number): number => (size === 0 ? CHUNK_BYTES : Math.min(CHUNK_BYTES, Math.max(1 << 14, size)));

async function missingFile(path: string, absolute: string): Promise<RegularizeError> {
  const names = await readdir(dirname(absolute)).catch(() => []);
  const near = nearest(basename(absolute), names);
  const folder = path.slice(0, path.length - basename(path).length);
  return new RegularizeError({
    code: "E202",
    where: path,
    message: `${path} does not exist`,
    todo:
      near === undefined
        ? `check the path; it was looked for in ${folder === "" ? "the current folder" : folder}`
        : `did you mean ${JSON.stringify(folder + near)}?`,
  });
}

/** The file's size, 0 for what is no file. */
async function checkFile(path: string, absolute: string): Promise<number> {
  const found = await stat(absolute).catch((cause: NodeJS.ErrnoException) => cause);
  if (found instanceof Error) {
    if (found.code === "ENOENT" || found.code === "ENOTDIR") throw await missingFile(path, absolute);
    throw unreadable(path, found);
  }
  if (found.isDirectory())
    throw new RegularizeError({
      code: "E203",
      where: path,
      message: `${path} is a folder, not a file`,
      expected: "one CSV, TSV, Parquet or JSON file",
      todo: `name a file in it, such as ${path.replace(/\/+$/u, "")}/train.csv`,
    });
  if (found.isFile() && found.size === 0)
    throw new RegularizeError({
      code: "E204",
      where: `${path}:1:1`,
      message: `${path}:1:1 the file is empty`,
      expected: "a header line and rows",
      received: "0 bytes",
      todo: "check how the file was written",
    });
  return found.isFile() ? found.size : 0;
}

function unreadable(path: string, cause: unknown): RegularizeError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new RegularizeError({
    code: "E205",
    where: path,
    message: `${path} cannot be read (${code})`,
    todo: code === "EACCES" ? `chmod u+r ${path}` : "check that the disk and the file are readable",
    cause,
  });
}

const opened = (path: string, absolute: string): Promise<FileHandle> =>
  open(absolute, "r").catch((cause: unknown) => {
    throw unreadable(path, cause);
  });

async function firstBytes(path: string, absolute: string): Promise<Buffer> {
  const file = await opened(path, absolute);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function formatOf(path: string, magic: Buffer): TableFormat {
  const name = path.toLowerCase().replace(/\.gz$/u, "");
  if (magic.subarray(0, 4).toString("latin1") === "PAR1" || /\.(?:parquet|pq)$/u.test(name)) return "parquet";
  return /\.(?:jsonl|ndjson|json)$/u.test(name) ? "jsonl" : "csv";
}

const isArray = async (source: Source): Promise<boolean> =>
  /^\uFEFF?\s*\[/u.test((await headOf(source, 1 << 10)).head.toString("utf8"));

/** Checks that the file is there and is a file (E202–E205), and decides its format by name and first bytes. */
export async function openSource(path: string, format?: TableFormat): Promise<Source> {
  const absolute = resolve(path);
  const size = await checkFile(path, absolute);
  const magic = await firstBytes(path, absolute);
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  const source = { path, absolute, gzip, size, format: format ?? formatOf(path, magic) };
  const mayBeArray = format === undefined && source.format === "jsonl";
  return mayBeArray && (await isArray(source)) ? { ...source, format: "json" } : source;
}

/** The content of the file, unzipped, in pieces of 1 MB at most; `onRaw` sees the bytes as they lie on the disk. */
export async function* contentOf(source: Source, onRaw?: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  const file = createReadStream(source.absolute, { highWaterMark: chunkFor(source.size) });
  if (source.gzip && onRaw !== undefined) file.on("data", (bytes) => onRaw(bytes as Buffer));
  const content = source.gzip ? pipeline(file, createGunzip({ chunkSize: chunkFor(8 * source.size) }), () => {}) : file;
  try {
    for await (const bytes of content) {
      if (!source.gzip) onRaw?.(bytes as Buffer);
      yield bytes as Buffer;
    }
  } catch (cause) {
    if (!source.gzip) throw unreadable(source.path, cause);
    throw new RegularizeError({
      code: "E217",
      where: source.path,
      message: `${source.path} is a damaged gzip file (${cause instanceof Error ? cause.message : String(cause)})`,
      todo: `gzip -t ${source.path} shows the damage; copy the file again`,
      cause,
    });
  } finally {
    file.destroy();
  }
}

/** `contentOf` in memory of the caller's: each piece lies where `free` said before it was read, so many bytes of it. */
export async function* contentIn(
  source: Source,
  free: () => Uint8Array,
  onRaw: (bytes: Uint8Array) => void,
): AsyncGenerator<number> {
  if (source.gzip || source.size === 0) yield* copiedIn(source, free, onRaw);
  else yield* readIn(source, free, onRaw);
}

async function* copiedIn(...[source, free, onRaw]: Parameters<typeof contentIn>): AsyncGenerator<number> {
  for await (const piece of contentOf(source, onRaw))
    for (let from = 0; from < piece.length; ) {
      const to = free();
      const part = piece.subarray(from, from + to.length);
      to.set(part);
      from += part.length;
      yield part.length;
    }
}

async function* readIn(...[source, free, onRaw]: Parameters<typeof contentIn>): AsyncGenerator<number> {
  const file = await opened(source.path, source.absolute);
  try {
    for (;;) {
      const to = free();
      const { bytesRead } = await file.read(to, 0, to.length).catch((cause: unknown) => {
        throw unreadable(source.path, cause);
      });
      if (bytesRead === 0) return;
      onRaw(to.subarray(0, bytesRead));
      yield bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** The first bytes of the content; `complete` says that there is nothing more. */
export async function headOf(source: Source, bytes: number): Promise<{ head: Buffer; complete: boolean }> {
  const pieces: Buffer[] = [];
  let total = 0;
  for await (const piece of contentOf(source)) {
    pieces.push(Buffer.from(piece));
    total += piece.length;
    if (total >= bytes) return { head: Buffer.concat(pieces).subarray(0, bytes), complete: false };
  }
  return { head: Buffer.concat(pieces), complete: true };
}

/** Bytes [from, to) of the content. */
export async function bytesBetween(source: Source, from: number, to: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let offset = 0;
  for await (const piece of contentOf(source)) {
    if (offset + piece.length > from) pieces.push(Buffer.from(piece.subarray(Math.max(0, from - offset), to - offset)));
    offset += piece.length;
    if (offset >= to) break;
  }
  return Buffer.concat(pieces);
}

/** SHA-256 of the bytes on the disk, hexadecimal. */
export async function hashOf(source: Source): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of contentOf({ ...source, gzip: false })) hash.update(piece);
  return hash.digest("hex");
}
