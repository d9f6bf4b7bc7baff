import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { RegularizeError } from "../core/index.ts";
import { syncFolder } from "./storage/atomic.ts";
import { type Disk, type DiskFile, nodeDisk, writeAll } from "./storage/disk.ts";
import { storageError } from "./storage/failure.ts";

/** A JSON object. Numbers that are not finite become null, as JSON has no word for them. */
export type JournalRecord = Readonly<Record<string, unknown>>;

/** A line that is not what was written: `torn` is the unfinished last one, `edited` any other. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  /** Bytes before the line. */
  readonly offset: number;
  readonly kind: "torn" | "edited";
}

export interface JournalContent {
  /** The lines that are as they were written, without their `crc`. */
  readonly records: readonly Record<string, unknown>[];
  readonly bad: readonly BadLine[];
  /** Bytes up to the end of the last good line, its line break included where there is one. */
  readonly end: number;
  /** The last good line has its line break. */
  readonly closed: boolean;
}

const checksum = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");

/** One line: the object with `"crc":"…"` as its last field, the CRC-32 of the object's JSON without it. */
export function journalLine(record: JournalRecord): string {
  if (Object.hasOwn(record, "crc"))
    throw new RegularizeError({ code: "E900", message: "Internal: a journal record has no field crc of its own" });
  const rest = JSON.stringify(record);
  const comma = rest === "{}" ? "" : ",";
  return `${rest.slice(0, -1)}${comma}"crc":"${checksum(new TextEncoder().encode(rest))}"}\n`;
}

const CRC = /^(,?)"crc":"([0-9a-f]{8})"\}$/u;

/** The record of a line without its line break, or undefined when it is not as it was written. */
function parseLine(bytes: Buffer): Record<string, unknown> | undefined {
  const at = bytes.lastIndexOf('"crc":"');
  if (at < 1) return undefined;
  const start = at > 1 ? at - 1 : at;
  const tail = CRC.exec(bytes.toString("latin1", start));
  if (tail === null) return undefined;
  const rest = Buffer.concat([bytes.subarray(0, start), Buffer.from("}")]);
  return checksum(rest) === tail[2] ? parseObject(rest.toString("utf8")) : undefined;
}

/** A checksum can be forged: what it vouches for may still not be JSON. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Parses the bytes of a journal; it never throws, what is damaged is counted in `bad`. */
export function parseJournal(content: Uint8Array): JournalContent {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const records: Record<string, unknown>[] = [];
  const bad: BadLine[] = [];
  let end = 0;
  let closed = true;
  for (let offset = 0, line = 1; offset < bytes.length; line++) {
    const newline = bytes.indexOf(10, offset);
    const stop = newline < 0 ? bytes.length : newline;
    const record = parseLine(bytes.subarray(offset, stop));
    if (record === undefined) bad.push({ line, offset, kind: newline < 0 ? "torn" : "edited" });
    else {
      records.push(record);
      closed = newline >= 0;
      end = closed ? stop + 1 : stop;
    }
    offset = stop + 1;
  }
  return { records, bad, end, closed };
}

/** Reads a journal that may have been cut short or edited. Throws E830 when there is no such file. */
export async function readJournal(
  path: string,
  { fs = nodeDisk }: { readonly fs?: Disk } = {},
): Promise<JournalContent> {
  try {
    return parseJournal(await fs.read(path));
  } catch (cause) {
    throw new RegularizeError({ code: "E830", where: path, message: `Cannot read the journal ${path}`, cause });
  }
}

export interface Journal {
  /** Puts a record into the buffer; nothing is written before `flush`. */
  append(record: JournalRecord): void;
  /** Writes what is buffered and waits until the disk has it. After a failure (E52x) the records stay buffered. */
  flush(): Promise<void>;
  /** Flushes and closes the file. */
  close(): Promise<void>;
}

/** Opens a journal for appending. An existing one is continued after its last good line; what follows that is cut off. */
export async function openJournal(path: string, { fs = nodeDisk }: { readonly fs?: Disk } = {}): Promise<Journal> {
  let file: DiskFile | undefined;
  try {
    file = await fs.open(path, "update");
    const before = parseJournal(await fs.read(path));
    await file.truncate(before.end);
    await syncFolder(fs, dirname(path));
    return new FileJournal(fs, path, file, before);
  } catch (cause) {
    await file?.close().catch(() => undefined);
    throw await storageError(fs, { action: "open", path }, cause);
  }
}

class FileJournal implements Journal {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #file: DiskFile;
  #length: number;
  #buffered: string[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(disk: Disk, path: string, file: DiskFile, { end, closed }: JournalContent) {
    this.#disk = disk;
    this.#path = path;
    this.#file = file;
    this.#length = end;
    if (!closed) this.#buffered.push("\n");
  }

  append(record: JournalRecord): void {
    this.#buffered.push(journalLine(record));
  }

  flush(): Promise<void> {
    this.#last = this.#last.catch(() => undefined).then(() => this.#write());
    return this.#last;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  /** Writes at a fixed position, so that a second try overwrites what a failed one left behind. */
  async #write(): Promise<void> {
    const count = this.#buffered.length;
    if (count === 0) return;
    const bytes = new TextEncoder().encode(this.#buffered.join(""));
    try {
      await writeAll(this.#file, bytes, this.#length);
      await this.#file.sync();
    } catch (cause) {
      await this.#file.truncate(this.#length).catch(() => undefined);
      throw await storageError(this.#disk, { action: "write", path: this.#path, needed: bytes.length }, cause);
    }
    this.#length += bytes.length;
    this.#buffered = this.#buffered.slice(count);
  }
}
