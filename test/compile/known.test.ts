import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import { graphKey } from "../../src/compile/known.ts";
import * as g from "../../src/graph/index.ts";

const x = (name = "x", shape = [4, 3]): g.Value => g.input(name, shape);
const provider = { name: "cpu", microsoft: true } as const;

/** Graphs of which each differs from the first in one thing. */
const graphs: Readonly<Record<string, () => Readonly<Record<string, g.Value>>>> = {
  first: () => ({ y: g.sub(g.sum(x(), [0]), g.constant([1, 2, 3], [3])) }),
  "an input's name": () => ({ y: g.sub(g.sum(x("z"), [0]), g.constant([1, 2, 3], [3])) }),
  "a shape": () => ({ y: g.sub(g.sum(x("x", [5, 3]), [0]), g.constant([1, 2, 3], [3])) }),
  "an axis": () => ({ y: g.sub(g.sum(x("x", [3, 3]), [1]), g.constant([1, 2, 3], [3])) }),
  "its neighbour": () => ({ y: g.sub(g.sum(x("x", [3, 3]), [0]), g.constant([1, 2, 3], [3])) }),
  "an op": () => ({ y: g.sub(g.mean(x(), [0]), g.constant([1, 2, 3], [3])) }),
  "a constant": () => ({ y: g.sub(g.sum(x(), [0]), g.constant([1, 2, 4], [3])) }),
  "a zero's sign": () => ({ y: g.sub(g.sum(x(), [0]), g.constant([1, 2, -0], [3])) }),
  "the other zero": () => ({ y: g.sub(g.sum(x(), [0]), g.constant([1, 2, 0], [3])) }),
  "an infinity": () => ({ y: g.sub(g.sum(x(), [0]), g.constant([1, 2, Number.POSITIVE_INFINITY], [3])) }),
  "the order of inputs": () => ({ y: g.sub(g.constant([1, 2, 3], [3]), g.sum(x(), [0])) }),
  "an output's name": () => ({ other: g.sub(g.sum(x(), [0]), g.constant([1, 2, 3], [3])) }),
  "another output": () => {
    const total = g.sum(x(), [0]);
    return { y: g.sub(total, g.constant([1, 2, 3], [3])), total };
  },
  "names exchanged": () => {
    const total = g.sum(x(), [0]);
    return { total: g.sub(total, g.constant([1, 2, 3], [3])), y: total };
  },
};

describe("programs that are remembered", () => {
  it("are told apart by whatever differs in their graphs, and by nothing else", () => {
    const keys = Object.values(graphs).map((make) => graphKey(make()));
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.values(graphs).map((make) => graphKey(make()))).toEqual(keys);
    expect(keys).not.toContain(undefined);
  });

  it("are compiled once for one target", () => {
    const outputs = graphs["first"]!();
    const first = compile({ outputs, provider });
    expect(compile({ outputs: graphs["first"]!(), provider })).toBe(first);
    expect(compile({ outputs, provider, name: "other" })).not.toBe(first);
    expect(compile({ outputs, provider: { ...provider, microsoft: false } })).not.toBe(first);
    expect(compile({ outputs, provider, keepInputs: ["x"] })).not.toBe(first);
  });

  it("are the latest few", () => {
    const make = (k: number) => ({ y: g.mul(x(), k) });
    const first = compile({ outputs: make(0.5), provider });
    for (let k = 1; k < 64; k++) compile({ outputs: make(k), provider });
    expect(compile({ outputs: make(0.5), provider })).toBe(first);
    for (let k = 100; k < 164; k++) compile({ outputs: make(k), provider });
    const again = compile({ outputs: make(0.5), provider });
    expect(again).not.toBe(first);
    expect(again.structure).toBe(first.structure);
  });

  it("hold no model's numbers", () => {
    const outputs = { y: g.mul(x("x", [200, 100]), g.constant(new Float64Array(20_000).fill(2), [200, 100])) };
    expect(graphKey(outputs)).toBeUndefined();
    expect(compile({ outputs, provider })).not.toBe(compile({ outputs, provider }));
  });
});
