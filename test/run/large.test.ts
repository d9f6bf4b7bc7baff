import { afterAll, describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import * as g from "../../src/graph/index.ts";
import { createRuntime, type Session } from "../../src/run/index.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const load = (outputs: Readonly<Record<string, g.Value>>): Promise<Session> =>
  runtime.load(compile({ outputs, provider: runtime.provider }));

/** 1 MB each. */
const FLOATS = 250_000;
const x = g.input("x", [FLOATS]);
const outputs = { double: g.mul(x, 2), sum: g.sum(x), square: g.mul(x, x) };
const given = Float32Array.from({ length: FLOATS }, (_, i) => (i % 1000) / 8);
const equal = (found: unknown, wanted: (v: number) => number): boolean =>
  found instanceof Float32Array && found.every((v, i) => v === wanted(given[i]!));

describe("programs with large outputs", () => {
  it("write into the caller's arrays and leave no copies behind", async () => {
    const fetches = { double: new Float32Array(FLOATS), square: new Float32Array(FLOATS) };
    const bound = (await load(outputs)).bind({ x: given }, fetches);
    await bound.run();
    const grown: number[] = [];
    for (let i = 0; i < 10; i++) {
      const before = process.memoryUsage().arrayBuffers;
      await bound.run();
      grown.push(process.memoryUsage().arrayBuffers - before);
    }
    // Copies would be 2 MB a run.
    expect(Math.max(...grown)).toBeLessThan(1e6);
    expect(equal(fetches.double, (v) => 2 * v)).toBe(true);
    expect(equal(fetches.square, (v) => v * v)).toBe(true);
  });

  it("give all outputs by name when run without arrays", async () => {
    const found = await (await load(outputs)).run({ x: given });
    expect(Object.keys(found).toSorted()).toEqual(["double", "square", "sum"]);
    expect(equal(found["double"]!.data, (v) => 2 * v)).toBe(true);
    expect(found["sum"]!.shape).toEqual([]);
  });

  it("still fail when a node fails", async () => {
    const row = g.gather(g.input("table", [4, FLOATS]), g.cast(g.input("at", [1]), "i64"), 0);
    const [at, table, y] = [Float32Array.of(3), new Float32Array(4 * FLOATS).fill(5), new Float32Array(FLOATS)];
    const bound = (await load({ y: row })).bind({ at, table }, { y });
    await bound.run();
    expect(y.every((v) => v === 5)).toBe(true);
    at[0] = 7;
    await expect(bound.run()).rejects.toThrow(expect.objectContaining({ code: "E511" }));
  });

  it("are the same model when read from bytes", async () => {
    const other = await createRuntime();
    const { program } = await load(outputs);
    const session = await other.loadModel(program.bytes);
    expect(equal((await session.run({ x: given }))["square"]!.data, (v) => v * v)).toBe(true);
    await other.dispose();
  });
});
