import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { RegularizeError, type StoredRows } from "../../core/index.ts";
import type { ImageShape } from "./types.ts";

/** Images as bytes, in memory or on the disk; floats in [0, 1] when a batch asks for them. */
export interface PixelStore extends StoredRows {
  readonly rows: number;
  readonly shape: ImageShape;
  /** Writes the named images, [rows.length, channels, height, width], 0 … 1 (byte / 255). */
  gather(rows: Int32Array, out: Float32Array): void;
  /** A copy of one image, [channels, height, width], into `out` when given. */
  bytes(row: number, out?: Uint8Array): Uint8Array;
  /**
   * What `openPixels` opens elsewhere: in a worker thread (memory is shared, not copied), or, with `process`, in any
   * process of this machine, through the cache file. Throws E279 where there is no file: arrays of `imageSetOf`.
   */
  describe(reach?: "thread" | "process"): PixelDescription;
  /** Closes the file; the store must not be used afterwards. */
  close(): void;
}

/** A store as a message: a structured clone of it opens the same pixels. */
export interface PixelDescription {
  readonly rows: number;
  readonly shape: ImageShape;
  /** Pixels in memory, [rows, channels, height, width]. */
  readonly memory?: SharedArrayBuffer;
  readonly file?: PixelFile;
}

export interface PixelFile {
  readonly path: string;
  /** Where the first image begins, in bytes. */
  readonly offset: number;
}

const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

function toUnit(bytes: Uint8Array, out: Float32Array, at: number): void {
  for (let i = 0; i < bytes.length; i++) out[at + i] = UNIT[bytes[i]!]!;
}

const widthOf = ([channels, height, width]: ImageShape): number => channels * height * width;

/** Pixels in shared memory; `file` is where they also lie, for other processes. */
export function memoryPixels(memory: SharedArrayBuffer, rows: number, shape: ImageShape, file?: PixelFile): PixelStore {
  const width = widthOf(shape);
  const all = new Uint8Array(memory);
  const of = (row: number): Uint8Array => all.subarray(row * width, (row + 1) * width);
  return {
    rows,
    shape,
    length: rows * width,
    gather: (wanted, out) => {
      for (let k = 0; k < wanted.length; k++) toUnit(of(wanted[k]!), out, k * width);
    },
    bytes: (row, out = new Uint8Array(width)) => {
      out.set(of(row));
      return out;
    },
    describe: (reach = "thread") => {
      if (reach === "thread") return { rows, shape, memory };
      if (file !== undefined) return { rows, shape, file };
      throw new RegularizeError({
        code: "E279",
        message: "These pixels lie in memory only: another process cannot open them",
        todo: "read the images from files with readImageSet",
      });
    },
    close: () => undefined,
  };
}

const damaged = (path: string, cause?: unknown): RegularizeError =>
  new RegularizeError({
    code: "E277",
    where: path,
    message: `${path}: the cache of the decoded images is gone or damaged`,
    todo: `rm -f ${JSON.stringify(path)}, and run again: the images are decoded anew`,
    cause,
  });

/** Pixels in a file, read where they lie and checked against their checksums as they are read (E277). */
export function filePixels(file: PixelFile, rows: number, shape: ImageShape): PixelStore {
  const width = widthOf(shape);
  const handle = opened(file.path);
  const read = (into: Uint8Array, at: number): void => {
    for (let done = 0; done < into.length; ) {
      const n = readSync(handle, into, done, into.length - done, file.offset + at + done);
      if (n === 0) throw damaged(file.path);
      done += n;
    }
  };
  const sums = new Uint32Array(rows);
  read(new Uint8Array(sums.buffer), rows * width);
  const scratch = new Uint8Array(width);
  const bytes = (row: number, out: Uint8Array): Uint8Array => {
    read(out, row * width);
    if (crc32(out) !== sums[row]) throw damaged(file.path);
    return out;
  };
  return {
    rows,
    shape,
    length: rows * width,
    gather: (wanted, out) => {
      for (let k = 0; k < wanted.length; k++) toUnit(bytes(wanted[k]!, scratch), out, k * width);
    },
    bytes: (row, out = new Uint8Array(width)) => bytes(row, out),
    describe: () => ({ rows, shape, file }),
    close: () => closeSync(handle),
  };
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** Opens the store that another thread or process described. Throws E277 when its file is gone. */
export function openPixels({ rows, shape, memory, file }: PixelDescription): PixelStore {
  if (memory !== undefined) return memoryPixels(memory, rows, shape, file);
  if (file !== undefined) return filePixels(file, rows, shape);
  throw new RegularizeError({ code: "E279", message: "This describes no pixels: neither memory nor a file" });
}
