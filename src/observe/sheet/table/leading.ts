import { type Key, randomOf } from "../../../core/index.ts";
import { eigenOf } from "./symmetric.ts";

/** Eigenvalues, largest first, and a unit vector for each. */
export interface Leading {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** Directions that are iterated together: the gap that decides how fast it goes is then between the 2nd and the 9th. */
const BLOCK = 8;
const ITERATIONS = 100;

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const times = (matrix: Float64Array, v: Float64Array): Float64Array =>
  v.map((_, i) => dot(matrix.subarray(i * v.length, (i + 1) * v.length), v));

/** Orthogonal unit vectors (Gram–Schmidt, twice for accuracy); what has no direction of its own becomes zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const size = Math.sqrt(dot(vector, vector));
    let rest = vector;
    for (let pass = 0; pass < 2; pass++)
      for (const other of done) {
        const part = dot(rest, other);
        rest = rest.map((value, i) => value - part * other[i]!);
      }
    const length = Math.sqrt(dot(rest, rest));
    done.push(length > 1e-12 * size && size > 0 ? rest.map((value) => value / length) : rest.map(() => 0));
  }
  return done;
}

/** The best vectors within a space, by their eigenvalues, largest first (Rayleigh–Ritz). */
function best(matrix: Float64Array, space: readonly Float64Array[]): Leading {
  const b = space.length;
  const images = space.map((v) => times(matrix, v));
  const small = Float64Array.from({ length: b * b }, (_, i) => dot(space[Math.floor(i / b)]!, images[i % b]!));
  const { values, vectors } = eigenOf(small, b);
  const mixed = space.map((v, k) => v.map((_, i) => space.reduce((sum, w, j) => sum + w[i]! * vectors[j * b + k]!, 0)));
  return { values, vectors: mixed };
}

/** The `count` leading eigenvectors of a symmetric, positive semidefinite matrix [d, d] by subspace iteration. */
export function leading(matrix: Float64Array, d: number, count: number, key: Key): Leading {
  const random = randomOf(key);
  const block = Math.min(d, Math.max(BLOCK, count));
  let space = orthonormal(Array.from({ length: block }, () => new Float64Array(d).map(() => random.normal())));
  let found = best(matrix, space);
  for (let step = 1; step <= ITERATIONS && block < d; step++) {
    space = orthonormal(space.map((v) => times(matrix, v)));
    if (step % 10 > 0) continue;
    found = best(matrix, space);
    if (found.vectors.slice(0, count).every((v, k) => isEigenvector(matrix, v, found.values[k]!, found.values[0]!)))
      break;
  }
  return { values: found.values.slice(0, count), vectors: found.vectors.slice(0, count) };
}

function isEigenvector(matrix: Float64Array, v: Float64Array, value: number, largest: number): boolean {
  const image = times(matrix, v);
  return image.every((x, i) => Math.abs(x - value * v[i]!) <= 1e-9 * largest);
}
