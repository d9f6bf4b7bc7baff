import { mkdir, open, readdir, readFile, rename, rmdir, statfs, unlink } from "node:fs/promises";
import { passed } from "../../core/long.ts";

/** An open file. */
export interface DiskFile {
  /** Writes at a byte position and returns how many bytes were written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  truncate(bytes: number): Promise<void>;
  /** Waits until what was written has reached the device. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** How a file is opened: `new` must not exist, `update` keeps what is there, `read` serves to sync a directory. */
export type OpenMode = "new" | "update" | "read";

/** The file system as an argument, so that tests can make the k-th call fail. */
export interface Disk {
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes one folder; its parent exists and it does not. */
  makeFolder(path: string): Promise<void>;
  /** Removes an empty folder. */
  removeFolder(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  read(path: string): Promise<Uint8Array>;
  /** Bytes free to this user where `path` is. */
  free(path: string): Promise<number>;
}

const openAs = { new: "wx", read: "r" } as const;

/** The file, made when it does not exist, and never emptied. */
async function openForUpdate(path: string): ReturnType<typeof open> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    return open(path, "wx");
  }
}

/** The real file system. */
export const nodeDisk: Disk = {
  async open(path, mode) {
    const file = await (mode === "update" ? openForUpdate(path) : open(path, openAs[mode]));
    return {
      write: async (bytes, position) => (await file.write(bytes, 0, bytes.length, position)).bytesWritten,
      truncate: (bytes) => file.truncate(bytes),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  rename,
  unlink,
  makeFolder: (path) => mkdir(path),
  removeFolder: (path) => rmdir(path),
  list: (path) => readdir(path),
  read: (path) => readFile(path),
  async free(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

/** Bytes of one call: a long array's are let go of between two. */
const MOST_WRITTEN = 1 << 23;

/** Writes all bytes from `position` on; the system may take several calls. */
export async function writeAll(file: DiskFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const written = await file.write(bytes.subarray(done, done + MOST_WRITTEN), position + done);
    passed(written);
    if (written <= 0) throw Object.assign(new Error("the system wrote no bytes"), { code: "EIO" });
    done += written;
  }
}
