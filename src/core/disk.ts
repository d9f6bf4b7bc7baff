import type Koffi from "koffi";

/** Memory that the disk holds: what is looked at lies in memory too, until it is let go of. */
export interface DiskMemory {
  /** So many zeros; undefined where the disk has no room for them. They go with the last view of them. */
  readonly take: (bytes: number) => ArrayBuffer | undefined;
  /** Lets go of what lies in memory: it is read again when it is looked at. */
  readonly release: () => void;
  /** How many are taken. */
  readonly taken: () => number;
}

/**
 * Sessions of ONNX Runtime are made on a stack of the caller's, and large graphs are walked by recursion: megabytes as threads have them. Koffi takes a
 * size before it loads its first library, and no other after.
 */
const SYNC_STACK = 8 * 2 ** 20;

export function withStack(koffi: typeof Koffi): typeof Koffi {
  if (koffi.config().sync_stack_size !== SYNC_STACK) koffi.config({ sync_stack_size: SYNC_STACK });
  return koffi;
}

/** Of the headers of Linux, on every processor. */
const [READ_WRITE, SHARED, DONTNEED] = [3, 1, 4];
const FAILED = 2n ** 64n - 1n;
/** File systems (`statfs`) that keep what they promised room for, where a full disk would end the process: ext, XFS, and overlays of these. */
const SYSTEMS = new Set([0xef53, 0x58465342, 0x794c7630]);
/** The disk keeps so much free: others write to it too. */
const SPARE = 2 ** 30;

type Call = (...given: readonly (bigint | number | null)[]) => bigint | number;

/** The C library's functions. */
interface Calls {
  readonly mmap: Call;
  readonly munmap: Call;
  readonly madvise: Call;
  readonly reserve: Call;
  readonly view: (address: bigint, bytes: number) => ArrayBuffer;
}

/** Undefined anywhere but on Linux with glibc, where koffi is installed. */
export function openDisk(): DiskMemory | undefined {
  const { process } = globalThis;
  if (process?.platform !== "linux") return undefined;
  try {
    const folder = folderOf();
    return folder === undefined ? undefined : memoryIn(folder, calls());
  } catch {
    return undefined;
  }
}

function calls(): Calls {
  const { createRequire } = process.getBuiltinModule("node:module");
  const koffi = withStack(createRequire(import.meta.url)("koffi") as typeof Koffi);
  const library = koffi.load("libc.so.6");
  return {
    mmap: library.func("void* mmap(void*, size_t, int, int, int, int64_t)"),
    munmap: library.func("int munmap(void*, size_t)"),
    madvise: library.func("int madvise(void*, size_t, int)"),
    reserve: library.func("int posix_fallocate(int, int64_t, int64_t)"),
    view: (address, bytes) => koffi.view(address, bytes),
  };
}

/** Where files are written to a disk: not to memory, and not to a network. */
function folderOf(): string | undefined {
  const { statfsSync } = process.getBuiltinModule("node:fs");
  const { tmpdir } = process.getBuiltinModule("node:os");
  return [process.env["REGULARIZE_CACHE"], tmpdir(), "/var/tmp"].find((folder) => {
    if (folder === undefined || folder === "") return false;
    try {
      return SYSTEMS.has(statfsSync(folder).type);
    } catch {
      return false;
    }
  });
}

function memoryIn(folder: string, { mmap, munmap, madvise, reserve, view }: Calls): DiskMemory {
  const live = new Map<bigint, number>();
  const gone = new FinalizationRegistry<bigint>((address) => {
    munmap(address, live.get(address)!);
    live.delete(address);
  });
  /** The address of so many bytes of a file that has no name: the kernel removes it with the process, whatever ends that. */
  const mapped = (bytes: number): bigint | undefined => {
    const { statfsSync, closeSync } = process.getBuiltinModule("node:fs");
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < bytes + SPARE) return undefined;
    const file = nameless(folder);
    try {
      if (reserve(file, 0, bytes) !== 0) return undefined;
      const address = BigInt(mmap(null, bytes, READ_WRITE, SHARED, file, 0));
      return address === FAILED ? undefined : address;
    } finally {
      closeSync(file);
    }
  };
  return {
    take: (bytes) => {
      try {
        const address = mapped(bytes);
        if (address === undefined) return undefined;
        const buffer = view(address, bytes);
        live.set(address, bytes);
        gone.register(buffer, address);
        return buffer;
      } catch {
        // No more files, no more memory maps, a runtime without external buffers: memory is as good.
        return undefined;
      }
    },
    release: () => {
      for (const [address, bytes] of live) madvise(address, bytes, DONTNEED);
    },
    taken: () => live.size,
  };
}

function nameless(folder: string): number {
  const { openSync, unlinkSync } = process.getBuiltinModule("node:fs");
  const { randomBytes } = process.getBuiltinModule("node:crypto");
  const path = `${folder}/.regularize-${randomBytes(8).toString("hex")}`;
  const file = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  return file;
}
