import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compile, OnnxBuilder } from "../../src/compile/index.ts";
import * as g from "../../src/graph/index.ts";
import { createRuntime, type Session } from "../../src/run/index.ts";
import { mlp } from "../compile/mlp.ts";
import { programs } from "../compile/programs.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const { provider } = runtime;
const load = (outputs: Readonly<Record<string, g.Value>>): Promise<Session> =>
  runtime.load(compile({ outputs, provider }));

describe("programs on ONNX Runtime", () => {
  it("give what the float64 reference gives", async () => {
    const property = fc.asyncProperty(programs, async ({ outputs, feeds }) => {
      const named = Object.fromEntries(outputs.map((value, i) => [`y${i}`, value]));
      const own = await createRuntime();
      const session = await own.load(compile({ outputs: named, provider }));
      const fed = Object.fromEntries(session.program.inputs.map(({ name }) => [name, Float32Array.from(feeds[name]!)]));
      const found = await session.run(fed);
      for (const [i, { data }] of g.evaluate(outputs, feeds).entries())
        for (const [k, v] of [...data].entries()) {
          const got = Number(found[`y${i}`]!.data[k]);
          if (!Object.is(got, v)) expect(Math.abs(got - v)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(v)));
        }
      await own.dispose();
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it("give the gradients of a network, flat or not", async () => {
    const sizes = [3, 5, 4, 2];
    const numbers = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => Math.sin(i + from));
    const shapes = { W0: 15, b0: 5, W1: 20, b1: 4, W2: 8, b2: 2 };
    const parameters = Object.entries(shapes).map(([name, n], i) => [name, numbers(n, i)] as const);
    const given = { x: numbers(18, 7), y: numbers(12, 8), ...Object.fromEntries(parameters) };
    const each = mlp(sizes, 6, false);
    const expected = g.evaluate(Object.values(each), given).map(({ data }) => [...data]);
    const feeds = { x: Float32Array.from(given.x), y: Float32Array.from(given.y) };
    const separate = Object.fromEntries(parameters.map(([name, data]) => [name, Float32Array.from(data)]));
    const apart = await (await load(each)).run({ ...feeds, ...separate });
    const together = await (await load(mlp(sizes, 6, true))).run({
      ...feeds,
      p: Float32Array.from(parameters.flatMap(([, data]) => data)),
    });
    const order = ["loss", ...Object.keys(shapes).map((name) => `g_${name}`)];
    const near = (found: ArrayLike<number | bigint | string>, wanted: readonly number[]): void => {
      for (const [i, v] of wanted.entries()) expect(Number(found[i])).toBeCloseTo(v, 5);
    };
    for (const [i, name] of order.entries()) near(apart[name]!.data, expected[i]!);
    near(together["g"]!.data, expected.slice(1).flat());
  });

  it("take any number of rows where the size is left open", async () => {
    const session = await load({ y: g.mul(g.input("rows", [-1, 2]), 3) });
    for (const rows of [1, 7, 3]) {
      const { y } = await session.run({ rows: new Float32Array(rows * 2).fill(2) });
      expect(y!.shape).toEqual([rows, 2]);
      expect([...(y!.data as Float32Array)]).toEqual(Array.from({ length: rows * 2 }, () => 6));
      const fetched = new Float32Array(rows * 2);
      await session.bind({ rows: new Float32Array(rows * 2).fill(1) }, { y: fetched }).run();
      expect(fetched.every((v) => v === 3)).toBe(true);
    }
  });
});

describe("bound arrays", () => {
  it("are views on one WebAssembly memory, read and written in place at each run", async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const x = new Float32Array(memory.buffer, 64, 3);
    const y = new Float32Array(memory.buffer, 256, 3);
    const bound = (await load({ y: g.mul(g.input("bound", [3]), 2) })).bind({ bound: x }, { y });
    for (const value of [1, 5, -3]) {
      x.fill(value);
      await bound.run();
      expect([...y]).toEqual([2 * value, 2 * value, 2 * value]);
      expect(y.buffer).toBe(memory.buffer);
      expect([...new Float32Array(memory.buffer, 256, 3)]).toEqual([...y]);
    }
  });

  it("refuse names, types and sizes that do not fit", async () => {
    const session = await load({ y: g.exp(g.input("fit", [3])) });
    const code = expect.objectContaining({ code: "E512" });
    expect(() => session.bind({}, {})).toThrow(code);
    expect(() => session.bind({ fit: new Float32Array(4) }, {})).toThrow(code);
    expect(() => session.bind({ fit: new BigInt64Array(3) }, {})).toThrow(code);
    expect(() => session.bind({ fit: new Float32Array(3), fits: new Float32Array(3) }, {})).toThrow(/no "fits"/u);
    await expect(session.run({ fit: new Float32Array(2) })).rejects.toThrow(code);
  });

  it("refuse to run when their memory has moved away", async () => {
    const moved = new Float32Array(3);
    const session = await load({ y: g.exp(g.input("moved", [3])) });
    const bound = session.bind({ moved }, {});
    structuredClone(moved.buffer, { transfer: [moved.buffer] });
    await expect(bound.run()).rejects.toThrow(expect.objectContaining({ code: "E514" }));
  });
});

describe("sessions", () => {
  it("are shared by equal structures", async () => {
    const make = (k: number): Promise<Session> => load({ y: g.mul(g.input("shared", [3]), k) });
    const [a, b, other] = await Promise.all([make(2), make(2), make(3)]);
    expect(b).toBe(a);
    expect(other).not.toBe(a);
    expect(await make(2)).toBe(a);
  });

  it("end with their runtime", async () => {
    const own = await createRuntime();
    const program = compile({ outputs: { y: g.exp(g.input("x", [1])) }, provider });
    const session = await own.load(program);
    const bound = session.bind({ x: new Float32Array(1) }, {});
    await own.dispose();
    const code = expect.objectContaining({ code: "E513" });
    await expect(bound.run()).rejects.toThrow(code);
    await expect(session.run({ x: new Float32Array(1) })).rejects.toThrow(code);
    await expect(own.load(program)).rejects.toThrow(code);
  });

  it("read models from files and bytes", async () => {
    const program = compile({ outputs: { y: g.exp(g.input("x", [-1])) }, provider });
    const session = await runtime.loadModel(program.bytes);
    expect([...((await session.run({ x: Float32Array.of(0, 0) }))["y"]!.data as Float32Array)]).toEqual([1, 1]);
    await expect(runtime.loadModel("/nowhere/model.onnx")).rejects.toThrow(expect.objectContaining({ code: "E811" }));
  });

  it("take strings, give strings, and mark unknown ones", async () => {
    const builder = new OnnxBuilder({ microsoft: false });
    const raw = builder.input("colour", "string", [-1, 1]);
    const codes = { keys_strings: { strings: ["red", "green"] }, values_floats: { floats: [0, 1] } };
    const code = builder.node("LabelEncoder", [raw], { ...codes, default_float: { float: -1 } }, "ai.onnx.ml");
    const y = g.add(g.mul(g.input("x", [-1, 1]), g.input("w", [])), 0.5);
    const bind = new Map([
      ["x", code],
      ["w", builder.floats([10], [])],
    ]);
    builder.output("y", builder.lower({ y }, bind)["y"]!, y.dtype, y.shape);
    builder.output("echo", raw, "string", [-1, 1]);
    const session = await runtime.load(builder.finish());
    const found = await session.run({ colour: ["green", "blue", "red"] });
    expect([...found["y"]!.data]).toEqual([10.5, -9.5, 0.5]);
    expect(found["echo"]).toEqual({ data: ["green", "blue", "red"], shape: [3, 1] });
  });
});

describe("native failures", () => {
  const graph = (opType: string, domain = ""): OnnxBuilder => {
    const builder = new OnnxBuilder({ microsoft: true });
    const x = builder.input("x", "f32", [2, 3]);
    const y = builder.within("riddle", "riddle([2, 3]) → [2, 3]", () => builder.node(opType, [x], {}, domain));
    builder.output("y", y, "f32", [2, 3]);
    return builder;
  };

  it("name op and shapes of an op that the provider does not have, before the first run", async () => {
    for (const builder of [graph("Riddle"), graph("Riddle", "com.microsoft")])
      await expect(runtime.load(builder.finish())).rejects.toThrow(
        expect.objectContaining({ code: "E510", message: expect.stringContaining("riddle([2, 3]) → [2, 3]") }),
      );
  });

  it("name op and shapes of a node that fails while running", async () => {
    const indices = g.cast(g.input("at", [2]), "i64");
    const session = await load({ y: g.gather(g.input("table", [3, 2]), indices, 0) });
    const run = session.run({ at: Float32Array.of(0, 7), table: new Float32Array(6) });
    await expect(run).rejects.toThrow(
      expect.objectContaining({ code: "E511", message: expect.stringContaining("gather([3, 2], [2]) → [2, 2]") }),
    );
  });
});

describe("privacy", () => {
  it("no log, no device id: a run leaves nothing behind and asks for no telemetry", () => {
    const home = mkdtempSync(join(tmpdir(), "regularize-"));
    const script = `
      import { compile } from ${JSON.stringify(join(import.meta.dirname, "../../src/compile/index.ts"))};
      import { exp, input } from ${JSON.stringify(join(import.meta.dirname, "../../src/graph/index.ts"))};
      import { createRuntime } from ${JSON.stringify(join(import.meta.dirname, "../../src/run/index.ts"))};
      const runtime = await createRuntime();
      const session = await runtime.load(compile({ outputs: { y: exp(input("x", [1])) }, provider: runtime.provider }));
      await session.run({ x: new Float32Array(1) });
      await runtime.dispose();
      console.log(process.env.ORT_DISABLE_TELEMETRY);
    `;
    const tsx = join(import.meta.dirname, "../../node_modules/tsx/dist/loader.mjs");
    const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
    const said = execFileSync(process.execPath, ["--import", tsx, "--input-type=module", "-e", script], {
      cwd: home,
      env: { ...env, HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, TMPDIR: home },
      encoding: "utf8",
    });
    expect(said.trim()).toBe("1");
    const left = readdirSync(home).filter((name) => !name.startsWith("tsx-"));
    expect(left).toEqual([]);
  });
});
