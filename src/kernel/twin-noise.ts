import type { Raw } from "./raw.ts";

const f = Math.fround;

/** The bijection of 32-bit words with the least known bias for two multiplications (C. Wellons' hash prospector). */
function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return x ^ (x >>> 15);
}

/** 32 bits, as a signed integer, of entry i of the stream (high, low). */
const hash = (i: number, low: number, high: number): number => mix(mix((i + low) | 0) ^ high);

/**
 * z of entry i by Box–Muller in double precision. Entries j and j + 4 of a block of eight share the radius of hash j and the
 * angle of hash j + 4: an arc of 24 bits in [−π/4, π/4) and three bits for one of its eight reflections.
 */
function standardNormal(i: number, low: number, high: number): number {
  const j = i & ~4;
  const u = ((hash(j, low, high) >>> 8) + 1) * 2 ** -24;
  const bits = hash(j + 4, low, high);
  const angle = (bits >> 8) * 2 ** -23 * (Math.PI / 4);
  const first = i === j;
  const isSine = first === ((bits & 1) === 1);
  const sign = (bits & (first ? 2 : 4)) === 0 ? 1 : -1;
  return Math.sqrt(-2 * Math.log(u)) * sign * (isSine ? Math.sin(angle) : Math.cos(angle));
}

type Noise = Pick<Raw<Float32Array>, "keepMask" | "uniform" | "normal" | "addNormal">;

export const twinNoise: Noise = {
  keepMask(n, out, low, high, threshold, kept) {
    for (let i = 0; i < n; i++) out[i] = hash(i, low, high) < threshold ? 0 : kept;
  },
  uniform(n, out, low, high, from, step) {
    const [a, s] = [f(from), f(step)];
    for (let i = 0; i < n; i++) out[i] = a + f((hash(i, low, high) >>> 8) * s);
  },
  normal(n, out, low, high, mean, deviation) {
    for (let i = 0; i < n; i++) out[i] = mean + deviation * standardNormal(i, low, high);
  },
  addNormal(n, out, low, high, deviation) {
    for (let i = 0; i < n; i++) out[i] = out[i]! + deviation * standardNormal(i, low, high);
  },
};
