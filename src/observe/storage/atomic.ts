import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { type Disk, nodeDisk, writeAll } from "./disk.ts";
import { storageError, systemCode } from "./failure.ts";

export interface AtomicOptions {
  readonly fs?: Disk;
}

/** Name of a file that is not finished; it never looks like a result. */
export const temporaryName = (): string => `.regularize-${randomBytes(8).toString("hex")}.tmp`;

/**
 * Writes a whole file or nothing: a temporary file in the same folder, fsync, rename, fsync of the folder. Whatever
 * fails, `path` holds its previous content or the new one in full, and the temporary file is removed. Throws E52x.
 */
export async function atomicWrite(
  path: string,
  content: Uint8Array | string,
  options: AtomicOptions = {},
): Promise<void> {
  const disk = options.fs ?? nodeDisk;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const temporary = join(dirname(path), temporaryName());
  try {
    await writeNew(disk, temporary, bytes);
    await disk.rename(temporary, path);
    await syncFolder(disk, dirname(path));
  } catch (cause) {
    await disk.unlink(temporary).catch(() => undefined);
    throw await storageError(disk, { action: "write", path, needed: bytes.length }, cause);
  }
}

/** Writes a file that must not exist yet and waits until the disk has it. */
export async function writeNew(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, "new");
  try {
    await writeAll(file, bytes, 0);
    await file.sync();
  } catch (cause) {
    await file.close().catch(() => undefined);
    throw cause;
  }
  await file.close();
}

/** Systems on which a folder cannot be opened or synced (Windows, some network drives) answer with one of these. */
const CANNOT_SYNC_FOLDERS: ReadonlySet<string | undefined> = new Set([
  "EISDIR",
  "EPERM",
  "EACCES",
  "EINVAL",
  "ENOTSUP",
]);

/** Makes a rename or a new file durable. */
export async function syncFolder(disk: Disk, folder: string): Promise<void> {
  try {
    const handle = await disk.open(folder, "read");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (!CANNOT_SYNC_FOLDERS.has(systemCode(cause))) throw cause;
  }
}
