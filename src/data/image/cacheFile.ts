import { randomBytes } from "node:crypto";
import { readSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import type { Notice } from "../table.ts";
import type { ImageShape, Rejected } from "./types.ts";

/** What is kept of a decoded data set beside its pixels. */
export interface CacheIndex {
  /** [rows]: which of the listed images each row is. */
  readonly kept: readonly number[];
  /** [rows]: rows of one picture. */
  readonly units: readonly number[];
  readonly rejected: readonly Rejected[];
  readonly notices: readonly Notice[];
}

/**
 * A cache file: 64 bytes of header, pixels [rows, channels, height, width], a CRC-32 per image, a SHA-256 of each image's
 * content, and the index as JSON. Header: magic, rows, channels, height, width, bytes of the index, then CRC-32s of the sums,
 * the digests, the index and the header itself; 32-bit, little-endian.
 */
export interface CacheContent {
  readonly rows: number;
  readonly shape: ImageShape;
  readonly index: CacheIndex;
  /** [rows, 32] */
  readonly digests: Buffer;
  /** [rows] */
  readonly sums: Uint32Array;
}

const MAGIC = "RGZPIX1\n";
export const HEADER_BYTES = 64;
const DIGEST_BYTES = 32;
/** Pixels are written in pieces of about this size. */
const PIECE_BYTES = 4 * 2 ** 20;
export const TEMPORARY = ".tmp";

const asBytes = (words: Uint32Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

function headerOf(rows: number, shape: ImageShape, sections: readonly [Uint8Array, Uint8Array, Uint8Array]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, "latin1");
  const words = [rows, ...shape, sections[2].length, ...sections.map((section) => crc32(section))];
  for (const [i, word] of words.entries()) header.writeUInt32LE(word, MAGIC.length + 4 * i);
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  return header;
}

/** Reads what is not pixels; undefined when the file is missing, damaged or of another version. Its length is checked, its pixels are not. */
export async function readCache(path: string): Promise<CacheContent | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    return await readSections(file);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

async function readSections(file: FileHandle): Promise<CacheContent | undefined> {
  const header = await bytesAt(file, 0, HEADER_BYTES);
  const word = (i: number): number => header.readUInt32LE(MAGIC.length + 4 * i);
  if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  if (crc32(header.subarray(0, HEADER_BYTES - 4)) !== header.readUInt32LE(HEADER_BYTES - 4)) return undefined;
  const rows = word(0);
  const shape: ImageShape = [word(1), word(2), word(3)];
  const start = HEADER_BYTES + rows * shape[0] * shape[1] * shape[2];
  const lengths = [4 * rows, DIGEST_BYTES * rows, word(4)] as const;
  const rest = await bytesAt(file, start, lengths[0] + lengths[1] + lengths[2]);
  if ((await file.stat()).size !== start + rest.length) return undefined;
  const sums = rest.subarray(0, lengths[0]);
  const digests = rest.subarray(lengths[0], lengths[0] + lengths[1]);
  const index = rest.subarray(lengths[0] + lengths[1]);
  if ([sums, digests, index].some((section, i) => crc32(section) !== word(5 + i))) return undefined;
  const words = new Uint32Array(rows);
  asBytes(words).set(sums);
  return { rows, shape, digests, sums: words, index: JSON.parse(index.toString("utf8")) as CacheIndex };
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  if (bytesRead !== length) throw new Error("cut short");
  return buffer;
}

/** A disk that is filling up takes less than it was given. */
async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

/** Reads the pixels into shared memory; undefined when one of them is not what was written. */
export async function readPixels(path: string, content: CacheContent): Promise<SharedArrayBuffer | undefined> {
  const size = content.shape[0] * content.shape[1] * content.shape[2];
  const memory = new SharedArrayBuffer(content.rows * size);
  const all = new Uint8Array(memory);
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    for (let at = 0; at < all.length; ) {
      const { bytesRead } = await file.read(all, at, Math.min(PIECE_BYTES, all.length - at), HEADER_BYTES + at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
  for (let row = 0; row < content.rows; row++)
    if (crc32(all.subarray(row * size, (row + 1) * size)) !== content.sums[row]) return undefined;
  return memory;
}

/** Writes a cache file under a temporary name; `finish` gives it its own, `abandon` removes it. */
export class CacheWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #shape: ImageShape;
  #rows = 0;
  readonly #digests: Buffer[] = [];
  #piece: Uint8Array[] = [];
  #written = 0;

  private constructor(path: string, temporary: string, file: FileHandle, shape: ImageShape) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
    this.#shape = shape;
  }

  static async create(path: string, shape: ImageShape): Promise<CacheWriter> {
    const temporary = join(dirname(path), `.${randomBytes(8).toString("hex")}${TEMPORARY}`);
    return new CacheWriter(path, temporary, await open(temporary, "wx+", 0o600), shape);
  }

  get rows(): number {
    return this.#rows;
  }

  get shape(): ImageShape {
    return this.#shape;
  }

  get #size(): number {
    return this.#shape[0] * this.#shape[1] * this.#shape[2];
  }

  async add(pixels: Uint8Array, digest: Buffer): Promise<void> {
    this.#piece.push(pixels);
    this.#digests.push(digest);
    this.#rows++;
    if (this.#piece.length * this.#size >= PIECE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = Buffer.concat(this.#piece);
    this.#piece = [];
    await writeAt(this.#file, piece, HEADER_BYTES + this.#written);
    this.#written += piece.length;
  }

  /** Keeps the first channel alone: all of an image that is grey. */
  async dropColour(): Promise<void> {
    await this.flush();
    const [, height, width] = this.#shape;
    const grey = Buffer.alloc(height * width);
    for (let row = 0; row < this.#rows; row++) {
      await this.#file.read(grey, 0, grey.length, HEADER_BYTES + row * this.#size);
      await writeAt(this.#file, grey, HEADER_BYTES + row * grey.length);
    }
    this.#shape = [1, height, width];
    this.#written = this.#rows * grey.length;
    await this.#file.truncate(HEADER_BYTES + this.#written);
  }

  /** One image that was flushed. */
  bytes(row: number, out: Uint8Array = new Uint8Array(this.#size)): Uint8Array {
    readSync(this.#file.fd, out, 0, this.#size, HEADER_BYTES + row * this.#size);
    return out;
  }

  async finish(index: CacheIndex): Promise<void> {
    const sums = new Uint32Array(this.#rows);
    const scratch = new Uint8Array(this.#size);
    for (let row = 0; row < this.#rows; row++) sums[row] = crc32(this.bytes(row, scratch));
    const sections = [asBytes(sums), Buffer.concat(this.#digests), Buffer.from(JSON.stringify(index))] as const;
    await writeAt(this.#file, Buffer.concat(sections), HEADER_BYTES + this.#written);
    await writeAt(this.#file, headerOf(this.#rows, this.#shape, sections), 0);
    await this.#file.close();
    await rename(this.#temporary, this.#path);
  }

  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }
}
