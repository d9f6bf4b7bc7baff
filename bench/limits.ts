// Optimizer kernels as a share of copy bandwidth: bytes read and written per second of processor, over parameters that no cache
// holds. All take turns.
// Run: npx tsx bench/limits.ts [--rounds 15] [--out FILE.json]
import { parseArgs } from "node:util";
import { keyOf } from "../src/core/index.ts";
import { createMemory, roomFor } from "../src/kernel/index.ts";
import { keep, loadNow } from "./run/child.ts";
import { compete, type Contestant, costOf } from "./step/contestant.ts";
import { median, ratioOfMedians } from "./step/statistics.ts";

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "15" }, out: { type: "string" } },
});
/** 32 MB an array. */
const PARAMETERS = 2 ** 23;

const { kernels, floats } = createMemory({ floats: roomFor(PARAMETERS, PARAMETERS, PARAMETERS, PARAMETERS) });
const [parameters, gradients, firstMoment, secondMoment] = [0, 1, 2, 3].map((i) => {
  const values = floats(PARAMETERS);
  kernels.normal(values, keyOf(i), 0, 1);
  return values;
}) as [Float32Array, Float32Array, Float32Array, Float32Array];
for (let i = 0; i < PARAMETERS; i++) secondMoment[i] = secondMoment[i]! ** 2;
const arrays = { parameters, gradients, velocity: firstMoment, firstMoment, secondMoment };
const common = { learningRate: 1e-6, gradientScale: 1, l2: 0, decay: 0, l1: 0 };
const adam = { ...common, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 10 };
const sgd = { ...common, momentum: 0, dampening: 0, nesterov: false, firstStep: false };

/** Floats that each reads and writes, a parameter. */
const kinds: readonly (readonly [name: string, floats: number, run: () => unknown])[] = [
  ["copy", 2, () => firstMoment.set(gradients)],
  ["sgd", 3, () => kernels.sgd(arrays, sgd)],
  ["sgd, momentum", 5, () => kernels.sgd(arrays, { ...sgd, momentum: 0.9 })],
  ["adam", 7, () => kernels.adam(arrays, adam)],
  ["adam, l1", 7, () => kernels.adam(arrays, { ...adam, l1: 1e-9 })],
];
const all: Contestant[] = kinds.map(([name, , run]) => ({
  name,
  time: (steps) => costOf(steps, () => Promise.resolve(run())),
  dispose: () => Promise.resolve(),
}));
const costs = await compete(all, Number(options.rounds), 2);
/** Microseconds of processors' time a float. */
const perFloat = ([name, count]: (typeof kinds)[number]): number[] =>
  costs.get(name)!.map(({ cpu }) => cpu / count / PARAMETERS);
const copy = perFloat(kinds[0]!);
const results = kinds.map((kind) => {
  const own = perFloat(kind);
  return { name: kind[0], bandwidth: 4e-3 / median(own), share: ratioOfMedians(copy, own) };
});
console.log(`10⁹ bytes per second of processor, ${loadNow()}`);
for (const { name, bandwidth, share } of results)
  console.log(
    `  ${name.padEnd(16)}${bandwidth.toFixed(1).padStart(6)}   ${(100 * share.ratio).toFixed(0)} % of copy [${(100 * share.low).toFixed(0)}, ${(100 * share.high).toFixed(0)}]`,
  );
keep(options.out, { rounds: Number(options.rounds), results });
