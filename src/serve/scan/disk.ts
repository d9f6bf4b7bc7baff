import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { parseJournal } from "../../observe/journal.ts";
import { type Disk, nodeDisk } from "../../observe/storage/disk.ts";
import type { Json } from "./json.ts";

export interface Facts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** Size and time of a file; undefined of what is none. */
export function factsOf(path: string): Facts | undefined {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    return facts?.isFile() === true ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** A pipe by the name of a file is not waited for. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Most files of a run fit in: they are read without asking for their size. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** A file's bytes from a place to its end. Throws ENOENT of what is no file, and what the system says. */
function bytesFrom(path: string, from: number): Uint8Array {
  const file = openSync(path, WITHOUT_WAITING);
  try {
    const short = readSync(file, scratch, 0, scratch.length, from);
    if (short > 0 && short < scratch.length) return Buffer.from(scratch.subarray(0, short));
    const facts = fstatSync(file);
    if (!facts.isFile()) throw Object.assign(new Error(`${path} is no file`), { code: "ENOENT" });
    const bytes = Buffer.allocUnsafe(Math.max(0, facts.size - from));
    let [read, got] = [0, -1];
    while (read < bytes.length && got !== 0) {
      got = readSync(file, bytes, read, bytes.length - read, from + read);
      read += got;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** The disk for the many small files of run folders: read at once, as each call through the pool of threads costs several times that. */
export const quickDisk: Disk = { ...nodeDisk, read: async (path) => bytesFrom(path, 0) };

/** A journal as far as it was read. */
interface Tail {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  /** Bytes up to the end of its last good line. */
  readonly end: number;
  readonly records: readonly Json[];
}

const tails = new Map<string, Tail>();
/** Bytes of journals that are kept, those read last. */
const KEPT = 48 * 1024 * 1024;

function keep(path: string, tail: Tail): void {
  tails.delete(path);
  tails.set(path, tail);
  let bytes = 0;
  for (const { size } of tails.values()) bytes += size;
  for (const [oldest, { size }] of tails) {
    if (bytes <= KEPT && tails.size <= 64) break;
    tails.delete(oldest);
    bytes -= size;
  }
}

/** The records of a journal that may be missing, torn, or being written: of one that has grown only what is new is read. */
export function records(path: string): readonly Json[] {
  const facts = factsOf(path);
  if (facts === undefined) return [];
  const known = tails.get(path);
  if (known?.ino === facts.ino && known.size === facts.size && known.mtimeMs === facts.mtimeMs) return known.records;
  const grows = known !== undefined && known.ino === facts.ino && facts.size > known.size;
  const from = grows ? known.end : 0;
  try {
    const { records: found, end } = parseJournal(bytesFrom(path, from));
    const all = grows ? [...known.records, ...found] : found;
    const { ino, size, mtimeMs } = facts;
    keep(path, { ino, size, mtimeMs, end: from + end, records: all });
    return all;
  } catch {
    return [];
  }
}
