/** A random key: 64 bits that name one stream of random numbers. State and randomness are arguments, never globals. */
export interface Key {
  readonly high: number;
  readonly low: number;
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** MurmurHash3's 32-bit finalizer: every input bit changes every output bit with probability ½. */
export function mix32(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function absorb(key: Key, word: number): Key {
  const high = mix32(Math.imul(key.high ^ word, 0x9e3779b1) + rotate(key.low, 13) + 0x7f4a7c15);
  const low = mix32(Math.imul(key.low + word, 0x85157af5) ^ rotate(high, 17) ^ 0x165667b1);
  return { high, low };
}

function absorbString(key: Key, label: string): Key {
  let next = absorb(key, 0x5bd1e995 ^ label.length);
  for (let i = 0; i < label.length; i += 2)
    next = absorb(next, (label.charCodeAt(i) << 16) | (i + 1 < label.length ? label.charCodeAt(i + 1) : 0xffff));
  return next;
}

/** The key of a seed: any safe integer. The same seed gives the same key on every machine. */
export const keyOf = (seed: number): Key => fold({ high: 0x243f6a88, low: 0x85a308d3 }, seed);

/**
 * A new, independent key for each sequence of labels: `fold(key, "epoch", 3, "dropout1")`.
 * Resume, the order of workers and a new draw elsewhere disturb nothing.
 */
export function fold(key: Key, ...labels: readonly (string | number)[]): Key {
  return labels.reduce<Key>(
    (k, label) =>
      typeof label === "string" ? absorbString(k, label) : absorb(absorb(k, label >>> 0), Math.floor(label / 2 ** 32)),
    key,
  );
}

/** A sequential generator on a key (sfc32): for shuffles, initial weights and choices outside the hot path. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
}

export function randomOf(key: Key): Random {
  let a = key.high;
  let b = key.low;
  let c = mix32(key.high ^ rotate(key.low, 7));
  let counter = 1;
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (rotate(c, 21) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  const below = (n: number): number => Math.floor(uniform() * n);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, below, normal };
}

/** A uniformly random order of 0 … n − 1 (Fisher–Yates). */
export function permutation(n: number, key: Key): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const random = randomOf(key);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}
