import fc from "fast-check";
import { sameShape, type Shape, sizeOf } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";
import { constantOp, evaluate, input, inputOp, topological, type Value } from "../../src/graph/index.ts";

/** The ops of a program, inputs before users; inputs and constants left out. */
export const opsOf = (values: readonly Value[]): string[] =>
  topological(values)
    .filter((node) => node.op !== inputOp && node.op !== constantOp)
    .map((node) => node.op.name);

/** A line per node, for counterexamples. */
function showProgram(values: readonly Value[]): string[] {
  const order = topological(values);
  return order.map(({ op, inputs, attributes, outputs }, i) => {
    const from = inputs.map(({ node, port }) => `%${order.indexOf(node)}.${port}`);
    return `%${i} = ${op.name}(${from.join()}) ${JSON.stringify(attributes)} [${outputs.map((x) => x.shape.join()).join("] [")}]`;
  });
}

const INPUTS: readonly (readonly [string, Shape])[] = [
  ["m", [2, 4]],
  ["n", [4, 2]],
  ["row", [4]],
  ["column", [2, 1]],
  ["s", []],
];
/** Few significant bits: sums and products of a dozen of these are exact in float64, and equal in any order. */
const EXACT = [-2, -1, -0.5, 0, 0.5, 1, 2] as const;

export type Feeds = Readonly<Record<string, readonly number[]>>;
export interface Drawn {
  readonly outputs: readonly Value[];
  readonly feeds: Feeds;
}

const attempt = (f: () => Value): Value | undefined => {
  try {
    return f();
  } catch {
    return undefined;
  }
};
const unary = [g.neg, g.abs, g.relu, g.tanh, g.sign, (x: Value) => g.pow(g.abs(x), 2), (x: Value) => g.cast(x, "f32")];
const binary = [
  g.add,
  g.sub,
  g.mul,
  g.maximum,
  g.minimum,
  (a: Value, b: Value) => g.div(a, g.constant(b.shape.length + 1)),
];
const reduce = [g.sum, g.mean, g.max, g.min];

/** Ways to make one more value from three of the pool and a number; undefined where shapes do not allow it. */
const STEPS: readonly ((a: Value, b: Value, c: Value, k: number) => Value)[] = [
  (a, _, __, k) => unary[k % unary.length]!(a),
  (a, b, _, k) => binary[k % binary.length]!(a, b),
  (a, _, __, k) => binary[k % binary.length]!(a, g.constant([0, 1, -1, 2, 0.5][k % 5]!)),
  (a, _, __, k) => binary[k % binary.length]!(g.constant(k % 3 === 0 ? [1, 1, 1, 1] : [0, 0, 0, 0], [4]), a),
  (a, b, c, k) => g.where(k % 2 === 0 ? g.greater(a, b) : g.not(g.lessEqual(a, b)), a, c),
  (a, b, _, k) => g.cast(k % 2 === 0 ? g.greaterEqual(a, b) : g.cast(g.cast(g.less(a, b), "f32"), "bool"), "f32"),
  (a, _, __, k) => g.reshape(a, [[8], [2, 4], [4, 2], [1, 8], [1, ...a.shape], [4], [2], []][k % 8]!),
  (a) => g.transpose(a),
  (a, _, __, k) => g.expand(a, [[2, 4], [2, 2, 4], [4, 2], [4, 1], a.shape][k % 5]!),
  (a, _, __, k) => reduce[k % 4]!(a, a.shape.length === 0 ? [] : [k % a.shape.length], k % 3 === 0),
  (a, b, _, k) => g.matmul(a, b, { transposeA: k % 2 === 1, transposeB: k % 3 === 1 }),
  (a, b, c) => g.add(g.matmul(a, b), c),
  (a, b, _, k) => g.concat([a, b], k % 2),
  (a, _, __, k) => g.slice(a, { axis: k % 2, start: 0, end: 1 + (k % 2) }),
  (a, _, __, k) => g.split(a, a.shape[0] === 4 ? [1, 3] : [1, 1], 0)[k % 2]!,
];

/** Random programs over a few inputs, and numbers for the inputs. */
export const programs: fc.Arbitrary<Drawn> = fc
  .record({
    steps: fc.array(fc.tuple(fc.nat(STEPS.length - 1), fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99)), {
      minLength: 1,
      maxLength: 14,
    }),
    numbers: fc.array(fc.constantFrom(...EXACT), { minLength: 8, maxLength: 8 }),
    last: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ steps, numbers, last }) => {
    const pool: Value[] = [...INPUTS.map(([name, shape]) => input(name, shape)), g.constant(1), g.constant(0)];
    // Later values are more likely to be taken, so that programs grow deep rather than wide.
    const pick = (i: number): Value => pool[Math.max(0, pool.length - 1 - (i % 8))]!;
    for (const [step, a, b, c, k] of steps) {
      const made = attempt(() => STEPS[step]!(pick(a), pick(b), pick(c), k));
      if (made !== undefined && sizeOf(made.shape) <= 64) pool.push(made);
    }
    const feeds = Object.fromEntries(
      INPUTS.map(([name, shape], i) => [name, Array.from({ length: sizeOf(shape) }, (_, j) => numbers[(i + j) % 8]!)]),
    );
    const outputs = pool.slice(-last);
    return { outputs, feeds, [fc.toStringMethod]: () => JSON.stringify({ program: showProgram(outputs), feeds }) };
  });

const close = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1);

/** Whether two programs give the same numbers and types; undefined when they do, else what differs. */
export function difference(before: readonly Value[], after: readonly Value[], feeds: Feeds): string | undefined {
  const [expected, found] = [evaluate(before, feeds), evaluate(after, feeds)];
  for (const [i, { shape, data }] of expected.entries()) {
    const [a, b] = [before[i]!, after[i]!];
    if (!sameShape(shape, found[i]!.shape) || a.dtype !== b.dtype)
      return `output ${i}: ${b.dtype} [${b.shape.join()}] instead of ${a.dtype} [${shape.join()}]`;
    const at = data.findIndex((v, k) => !close(v, found[i]!.data[k]!));
    if (at >= 0) return `output ${i}[${at}]: ${found[i]!.data[at]} instead of ${data[at]}`;
  }
  return undefined;
}
