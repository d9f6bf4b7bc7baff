import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type Disk, type DiskFile, nodeDisk } from "../../src/observe/index.ts";

export const systemError = (code: string): Error => Object.assign(new Error(`${code}: as the test wants`), { code });

export interface Faults {
  /** From which call on to fail, from 1. */
  readonly at: number;
  readonly code: string;
  /** Every later call fails too. */
  readonly stays: boolean;
  /** What lies below; the real disk unless told. */
  readonly disk?: Disk;
}

/** A disk whose k-th call fails; a write that fails has written half, and others write 7 bytes at a time. */
export function faultyDisk({ at, code, stays, disk = nodeDisk }: Faults): Disk & { readonly calls: () => number } {
  let calls = 0;
  const fails = (): boolean => {
    calls++;
    return calls === at || (stays && calls > at);
  };
  const guard = async <T>(call: () => Promise<T>): Promise<T> => {
    if (fails()) throw systemError(code);
    return call();
  };
  const wrap = (file: DiskFile): DiskFile => ({
    write: async (bytes, position) => {
      if (!fails()) return file.write(bytes.subarray(0, 7), position);
      await file.write(bytes.subarray(0, bytes.length >> 1), position);
      throw systemError(code);
    },
    truncate: (bytes) => guard(() => file.truncate(bytes)),
    sync: () => guard(() => file.sync()),
    close: async () => {
      await file.close();
      if (fails()) throw systemError(code);
    },
  });
  return {
    open: (path, mode) => guard(async () => wrap(await disk.open(path, mode))),
    rename: (from, to) => guard(() => disk.rename(from, to)),
    unlink: (path) => guard(() => disk.unlink(path)),
    makeFolder: (path) => guard(() => disk.makeFolder(path)),
    removeFolder: (path) => guard(() => disk.removeFolder(path)),
    list: (path) => guard(() => disk.list(path)),
    read: (path) => guard(() => disk.read(path)),
    free: () => Promise.resolve(12_345),
    calls: () => calls,
  };
}

/** A fresh folder for each call, removed after the test. */
export function freshFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    const path = mkdtempSync(join(tmpdir(), "regularize-test-"));
    made.push(path);
    return path;
  };
}
