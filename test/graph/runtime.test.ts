import { afterAll, describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import { ANY, keyOf, randomOf } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";
import { createRuntime, type Session, type TensorData } from "../../src/run/index.ts";
import { expectClose } from "../support/close.ts";
import { build, type Case, caseKey, cases } from "./cases/index.ts";
import { FAR, farOps } from "./far.ts";
import { probe } from "./laws.ts";

type Given = Readonly<Record<string, Float64Array>>;

const runtime = await createRuntime();
const twoThreads = await createRuntime({ threads: 2 });
afterAll(async () => {
  await runtime.dispose();
  await twoThreads.dispose();
});

const asTensor = (data: Float64Array, dtype: string): TensorData =>
  dtype === "f32"
    ? Float32Array.from(data)
    : dtype === "i64"
      ? BigInt64Array.from([...data].map(BigInt))
      : Uint8Array.from(data);

/** What float32 can hold of the numbers: both sides see the same inputs. */
const rounded = (given: Given): Given =>
  Object.fromEntries(Object.entries(given).map(([name, data]) => [name, data.map(Math.fround)]));

async function run(session: Session, given: Given): Promise<Float64Array[]> {
  const feeds = session.program.inputs.map(({ name, dtype }) => [name, asTensor(given[name]!, dtype)] as const);
  const results = await session.run(Object.fromEntries(feeds));
  return session.program.outputs.map(({ name }) => Float64Array.from(results[name]!.data as Float32Array, Number));
}

const programOf = (values: readonly g.Value[], microsoft: boolean) =>
  compile({ outputs: Object.fromEntries(values.map((v, i) => [`y${i}`, v])), provider: { microsoft } });

/** Largest difference, relative to the largest entry (or 1); infinite where one side is not a number. */
function distance(found: Float64Array, wanted: Float64Array): number {
  expect(found.length).toBe(wanted.length);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  return Math.max(...found.map((v, i) => (Number.isNaN(v - wanted[i]!) ? Infinity : Math.abs(v - wanted[i]!) / scale)));
}

async function check(name: string, c: Case, microsoft: boolean): Promise<void> {
  const key = caseKey(name, c.title);
  const { outputs, reals, draw } = build(c);
  const given = rounded(draw(key));
  const loss = reals.length === 0 ? undefined : probe(outputs, key);
  const values = [...outputs, ...(loss === undefined ? [] : g.gradient(loss, reals))];
  const wanted = g.evaluate(values, given);
  const found = await run(await runtime.load(programOf(values, microsoft)), given);
  for (const [i, data] of found.entries())
    expect(distance(data, wanted[i]!.data), i < outputs.length ? `output ${i}` : "gradient").toBeLessThan(1e-5);
}

describe.each(Object.entries(cases))("%s and its gradient on the runtime, against float64", (name, list) => {
  it.each(list.map((c) => [c.title, c] as const))("%s", async (_, c) => {
    await check(name, c, true);
    await check(name, c, false);
  });
});

describe("on the runtime", () => {
  it.each(Object.entries(farOps))("%s is exact far from zero, and so is its gradient", async (_, f) => {
    const x = g.input("x", [FAR.length]);
    const y = f(x);
    const values = [y, ...g.gradient(g.sum(y), [x])];
    const given = { x: Float64Array.from(FAR) };
    const found = await run(await runtime.load(programOf(values, true)), given);
    for (const [i, { data }] of g.evaluate(values, given).entries())
      expectClose(found[i]!, data, { relative: 1e-5, absolute: 1e-7 });
  });

  it("a product takes any number of rows", async () => {
    const y = g.matmul(g.input("x", [ANY, 3]), g.input("w", [2, 3]), { transposeB: true });
    const session = await runtime.load(programOf([y], true));
    for (const rows of [1, 5]) {
      const x = Float64Array.from({ length: rows * 3 }, (__, i) => i);
      const [found] = await run(session, { x, w: Float64Array.of(1, 0, 0, 0, 0, 2) });
      expect([...found!]).toEqual(Array.from({ length: rows }, (__, i) => [3 * i, 2 * (3 * i + 2)]).flat());
    }
  });

  it("scattered rows that meet all count, on two threads too", async () => {
    const [count, size, width] = [4096, 64, 64];
    const y = g.scatterAdd(g.input("u", [count, width]), g.input("i", [count]), size);
    const session = await twoThreads.load(programOf([y], true));
    const random = randomOf(keyOf(3));
    const i = Float64Array.from({ length: count }, () => random.below(size));
    const u = Float64Array.from({ length: count * width }, () => random.below(8));
    const [wanted] = g.evaluate([y], { u, i });
    for (let repeat = 0; repeat < 5; repeat++) expect((await run(session, { u, i }))[0]).toEqual(wanted!.data);
  });

  it.each([[[4, 2]], [[4, 2, 3]]])("a batch with NaN leaves no trace in batch norm: %j", async (shape) => {
    const x = g.input("x", shape);
    const ones = g.constant([1, 1], [2]);
    const [y, mean, variance] = g.batchNormTrain(x, ones, ones);
    const values = [y, g.neg(mean), g.neg(variance)];
    const session = await runtime.load(programOf(values, true));
    const random = randomOf(keyOf(4));
    const given = rounded({
      x: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    });
    const before = await run(session, given);
    await run(session, { x: given.x!.map(() => Number.NaN) });
    expect(await run(session, given)).toEqual(before);
    expect(distance(before[1]!, g.evaluate(values, given)[1]!.data)).toBeLessThan(1e-6);
  });

  it("gradients of batch norm keep their digits where the mean of images is a thousand deviations", async () => {
    const shape = [4, 3, 8, 8];
    const random = randomOf(keyOf(5));
    const draw = (mean: number) =>
      Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => mean + random.normal());
    const [x, dy, scale] = [g.input("x", shape), g.input("dy", shape), g.input("scale", [3])];
    const y = g.batchNormTrain(x, scale, g.constant([0, 0, 0], [3]))[0];
    const values = g.gradient(g.sum(g.mul(y, dy)), [x, scale]);
    const given = rounded({ x: draw(1000), dy: draw(1), scale: Float64Array.of(1, 2, -1) });
    const found = await run(await runtime.load(programOf(values, true)), given);
    for (const [i, { data }] of g.evaluate(values, given).entries())
      expect(distance(found[i]!, data)).toBeLessThan(1e-5);
  });
});
