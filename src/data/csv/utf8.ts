import { isUtf8 } from "node:buffer";

/** Bytes at the end that begin a character and do not finish it: 0 to 3. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Length of the longest prefix that is UTF-8, a character cut at its end included. */
function validPrefix(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const piece = bytes.subarray(0, middle);
    if (isUtf8(piece.subarray(0, middle - unfinished(piece)))) good = middle;
    else bad = middle;
  }
  return good - unfinished(bytes.subarray(0, good));
}

/** Checks UTF-8 piece by piece: `push` and `end` give the byte offset of the first wrong byte, or −1. */
export class Utf8Checker {
  #carry: Uint8Array = new Uint8Array(0);
  #offset = 0;

  push(piece: Uint8Array): number {
    const bytes = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    const from = this.#offset - this.#carry.length;
    const tail = unfinished(bytes);
    if (!isUtf8(bytes.subarray(0, bytes.length - tail))) return from + validPrefix(bytes);
    this.#carry = tail === 0 ? new Uint8Array(0) : Uint8Array.from(bytes.subarray(bytes.length - tail));
    this.#offset += piece.length;
    return -1;
  }

  end(): number {
    return this.#carry.length === 0 ? -1 : this.#offset - this.#carry.length;
  }
}
