import { afterAll, describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import { ANY } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { openNative } from "../../src/run/native/index.ts";
import { loadOrt, sessionOptions } from "../../src/run/ort.ts";
import { portable } from "../../src/run/portable.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const x = g.input("x", [3]);
const doubled = compile({ outputs: { y: g.mul(x, 2) }, provider: runtime.provider });
const session = await runtime.load(doubled);

describe("the library called without its binding", () => {
  it("is there where this is tested", async () => {
    expect(await openNative()).toBeDefined();
  });

  it("leaves the event loop its turns", async () => {
    const y = new Float32Array(3);
    const bound = session.bind({ x: Float32Array.of(1, 2, 3) }, { y });
    let [turns, over] = [0, false];
    const turn = (): void => {
      turns++;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    for (let i = 0; i < 100_000 && turns < 3; i++) await bound.run();
    over = true;
    expect(turns).toBe(3);
    expect([...y]).toEqual([2, 4, 6]);
  });

  it("gives new arrays where none were given", async () => {
    const first = await session.run({ x: Float32Array.of(1, 2, 3) });
    const second = await session.run({ x: Float32Array.of(4, 5, 6) });
    expect([...(first["y"]!.data as Float32Array)]).toEqual([2, 4, 6]);
    expect([...(second["y"]!.data as Float32Array)]).toEqual([8, 10, 12]);
    expect(second["y"]!.shape).toEqual([3]);
  });

  it("reads and writes where views on one memory begin", async () => {
    const memory = new ArrayBuffer(64);
    const [from, to] = [new Float32Array(memory, 8, 3), new Float32Array(memory, 32, 3)];
    from.set([1, 2, 3]);
    await session.bind({ x: from }, { y: to }).run();
    expect([...new Float32Array(memory)]).toEqual([0, 0, 1, 2, 3, 0, 0, 0, 2, 4, 6, 0, 0, 0, 0, 0]);
  });

  it("keeps thousands of bound arrays apart, and those of a disposed runtime unused", async () => {
    const other = await createRuntime();
    const mine = await other.load(doubled);
    const bounds = Array.from({ length: 3_000 }, (_, i) => {
      const y = new Float32Array(3);
      return { y, bound: mine.bind({ x: Float32Array.of(i, 0, -i) }, { y }) };
    });
    for (const { bound } of bounds) await bound.run();
    expect(bounds.every(({ y }, i) => y[0] === 2 * i && y[2] === -2 * i)).toBe(true);
    await other.dispose();
    await expect(bounds[0]!.bound.run()).rejects.toThrow(expect.objectContaining({ code: "E513" }));
  });

  it("gives what the library's own interface gives, of every type", async () => {
    const at = g.input("at", [3]);
    const outputs = { bool: g.greater(x, at), i64: g.cast(x, "i64"), sum: g.sum(x) };
    const { bytes } = compile({ outputs, provider: runtime.provider });
    const ort = await loadOrt();
    const own = portable(ort, await ort.InferenceSession.create(bytes, sessionOptions(1)));
    const tensor = (...data: number[]) => ({ type: "float32", data: Float32Array.from(data), dims: [3] });
    const expected = await own.run({ x: tensor(1, 5, -2), at: tensor(0, 9, 0) }, Object.keys(outputs));
    await own.release();
    const mine = await runtime.loadModel(bytes);
    const found = await mine.run({ x: Float32Array.of(1, 5, -2), at: Float32Array.of(0, 9, 0) });
    for (const name of Object.keys(outputs)) {
      expect([...found[name]!.data], name).toEqual([...expected[name]!.data]);
      expect(found[name]!.data.constructor, name).toBe(expected[name]!.data.constructor);
      expect(found[name]!.shape, name).toEqual([...expected[name]!.dims]);
    }
  });

  it("takes and gives a batch without rows", async () => {
    const rows = g.input("rows", [ANY, 3]);
    const any = await runtime.load(compile({ outputs: { y: g.mul(rows, 2) }, provider: runtime.provider }));
    const { y } = await any.run({ rows: new Float32Array(0) });
    expect([y!.data.length, y!.shape]).toEqual([0, [0, 3]]);
  });

  it("writes through the library's own interface into what is bound as well", async () => {
    const ort = await loadOrt();
    const own = portable(ort, await ort.InferenceSession.create(doubled.bytes, sessionOptions(1)));
    const y = new Float32Array(3);
    const run = own.bind(
      { x: { type: "float32", data: Float32Array.of(1, 2, 3), dims: [3] } },
      { y: { type: "float32", data: y, dims: [3] } },
    );
    await run();
    await own.release();
    expect([...y]).toEqual([2, 4, 6]);
  });
});
