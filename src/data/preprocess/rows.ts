import type { HeldRows, MadeRows } from "../../core/index.ts";
import { isLong } from "../../core/long.ts";
import type { DataColumn } from "../table.ts";
import type { Preprocessor } from "./spec.ts";
import { type Room, roomOf } from "./room.ts";
import { Encoder, transform } from "./transform.ts";

/** Floats of a matrix that is held (64 MB): a larger table's rows are encoded when a batch asks for them. */
const MOST_HELD = 1 << 24;
/** Floats that are encoded ahead of the batches that ask for them (8 MB; 32 of a table on the disk, which is read once for them). */
const AHEAD = { held: 1 << 21, long: 1 << 23 };
/** Batches one behind the other after which more of them are expected. */
const RUN = 2;
/** 2^4 neighbouring rows of a column are a cache line. */
const NEAR = 4;

/** Batches that were made before they are asked for, in the order of an array of row numbers. */
interface Ahead {
  readonly expected: Int32Array;
  next: number;
}

function jumps(rows: Int32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (rows[i]! < rows[i - 1]!) return true;
  return false;
}

/**
 * Rows of columns, encoded when they are asked for. A shuffled order jumps through every column, and each jump waits for memory: so
 * where batches follow each other in one array of row numbers, those behind are made with them, many at a time and nearly in the
 * order of the table, and kept as long as they are what is asked for.
 */
class EncodedRows implements MadeRows {
  readonly isMade = true;
  readonly length: number;
  readonly #rows: Int32Array;
  readonly #width: number;
  readonly #size: number;
  readonly #most: number;
  readonly #encoder: Encoder;
  #asked = new Int32Array(0);
  #ahead: Ahead | undefined;
  /** Its matrix holds them. */
  #room: Room | undefined;
  /** Where the last batch ended, and how many in turn began where one had ended. */
  #last: { readonly buffer: ArrayBufferLike; readonly end: number; readonly run: number } | undefined;

  constructor(encoder: Encoder, { rows, width, size }: { rows: Int32Array; width: number; size: number }) {
    this.length = rows.length * width;
    this.#rows = rows;
    this.#width = width;
    this.#size = size;
    this.#most = isLong(Float32Array.BYTES_PER_ELEMENT * size) ? AHEAD.long : AHEAD.held;
    this.#encoder = encoder;
  }

  gather(of: Int32Array, out: Float32Array): void {
    const { buffer, byteOffset, byteLength } = of;
    const { end, run } = this.#last?.buffer === buffer ? this.#last : { end: -1, run: 0 };
    this.#last = { buffer, end: byteOffset + byteLength, run: byteOffset === end ? run + 1 : 0 };
    if (!this.#take(of, out)) this.#make(of, out);
    // Rows in their order do not jump; whether those behind do is not looked up for each batch of them.
    if (this.#ahead === undefined && this.#last.run >= RUN && jumps(of)) this.#ahead = this.#madeBehind(of);
  }

  /** Gives what was made ahead, where these rows are the next of it. */
  #take(of: Int32Array, out: Float32Array): boolean {
    const ahead = this.#ahead;
    if (ahead === undefined) return false;
    const { expected, next } = ahead;
    let same = 0;
    while (same < of.length && expected[next + same] === of[same]) same++;
    ahead.next += same;
    if (same < of.length || ahead.next === expected.length) this.#ahead = undefined;
    if (same < of.length) return false;
    out.set(this.#room!.matrix.subarray(next * this.#width, ahead.next * this.#width));
    return true;
  }

  #make(of: Int32Array, out: Float32Array): void {
    this.#encoder.encode(this.#named(of), out);
  }

  /** The rows of the table: good until the next are asked for. */
  #named(of: Int32Array): Int32Array {
    if (this.#asked.length < of.length) this.#asked = new Int32Array(of.length);
    const rows = this.#rows;
    for (let i = 0; i < of.length; i++) this.#asked[i] = rows[of[i]!]!;
    return this.#asked.subarray(0, of.length);
  }

  /** Whole batches of row numbers that lie behind these in their buffer, as far as they are row numbers. */
  #behind({ buffer, byteOffset, byteLength, length }: Int32Array): Int32Array {
    const from = byteOffset + byteLength;
    const left = Math.floor((buffer.byteLength - from) / Int32Array.BYTES_PER_ELEMENT);
    const room = Math.floor(this.#most / this.#width / length) * length;
    const behind = new Int32Array(buffer, from, Math.max(0, Math.min(left, room)));
    const wrong = behind.findIndex((row) => row < 0 || row >= this.#rows.length);
    return wrong < 0 ? behind.slice() : behind.slice(0, wrong);
  }

  #madeBehind(of: Int32Array): Ahead | undefined {
    const expected = this.#behind(of);
    if (expected.length <= of.length) return undefined;
    const { rows, places } = this.#inTableOrder(expected);
    this.#room ??= roomOf(this.#most);
    this.#room.matrix.fill(0, 0, expected.length * this.#width);
    this.#encoder.scatter(rows, places, this.#room);
    return { expected, next: 0 };
  }

  /** Rows of the table with near ones side by side, and the place of each among those that were asked for. */
  #inTableOrder(of: Int32Array): { readonly rows: Int32Array; readonly places: Int32Array } {
    const asked = this.#named(of);
    const ends = new Int32Array((this.#size >> NEAR) + 2);
    for (let i = 0; i < asked.length; i++) ends[(asked[i]! >> NEAR) + 1]!++;
    for (let i = 1; i < ends.length; i++) ends[i]! += ends[i - 1]!;
    const [rows, places] = [new Int32Array(of.length), new Int32Array(of.length)];
    for (let i = 0; i < asked.length; i++) {
      const at = ends[asked[i]! >> NEAR]!++;
      rows[at] = asked[i]!;
      places[at] = i;
    }
    return { rows, places };
  }
}

/**
 * `transform` of rows of a table of `size` rows: at once where the whole table makes at most `most` floats, else when they are asked
 * for, so that nothing grows with the rows beside the table itself. The same floats, bit for bit.
 */
export function inputRows(
  preprocessor: Preprocessor,
  columns: readonly DataColumn[],
  rows: Int32Array,
  size: number,
  most = MOST_HELD,
): HeldRows {
  const { width } = preprocessor;
  if (size * width <= most) return transform(preprocessor, columns, rows);
  return new EncodedRows(new Encoder(preprocessor, columns), { rows, width, size });
}
