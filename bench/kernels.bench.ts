// ns per element of every kernel and of its scalar twin (masks and uniforms: of a loop over Math.random).
// Run: npx tsx bench/kernels.bench.ts [lengths]
import { keyOf } from "../src/core/index.ts";
import { createMemory, roomFor, twin } from "../src/kernel/index.ts";

const lengths = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [235_146, 1_048_576];
const key = keyOf(1);
const common = { learningRate: 1e-6, gradientScale: 1, l2: 0, decay: 0, l1: 0 };
const adam = { ...common, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 10 };
const sgd = { ...common, momentum: 0, dampening: 0, nesterov: false, firstStep: false };

/** The best of twelve rounds, each long enough for the clock; a shared machine makes the others slower. */
function nanosecondsPer(n: number, run: () => unknown): number {
  let repeats = 1;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; ) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < repeats; i++) run();
    const elapsed = Number(process.hrtime.bigint() - start);
    if (elapsed < 3e6) repeats *= 2;
    else {
      best = Math.min(best, elapsed / repeats / n);
      round++;
    }
  }
  return best;
}

for (const n of lengths) {
  const { kernels, floats } = createMemory({ floats: roomFor(n, n, n, n) });
  const [p, g, m, v] = [floats(n), floats(n), floats(n), floats(n)];
  for (const [i, x] of [p, g, m].entries()) kernels.normal(x, keyOf(i), 0, 1);
  const arrays = { parameters: p, gradients: g, velocity: m, firstMoment: m, secondMoment: v };
  const columns = 256;
  const matrix = p.subarray(0, n - (n % columns));
  const units = { rows: matrix.length / columns, columns };
  const bounds = { least: 0, share: 1 };
  const loop = (x: Float32Array, f: (value: number) => number): void => {
    for (let i = 0; i < n; i++) x[i] = f(x[i]!);
  };
  const rows: readonly (readonly [name: string, kernel: () => unknown, plain: () => unknown])[] = [
    ["copy (memory bandwidth)", () => m.set(g), () => m.set(g)],
    ["sgd", () => kernels.sgd(arrays, sgd), () => twin.sgd(arrays, sgd)],
    [
      "sgd, momentum",
      () => kernels.sgd(arrays, { ...sgd, momentum: 0.9 }),
      () => twin.sgd(arrays, { ...sgd, momentum: 0.9 }),
    ],
    ["adam", () => kernels.adam(arrays, adam), () => twin.adam(arrays, adam)],
    ["adam, l1", () => kernels.adam(arrays, { ...adam, l1: 1e-9 }), () => twin.adam(arrays, { ...adam, l1: 1e-9 })],
    ["sum", () => kernels.sum(p), () => twin.sum(p)],
    ["sumSquares", () => kernels.sumSquares(p), () => twin.sumSquares(p)],
    ["dot", () => kernels.dot(p, g), () => twin.dot(p, g)],
    ["countZeros", () => kernels.countZeros(p), () => twin.countZeros(p)],
    ["firstNonFinite", () => kernels.firstNonFinite(p), () => twin.firstNonFinite(p)],
    ["scale", () => kernels.scale(p, 1), () => twin.scale(p, 1)],
    ["axpy", () => kernels.axpy(p, g, 1e-9), () => twin.axpy(p, g, 1e-9)],
    ["lerp", () => kernels.lerp(m, p, 0.01), () => twin.lerp(m, p, 0.01)],
    [
      "boundNorm, rows",
      () => kernels.boundNorm(matrix, { ...units, axis: 1 }, { ...bounds, most: 100 }),
      () => twin.boundNorm(matrix, { ...units, axis: 1 }, { ...bounds, most: 100 }),
    ],
    [
      "boundNorm, columns",
      () => kernels.boundNorm(matrix, { ...units, axis: 0 }, { ...bounds, most: 1e4 }),
      () => twin.boundNorm(matrix, { ...units, axis: 0 }, { ...bounds, most: 1e4 }),
    ],
    ["keepMask", () => kernels.keepMask(m, key, 0.5), () => loop(m, () => (Math.random() < 0.5 ? 0 : 2))],
    ["uniform", () => kernels.uniform(m, key, 0, 1), () => loop(m, Math.random)],
    ["normal", () => kernels.normal(m, key, 0, 1), () => twin.normal(m, key, 0, 1)],
  ];
  console.log(`\n${n} floats${" ".repeat(20)}kernel        scalar twin   ns per element`);
  for (const [name, kernel, plain] of rows) {
    const [fast, slow] = [nanosecondsPer(n, kernel), nanosecondsPer(n, plain)];
    console.log(`${name.padEnd(26)} ${fast.toFixed(2).padStart(7)} ${slow.toFixed(2).padStart(18)}`);
  }
}
