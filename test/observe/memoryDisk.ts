import { basename, dirname } from "node:path";
import type { Disk, DiskFile, OpenMode } from "../../src/observe/index.ts";
import { systemError } from "./faultyDisk.ts";

interface Content {
  now: Buffer;
  /** What a power cut would leave. */
  synced: Buffer;
}
type Names = ReadonlyMap<string, Content>;

export interface MemoryDisk extends Disk {
  /** The same files on another disk. */
  readonly copy: () => MemoryDisk;
  /**
   * The disk after a power cut: contents that were not synced are lost. Names in folders that were not synced are those of
   * before (`old`) or those that were last seen (`new`); a system may do either.
   */
  readonly afterPowerCut: (names: "old" | "new") => MemoryDisk;
  readonly put: (path: string, content: Uint8Array | string) => void;
  readonly get: (path: string) => Buffer;
  readonly names: (folder: string) => string[];
}

const cloned = (names: Names): Map<string, Content> => {
  const copies = new Map<Content, Content>();
  for (const content of names.values()) copies.set(content, { ...content });
  return new Map([...names].map(([name, content]) => [name, copies.get(content)!]));
};

/** Files in memory, that know which of their bytes and names have reached the device. Folders are there when they are named. */
export function memoryDisk(start: Names = new Map()): MemoryDisk {
  const names = new Map(start);
  let durable = new Map(start);
  const found = (path: string): Content => {
    const content = names.get(path);
    if (content === undefined) throw systemError("ENOENT");
    return content;
  };
  const inFolder = (of: Names, folder: string): string[] =>
    [...of.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path));
  const syncNames = (folder: string): void => {
    durable = new Map([...durable].filter(([path]) => dirname(path) !== folder));
    for (const [path, content] of names) if (dirname(path) === folder) durable.set(path, content);
  };
  const fileOf = (content: Content, path: string): DiskFile => ({
    write: async (bytes, position) => {
      const next = Buffer.alloc(Math.max(content.now.length, position + bytes.length));
      next.set(content.now);
      next.set(bytes, position);
      content.now = next;
      return bytes.length;
    },
    truncate: async (length) => {
      content.now = Buffer.from(content.now.subarray(0, length));
    },
    sync: async () => {
      if (names.has(path)) content.synced = content.now;
      else syncNames(path);
    },
    close: async () => {},
  });
  const open = (path: string, mode: OpenMode): DiskFile => {
    if (mode === "new" && names.has(path)) throw systemError("EEXIST");
    if (mode !== "read" && !names.has(path)) names.set(path, { now: Buffer.alloc(0), synced: Buffer.alloc(0) });
    return fileOf(names.get(path) ?? { now: Buffer.alloc(0), synced: Buffer.alloc(0) }, path);
  };
  return {
    open: async (path, mode) => open(path, mode),
    rename: async (from, to) => {
      names.set(to, found(from));
      names.delete(from);
    },
    unlink: async (path) => {
      found(path);
      names.delete(path);
    },
    makeFolder: async () => {},
    removeFolder: async () => {},
    list: async (folder) => inFolder(names, folder),
    read: async (path) => Uint8Array.from(found(path).now),
    free: async () => 12_345,
    copy: () => memoryDisk(cloned(names)),
    afterPowerCut: (which) =>
      memoryDisk(
        new Map([...(which === "old" ? durable : names)].map(([path, { synced }]) => [path, { now: synced, synced }])),
      ),
    put: (path, content) => {
      const bytes = Buffer.from(content);
      names.set(path, { now: bytes, synced: bytes });
    },
    get: (path) => found(path).now,
    names: (folder) => inFolder(names, folder).sort(),
  };
}
