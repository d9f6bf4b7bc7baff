import { afterAll, describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import * as g from "../../src/graph/index.ts";
import { directBinding } from "../../src/run/direct.ts";
import { createRuntime } from "../../src/run/index.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const x = g.input("x", [3]);
const session = await runtime.load(compile({ outputs: { y: g.mul(x, 2) }, provider: runtime.provider }));

describe("runs below the library's public interface", () => {
  it("are what the installed library allows", async () => {
    expect(await directBinding()).toBeTypeOf("function");
  });

  it("leave the event loop its turns", async () => {
    const y = new Float32Array(3);
    const bound = session.bind({ x: Float32Array.of(1, 2, 3) }, { y });
    let [turns, over] = [0, false];
    const turn = (): void => {
      turns++;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    for (let i = 0; i < 20_000 && turns < 3; i++) await bound.run();
    over = true;
    expect(turns).toBe(3);
    expect([...y]).toEqual([2, 4, 6]);
  });

  it("give new arrays where none were given, and keep Error as it was", async () => {
    const { stackTraceLimit } = Error;
    const first = await session.run({ x: Float32Array.of(1, 2, 3) });
    const second = await session.run({ x: Float32Array.of(4, 5, 6) });
    expect([...(first["y"]!.data as Float32Array)]).toEqual([2, 4, 6]);
    expect([...(second["y"]!.data as Float32Array)]).toEqual([8, 10, 12]);
    expect(second["y"]!.shape).toEqual([3]);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });
});
