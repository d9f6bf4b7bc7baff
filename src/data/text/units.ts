import { mix32 } from "../../core/index.ts";
import { canonical, eachToken } from "./tokenize.ts";

/** Words of a shingle. */
const SHINGLE = 3;
/** Texts whose sets of shingles overlap by this share (Jaccard) say the same. */
const SAME = 0.8;
/** A sketch is 16 bands of 4 minima: of two texts that overlap by 0.8, one pair in 5,000 shares no band. */
const BANDS = 16;
const MINIMA = 4;
const BINS = BANDS * MINIMA;
/** Texts of one band that a text is compared with: more are boilerplate. */
const COMPARED = 16;

/** Hashes of the different runs of three words in ascending order; of a shorter text, its one run. */
function shinglesOf(text: string, hashOf: (token: string) => number): Uint32Array {
  const words: number[] = [];
  eachToken(text, (token) => words.push(hashOf(token)));
  const size = Math.min(words.length, SHINGLE);
  const all = new Uint32Array(words.length - size + 1);
  for (let i = 0; i < all.length; i++) {
    let hash = size;
    for (let k = i; k < i + size; k++) hash = mix32(Math.imul(hash, 31) ^ words[k]!);
    all[i] = hash;
  }
  return all.sort().filter((shingle, i) => i === 0 || shingle !== all[i - 1]);
}

/**
 * One number per band, equal for texts whose four minima are. One-permutation MinHash: the least shingle of each bin; an empty bin
 * borrows from the next that is not (Shrivastava & Li 2014, arXiv:1406.4784).
 */
function bandsOf(shingles: Uint32Array): Uint32Array {
  const least = new Float64Array(BINS).fill(Number.POSITIVE_INFINITY);
  for (const shingle of shingles) {
    const bin = mix32(shingle) & (BINS - 1);
    least[bin] = Math.min(least[bin]!, shingle);
  }
  const bands = new Uint32Array(BANDS);
  for (let bin = 0; bin < BINS; bin++) {
    let steps = 0;
    while (least[(bin + steps) % BINS] === Number.POSITIVE_INFINITY) steps++;
    const band = Math.floor(bin / MINIMA);
    bands[band] = mix32(Math.imul(bands[band]!, 31) ^ mix32(least[(bin + steps) % BINS]!) ^ steps);
  }
  return bands;
}

/** Jaccard: what two sets share, of what they have together. */
function overlap(a: Uint32Array, b: Uint32Array): number {
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) both++;
    const [x, y] = [a[i]!, b[j]!];
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return both / (a.length + b.length - both);
}

/** 32 bits of the canonical form of a token. */
function wordHashes(): (token: string) => number {
  const known = new Map<string, number>();
  return (token) => {
    const hash = known.get(token);
    if (hash !== undefined) return hash;
    let made = 0x811c9dc5;
    for (const character of canonical(token)) made = mix32(Math.imul(made, 31) ^ character.codePointAt(0)!);
    known.set(token, made);
    return made;
  };
}

/** Calls `visit` with pairs of rows that share a band: each row with the first ones that do. `bands[i]` are those of row `rows[i]`. */
function eachCandidate(
  rows: readonly number[],
  bands: readonly Uint32Array[],
  visit: (a: number, b: number) => void,
): void {
  const range = Math.min(2 ** 32, Math.floor(Number.MAX_SAFE_INTEGER / Math.max(rows.length, 1)));
  for (let band = 0; band < BANDS; band++) {
    const order = Float64Array.from(bands, (of, i) => (of[band]! % range) * rows.length + i).sort();
    const bandAt = (i: number): number => Math.floor(order[i]! / rows.length);
    for (let i = 0, start = 0; i < order.length; i++) {
      if (bandAt(i) !== bandAt(start)) start = i;
      for (let j = start; j < Math.min(i, start + COMPARED); j++)
        visit(rows[order[j]! % rows.length]!, rows[order[i]! % rows.length]!);
    }
  }
}

/** [rows]: the first row with the same shingles. */
function equalUnits(shingles: readonly Uint32Array[]): Int32Array {
  const first = new Map<number, number>();
  return Int32Array.from(shingles, (own, row) => {
    const hash = own.reduce((made, shingle) => mix32(Math.imul(made, 31) ^ shingle), own.length);
    const known = first.get(hash);
    if (known === undefined) first.set(hash, row);
    return known !== undefined && overlap(shingles[known]!, own) === 1 ? known : row;
  });
}

/**
 * [rows]: texts that say the same get the number of the first of them: the same words whatever their case and what stands between them,
 * or sets of three-word runs that overlap by 0.8 (Jaccard), and what such pairs join. Texts without a word are one unit.
 * Candidates come from MinHash (Broder 1997) and are compared.
 */
export function textUnits(texts: readonly string[]): Int32Array {
  const hashOf = wordHashes();
  const shingles = texts.map((text) => shinglesOf(text, hashOf));
  const parent = equalUnits(shingles);
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root]! !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  const different = Array.from(parent.keys()).filter((row) => parent[row] === row);
  const bands = different.map((row) => bandsOf(shingles[row]!));
  eachCandidate(different, bands, (a, b) => {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x !== y && overlap(shingles[a]!, shingles[b]!) >= SAME) parent[Math.max(x, y)] = Math.min(x, y);
  });
  return parent.map((_, row) => rootOf(row));
}
