import { join } from "node:path";
import { z } from "zod";
import { RegularizeError } from "../core/index.ts";
import type { Checkpoint } from "../train/loop.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpointContent.ts";
import { sha256 } from "./folder/manifest.ts";
import { journalLine, parseJournal } from "./journal.ts";
import { atomicWrite } from "./storage/atomic.ts";
import { type Disk, nodeDisk } from "./storage/disk.ts";
import { storageError, systemCode } from "./storage/failure.ts";

/** Where checkpoints are kept: the newest two, so that a damaged one leaves another. */
export interface CheckpointStore {
  /** Writes it whole or not at all. Throws E52x when the disk refuses; the checkpoints before it are then as they were. */
  save(checkpoint: Checkpoint): Promise<void>;
  /**
   * The newest one that is whole, and what was wrong with newer ones; undefined when there is none at all. Throws E844 when
   * none is whole.
   */
  latest(): Promise<{ readonly checkpoint: Checkpoint; readonly warnings: readonly string[] } | undefined>;
}

const FORMAT = 1;
/** The name ends with the first digits of the content's SHA-256, so that a file can be checked when the list is lost. */
const FILE = /^step-(\d+)-([0-9a-f]{16})\.safetensors$/u;
const entrySchema = z.strictObject({
  file: z.string().regex(FILE),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
const listSchema = z.strictObject({ v: z.literal(FORMAT), checkpoints: z.array(entrySchema).min(1).max(2) });

interface Entry {
  readonly file: string;
  /** Unknown when the list is lost. */
  readonly bytes?: number;
  /** The SHA-256 in hexadecimal, or the beginning of it. */
  readonly sha256: string;
}

interface Found {
  /** Newest first. */
  readonly entries: readonly Entry[];
  readonly warnings: readonly string[];
}

const LIST = "checkpoints.json";
const KEEP = 2;

/**
 * The checkpoints of a run folder: `checkpoints/step-N-HASH.safetensors`, and `checkpoints.json`, one line as a
 * journal's with their SHA-256. Throws E52x, E841 for those of a newer version, E844 when none of them is left.
 */
export async function openCheckpoints(
  folder: string,
  { fs = nodeDisk }: { readonly fs?: Disk } = {},
): Promise<CheckpointStore> {
  const path = join(folder, "checkpoints");
  await makeFolder(fs, path);
  let { entries, warnings } = await findEntries(fs, path);
  return {
    save: async (checkpoint) => {
      const bytes = encodeCheckpoint(checkpoint);
      const hash = sha256(bytes);
      // The name has a part of the hash, so that no save overwrites a file that is listed with another content.
      const file = `step-${checkpoint.trainer.steps}-${hash.slice(0, 16)}.safetensors`;
      await atomicWrite(join(path, file), bytes, { fs });
      const others = entries.filter((other) => other.file !== file && other.bytes !== undefined);
      const listed = [{ file, bytes: bytes.length, sha256: hash }, ...others].slice(0, KEEP);
      await atomicWrite(join(path, LIST), journalLine({ v: FORMAT, checkpoints: listed }), { fs });
      entries = listed;
      await tidy(fs, path, listed);
    },
    latest: async () => {
      const newest = await newestWhole(fs, path, entries);
      if (newest === undefined) return undefined;
      // A damaged one is not kept in the place of a whole one.
      entries = newest.whole;
      const told = [...warnings, ...newest.warnings];
      warnings = [];
      return { checkpoint: newest.checkpoint, warnings: told };
    },
  };
}

async function makeFolder(fs: Disk, path: string): Promise<void> {
  await fs.makeFolder(path).catch(async (cause: unknown) => {
    if (systemCode(cause) !== "EEXIST") throw await storageError(fs, { action: "make the folder", path }, cause);
  });
}

/** The listed checkpoints; when the list is lost, the files whose names vouch for them. */
async function findEntries(fs: Disk, path: string): Promise<Found> {
  try {
    const list = await fs.read(join(path, LIST)).catch((cause: unknown) => {
      if (systemCode(cause) === "ENOENT") return undefined;
      throw cause;
    });
    const listed = list && parseList(list);
    if (listed !== undefined) return { entries: listed, warnings: [] };
    const entries = byName(await fs.list(path));
    const warning = `checkpoints/${LIST} is ${list ? "damaged" : "missing"}: going by the names of the checkpoints`;
    if (list !== undefined && entries.length === 0) throw noneWhole([warning, "there are none"]);
    return { entries, warnings: entries.length > 0 ? [warning] : [] };
  } catch (cause) {
    throw await storageError(fs, { action: "read", path }, cause);
  }
}

/** The entries of a list, or undefined when it is damaged. Throws E841 when it is of a newer version. */
function parseList(content: Uint8Array): readonly Entry[] | undefined {
  const [record] = parseJournal(content).records;
  if (typeof record?.["v"] === "number" && record["v"] > FORMAT)
    throw new RegularizeError({
      code: "E841",
      where: join("checkpoints", LIST),
      message: "The checkpoints were written by a newer version",
      expected: `format ${FORMAT}`,
      received: `format ${record["v"]}`,
      todo: "npm install regularize@latest",
    });
  return listSchema.safeParse(record).data?.checkpoints;
}

function byName(names: readonly string[]): Entry[] {
  const found = names.flatMap((file) => {
    const [, steps, hash] = FILE.exec(file) ?? [];
    return steps === undefined || hash === undefined ? [] : [{ file, sha256: hash, steps: Number(steps) }];
  });
  return found.toSorted((a, b) => b.steps - a.steps).map(({ file, sha256: hash }) => ({ file, sha256: hash }));
}

/** Removes what no list names: older checkpoints, and what a kill left behind. What cannot be removed now is next time. */
async function tidy(fs: Disk, path: string, listed: readonly Entry[]): Promise<void> {
  for (const name of await fs.list(path).catch(() => []))
    if (name !== LIST && !listed.some(({ file }) => file === name))
      await fs.unlink(join(path, name)).catch(() => undefined);
}

async function newestWhole(fs: Disk, path: string, entries: readonly Entry[]) {
  const warnings: string[] = [];
  for (const [i, entry] of entries.entries()) {
    const found = await fs.read(join(path, entry.file)).catch((cause: unknown) => systemCode(cause) ?? String(cause));
    const wrong = problem(entry, found);
    if (wrong === undefined) {
      const whole = [{ ...entry, bytes: found.length, sha256: sha256(found as Uint8Array) }, ...entries.slice(i + 1)];
      return { checkpoint: decodeCheckpoint(found as Uint8Array), whole, warnings };
    }
    warnings.push(`checkpoint ${entry.file} ${wrong}: going back one`);
  }
  if (entries.length === 0) return undefined;
  throw noneWhole(warnings);
}

const noneWhole = (details: readonly string[]): RegularizeError =>
  new RegularizeError({
    code: "E844",
    where: "checkpoints",
    message: "No checkpoint of this run is whole",
    details,
    todo: "train again from the start",
  });

function problem({ bytes, sha256: expected }: Entry, found: Uint8Array | string): string | undefined {
  if (typeof found === "string") return found === "ENOENT" ? "is missing" : `cannot be read (${found})`;
  if (bytes !== undefined && found.length !== bytes) return `has ${found.length} of ${bytes} bytes`;
  return sha256(found).startsWith(expected) ? undefined : "was changed after it was written";
}
