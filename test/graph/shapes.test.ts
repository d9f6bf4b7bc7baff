import { describe, expect, it } from "vitest";
import { ANY, RegularizeError } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";

const of = (...shape: readonly number[]): g.Value => g.input("x", shape);
const whole = (...shape: readonly number[]): g.Value => g.input("i", shape, "i64");
const truth = (...shape: readonly number[]): g.Value => g.input("c", shape, "bool");

/** What does not fit, and what its message must name: the op and every shape that matters. */
const MISFITS: readonly (readonly [code: string, names: readonly string[], make: () => unknown])[] = [
  ["E303", ["add", "[2, 3]", "[4]"], () => g.add(of(2, 3), of(4))],
  ["E303", ["where", "[2]", "[3]"], () => g.where(truth(2), of(3), of(1))],
  ["E303", ["expand", "[2, 3]", "[2, 4]"], () => g.expand(of(2, 3), [2, 4])],
  ["E306", ["reshape", "[2, 3]", "[4]"], () => g.reshape(of(2, 3), [4])],
  ["E302", ["transpose", "[0, 0]", "[2, 3]"], () => g.transpose(of(2, 3), [0, 0])],
  ["E302", ["sum", "axis 2", "[2, 3]"], () => g.sum(of(2, 3), [2])],
  ["E302", ["argMax", "axis -3", "[2, 3]"], () => g.argMax(of(2, 3), -3)],
  ["E302", ["softmax", "axis 1", "[2]"], () => g.softmax(of(2), 1)],
  ["E302", ["unsqueeze", "axis 3"], () => g.unsqueeze(of(2), 3)],
  ["E306", ["[2, 1]", "[1]"], () => g.squeeze(of(2, 1), [0])],
  ["E309", ["matmul", "[2, 3]", "[4, 5]"], () => g.matmul(of(2, 3), of(4, 5))],
  ["E309", ["matmul", "[2, 3]", "[3, 5]"], () => g.matmul(of(2, 3), of(3, 5), { transposeB: true })],
  ["E309", ["matmul", "[2, 2, 3]", "[5, 3, 4]"], () => g.matmul(of(2, 2, 3), of(5, 3, 4))],
  ["E309", ["matmul", "[3]", "[3, 4]"], () => g.matmul(of(3), of(3, 4))],
  ["E309", ["matmul", "[batch, 3]", "[4, 5]"], () => g.matmul(of(ANY, 3), of(4, 5))],
  ["E309", ["concat", "[2, 3]", "[3, 2]"], () => g.concat([of(2, 3), of(3, 2)], 1)],
  ["E309", ["concat", "[2, 3]", "[2]"], () => g.concat([of(2, 3), of(2)], 0)],
  ["E309", ["concat"], () => g.concat([], 0)],
  ["E301", ["concat", "[batch, 3]"], () => g.concat([of(ANY, 3), of(ANY, 3)], 0)],
  ["E309", ["split", "[1, 1]", "[2, 3]"], () => g.split(of(2, 3), [1, 1], 1)],
  ["E312", ["slice", "[2, 3]", "from 1 to 5"], () => g.slice(of(2, 3), { axis: 1, start: 1, end: 5 })],
  ["E312", ["slice", "[2, 3]", "by 0"], () => g.slice(of(2, 3), { axis: 1, step: 0 })],
  ["E312", ["slice", "[2, 3]", "from 2 to 1"], () => g.slice(of(2, 3), { axis: 1, start: 2, end: 1 })],
  ["E312", ["slice", "[batch, 3]"], () => g.slice(of(ANY, 3), { axis: 0, start: 1 })],
  ["E312", ["pad", "[1]", "[2, 3]"], () => g.pad(of(2, 3), [1], [1])],
  ["E312", ["pad", "[-1, 0]", "[2, 3]"], () => g.pad(of(2, 3), [-1, 0], [0, 0])],
  ["E302", ["gather", "axis 2", "[4, 3]"], () => g.gather(of(4, 3), whole(2), 2)],
  ["E309", ["scatterAdd", "[3, 2]", "[4]"], () => g.scatterAdd(of(3, 2), whole(4), 5)],
  ["E309", ["conv2d", "[1, 3, 8, 8]", "[4, 2, 3, 3]"], () => g.conv2d(of(1, 3, 8, 8), of(4, 2, 3, 3))],
  ["E309", ["conv2d", "[5, 5]", "[1, 3, 4, 4]"], () => g.conv2d(of(1, 3, 4, 4), of(4, 3, 5, 5))],
  ["E302", ["conv2d", "[3, 8, 8]"], () => g.conv2d(of(3, 8, 8), of(4, 3, 3, 3))],
  ["E312", ["conv2d", "4", "3"], () => g.conv2d(of(1, 3, 8, 8), of(4, 1, 3, 3), { groups: 3 })],
  ["E312", ["conv2d", "strides", "[0, 0]"], () => g.conv2d(of(1, 3, 8, 8), of(4, 3, 3, 3), { strides: 0 })],
  [
    "E309",
    ["conv2dInputGradient", "[1, 4, 5, 5]", "[4, 3, 3, 3]"],
    () => g.conv2dInputGradient(of(1, 4, 5, 5), of(4, 3, 3, 3), [8, 8]),
  ],
  [
    "E309",
    ["conv2dWeightGradient", "[1, 3, 8, 8]", "[2, 4, 6, 6]"],
    () => g.conv2dWeightGradient(of(1, 3, 8, 8), of(2, 4, 6, 6), 3),
  ],
  ["E309", ["maxPool2d", "[3, 3]", "[1, 1, 2, 2]"], () => g.maxPool2d(of(1, 1, 2, 2), 3)],
  ["E302", ["avgPool2d", "[4, 4]"], () => g.avgPool2d(of(4, 4), 2)],
  ["E312", ["maxPool2d", "[2, 2, 2, 2]", "[3, 3]"], () => g.maxPool2d(of(1, 1, 8, 8), 3, { pads: 2 })],
  ["E309", ["batchNormTrain", "[8, 3]", "[4]"], () => g.batchNormTrain(of(8, 3), of(4), of(3))],
  ["E309", ["batchNormTrain", "[3]"], () => g.batchNormTrain(of(3), of(3), of(3))],
  ["E309", ["layerNorm", "[8, 3]", "[8]"], () => g.layerNorm(of(8, 3), of(3), of(8))],
  ["E304", ["[2, 2]", "3"], () => g.constant([1, 2, 3], [2, 2])],
  ["E305", ["matmul", "i64"], () => g.matmul(whole(2, 2), of(2, 2))],
  ["E305", ["gather", "bool"], () => g.gather(of(2), truth(2))],
  ["E305", ["and", "f32"], () => g.and(of(2), truth(2))],
  ["E307", ["gradient", "[2]"], () => g.gradient(of(2), [])],
];

describe("what does not fit is said by op and shapes", () => {
  it.each(MISFITS)("%s %j", (code, names, make) => {
    let error: unknown;
    try {
      make();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RegularizeError);
    const wrong = error as RegularizeError;
    expect(wrong.code).toBe(code);
    for (const name of names) expect(wrong.toText()).toContain(name);
  });

  it("an index outside its axis is named by the reference", () => {
    const y = g.gather(of(3), g.input("i", [1], "i64"));
    expect(() => g.evaluate([y], { x: [1, 2, 3], i: [3] })).toThrow("gather: index 3 is outside an axis of size 3");
    expect([...g.evaluate([y], { x: [1, 2, 3], i: [-1] })[0]!.data]).toEqual([3]);
  });
});

describe("sizes known only at run time", () => {
  it("pass through layers", () => {
    const x = of(ANY, 3);
    expect(g.matmul(x, of(3, 4)).shape).toEqual([ANY, 4]);
    expect(g.softmax(g.add(x, of(3))).shape).toEqual([ANY, 3]);
    expect(g.concat([x, of(ANY, 2)], 1).shape).toEqual([ANY, 5]);
    expect(g.slice(x, { axis: 1, start: 1 }).shape).toEqual([ANY, 2]);
    expect(g.gather(of(9, 2), g.reshape(g.slice(x, { axis: 1, end: 1 }), [ANY])).shape).toEqual([ANY, 2]);
    expect(g.conv2d(of(ANY, 1, 8, 8), of(4, 1, 3, 3), { strides: 2 }).shape).toEqual([ANY, 4, 3, 3]);
    expect(g.maxPool2d(of(ANY, 4, 8, 8), 2).shape).toEqual([ANY, 4, 4, 4]);
    expect(g.layerNorm(x, of(3), of(3)).shape).toEqual([ANY, 3]);
    expect(g.oneHot(of(ANY), 4).shape).toEqual([ANY, 4]);
  });
});
