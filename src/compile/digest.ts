/** Node's hash, where there is Node: a bundle for browsers needs no substitute for it. */
const native = globalThis.process?.getBuiltinModule?.("node:crypto");

/** SHA-256, hex. */
export const digest = (bytes: Uint8Array): string =>
  native === undefined ? sha256(bytes) : native.createHash("sha256").update(bytes).digest("hex");

/** The first 32 bits of the fractional parts of the `root`-th roots of the first primes. */
const fractions = (count: number, root: number): Int32Array => {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return Int32Array.from(primes, (p) => (p ** (1 / root) % 1) * 2 ** 32);
};

const turned = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** SHA-256 as FIPS 180-4 has it, hex: about 5 ns per byte. */
export function sha256(bytes: Uint8Array): string {
  const [constants, state] = [fractions(64, 3), fractions(8, 2)];
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const words = new DataView(blocks.buffer);
  words.setBigUint64(blocks.length - 8, BigInt(bytes.length) * 8n);
  const schedule = new Int32Array(64);
  for (let start = 0; start < blocks.length; start += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = words.getInt32(start + 4 * i);
    for (let i = 16; i < 64; i++) {
      const [a, b] = [schedule[i - 15]!, schedule[i - 2]!];
      const [s0, s1] = [turned(a, 7) ^ turned(a, 18) ^ (a >>> 3), turned(b, 17) ^ turned(b, 19) ^ (b >>> 10)];
      schedule[i] = schedule[i - 16]! + s0 + schedule[i - 7]! + s1;
    }
    compress(state, schedule, constants);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function compress(state: Int32Array, schedule: Int32Array, constants: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const chosen = (e & f) ^ (~e & g);
    const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + constants[i]! + schedule[i]!) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + value;
}
