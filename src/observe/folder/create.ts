import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { invariant, RegularizeError } from "../../core/index.ts";
import { atomicWrite, temporaryName, writeNew } from "../storage/atomic.ts";
import { type Disk, nodeDisk } from "../storage/disk.ts";
import { storageError, systemCode } from "../storage/failure.ts";

/** A folder that files are being written to; `writeManifest` makes it a run that `openRun` opens. */
export interface RunFolder {
  readonly path: string;
  /** Last part of the path, which names the run. */
  readonly name: string;
  /** Where a file of the run is. */
  pathOf(file: string): string;
  /** Writes a whole file or nothing. */
  write(file: string, content: Uint8Array | string): Promise<void>;
}

export interface FolderOptions {
  readonly fs?: Disk;
  /** Source of the four hexadecimal digits at the end of a name. */
  readonly suffix?: () => string;
}

/** The name of a run from what a user calls it: `Titanic (train).csv` → `titanic-train-csv`, never empty, at most 40 long. */
export function runSlug(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{Mark}/gu, "");
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/gu, "");
  return slug === "" ? "run" : slug;
}

/** Makes `base/NAME-XXXX`, a folder that nobody else has, and checks that it can be written to. Throws E52x. */
export async function createRunFolder(base: string, name: string, options: FolderOptions = {}): Promise<RunFolder> {
  const disk = options.fs ?? nodeDisk;
  const suffix = options.suffix ?? (() => randomBytes(2).toString("hex"));
  await makeFolders(disk, base);
  for (let attempt = 0; attempt < 100; attempt++) {
    const path = join(base, `${runSlug(name)}-${suffix()}`);
    if (await makeOnly(disk, path)) return probedNew(disk, path);
  }
  throw new RegularizeError({
    code: "E523",
    where: base,
    message: `Cannot find a free name for the run in ${base}`,
    todo: "remove old runs, or choose a folder with --out",
  });
}

/** Makes the folder that a user asked for, or takes an empty one. Throws E150 when it holds anything, E52x otherwise. */
export async function createOutFolder(path: string, options: Pick<FolderOptions, "fs"> = {}): Promise<RunFolder> {
  const disk = options.fs ?? nodeDisk;
  await makeFolders(disk, dirname(path));
  if (await makeOnly(disk, path)) return probedNew(disk, path);
  const found = await disk.list(path).catch(async (cause: unknown) => {
    throw await storageError(disk, { action: "use", path }, cause);
  });
  if (found.length === 0) return probed(disk, path);
  throw new RegularizeError({
    code: "E150",
    where: path,
    message: `The folder ${path} is not empty`,
    received: `${found.length} ${found.length === 1 ? "file" : "files"}, such as ${JSON.stringify(found[0])}`,
    todo: "choose another --out, or move or delete that folder first",
  });
}

/** A folder that a run began in, to be gone on with. Throws E52x when it cannot be written to. */
export const reopenFolder = (path: string, { fs = nodeDisk }: Pick<FolderOptions, "fs"> = {}): Promise<RunFolder> =>
  probed(fs, path);

/** True when this call made the folder; making one is atomic, so of two processes only one gets it. */
async function makeOnly(disk: Disk, path: string): Promise<boolean> {
  try {
    await disk.makeFolder(path);
    return true;
  } catch (cause) {
    if (systemCode(cause) === "EEXIST") return false;
    throw await storageError(disk, { action: "make the folder", path }, cause);
  }
}

async function makeFolders(disk: Disk, path: string): Promise<void> {
  if (dirname(path) === path) return;
  try {
    await disk.makeFolder(path);
  } catch (cause) {
    const system = systemCode(cause);
    if (system === "EEXIST") return;
    if (system !== "ENOENT") throw await storageError(disk, { action: "make the folder", path }, cause);
    await makeFolders(disk, dirname(path));
    await makeFolders(disk, path);
  }
}

/** Writes and removes a file, so that a folder without room or permission is known before any training. */
async function probed(disk: Disk, path: string): Promise<RunFolder> {
  const probe = join(path, temporaryName());
  const bytes = new TextEncoder().encode("regularize");
  try {
    await writeNew(disk, probe, bytes);
    await disk.unlink(probe);
  } catch (cause) {
    await disk.unlink(probe).catch(() => undefined);
    throw await storageError(disk, { action: "write to", path, needed: bytes.length }, cause);
  }
  return folderAt(disk, path);
}

/** A folder of ours that cannot be written to is not left behind. */
async function probedNew(disk: Disk, path: string): Promise<RunFolder> {
  try {
    return await probed(disk, path);
  } catch (cause) {
    await disk.removeFolder(path).catch(() => undefined);
    throw cause;
  }
}

function folderAt(disk: Disk, path: string): RunFolder {
  const pathOf = (file: string): string => {
    invariant(isFileName(file), `${JSON.stringify(file)} is not a file name`);
    return join(path, file);
  };
  const write = async (file: string, content: Uint8Array | string): Promise<void> =>
    atomicWrite(pathOf(file), content, { fs: disk });
  return { path, name: basename(path), pathOf, write };
}

/** A plain name: no folder, no `..`, nothing hidden, no device of Windows; the same on every system. */
export const isFileName = (name: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/u.test(name) && !name.endsWith(".") && !RESERVED.test(name);

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;
