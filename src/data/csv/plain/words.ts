const FIRST_SLOTS = 64;
const FIRST_BYTES = 1 << 10;

/** The different cells of a column, as bytes, numbered in the order of their appearance: an open hash table, no object per cell. */
export class Words {
  /** How many there are. */
  size = 0;
  /** How many of them its owner has looked at. */
  checked = 0;
  #slots = new Int32Array(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_SLOTS / 2);
  /** Where each begins in the pool; the next one's beginning is its end. */
  #starts = new Int32Array(FIRST_SLOTS / 2 + 1);
  #pool = Buffer.alloc(FIRST_BYTES);

  /** The number of bytes[start, end), new or known. `hash` is any function of these bytes. */
  codeOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const mask = slots.length - 1;
    let at = (hash ^ (hash >>> 15)) & mask;
    for (let known = slots[at]!; known !== 0; known = slots[at]!) {
      if (hashes[known - 1] === hash && this.#same(known - 1, bytes, start, end)) return known - 1;
      at = (at + 1) & mask;
    }
    slots[at] = this.size + 1;
    return this.#add(bytes, start, end, hash);
  }

  text(code: number): string {
    return this.#pool.toString("utf8", this.#starts[code], this.#starts[code + 1]);
  }

  #same(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.#starts[code]!;
    if (this.#starts[code + 1]! - at !== end - start) return false;
    const pool = this.#pool;
    for (let i = start; i < end; i++) if (pool[at++] !== bytes[i]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const code = this.size++;
    const from = this.#starts[code]!;
    const to = from + end - start;
    if (to > this.#pool.length) this.#pool = Buffer.concat([this.#pool], 2 * to);
    this.#pool.set(bytes.subarray(start, end), from);
    this.#hashes[code] = hash;
    this.#starts[code + 1] = to;
    if (this.size === this.#hashes.length) this.#grow();
    return code;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    const hashes = new Int32Array(slots.length / 2);
    hashes.set(this.#hashes);
    const starts = new Int32Array(hashes.length + 1);
    starts.set(this.#starts);
    for (let code = 0; code < this.size; code++) {
      let at = (hashes[code]! ^ (hashes[code]! >>> 15)) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = code + 1;
    }
    [this.#slots, this.#hashes, this.#starts] = [slots, hashes, starts];
  }
}
