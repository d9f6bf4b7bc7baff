import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ModelProtoSchema, NodeProtoSchema, TensorProtoSchema } from "../../src/compile/generated/onnx_pb.ts";
import { compile, OnnxBuilder, readProgram } from "../../src/compile/index.ts";
import * as g from "../../src/graph/index.ts";
import { mlp } from "./mlp.ts";
import { graphOf, modelOf, nodesOf } from "./onnx.ts";

const provider = { microsoft: true };

describe("a learning step is as lean as the one written by hand", () => {
  it("of two layers, node for node", () => {
    const program = compile({ outputs: mlp([10, 100, 1], 100, false), provider });
    const byHand = [
      ...["Gemm", "Relu", "Gemm", "Sub", "Mul", "ReduceMean"],
      ...["Mul", "Gemm", "MatMul", "Gemm", "HardSigmoid", "Mul", "Gemm", "MatMul"],
    ];
    expect(nodesOf(program).toSorted()).toEqual(byHand.toSorted());
  });

  it("of three layers on one flat vector: a split, a concat and a reshape per matrix more", () => {
    const count = (program: { readonly bytes: Uint8Array }): number => nodesOf(program).length;
    const each = compile({ outputs: mlp([10, 100, 100, 1], 100, false), provider });
    const flat = compile({ outputs: mlp([10, 100, 100, 1], 100, true), provider });
    expect(count(each)).toBe(21);
    expect(count(flat)).toBe(21 + 1 + 1 + 2 * 3);
  });
});

describe("programs", () => {
  const x = g.input("x", [4, 3]);
  const w = g.input("w", [3, 2]);

  it("list inputs in order of use and outputs by name, with shapes and types", () => {
    const { inputs, outputs } = compile({ outputs: { y: g.matmul(x, w), big: g.greater(x, 0) }, provider });
    expect(inputs).toEqual([
      { name: "x", shape: [4, 3], dtype: "f32" },
      { name: "w", shape: [3, 2], dtype: "f32" },
    ]);
    expect(outputs).toEqual([
      { name: "y", shape: [4, 2], dtype: "f32" },
      { name: "big", shape: [4, 3], dtype: "bool" },
    ]);
  });

  it("name the structure: equal graphs alike, others not", () => {
    const of = (k: number): string => compile({ outputs: { y: g.mul(g.input("x", [4, 3]), k) }, provider }).structure;
    expect(of(2)).toBe(of(2));
    expect(of(2)).not.toBe(of(3));
    expect(of(2)).toMatch(/^[0-9a-f]{64}$/u);
  });

  it("drop inputs that nothing depends on, unless they are kept", () => {
    const outputs = { y: g.where(g.constant(1, [], "bool"), x, g.expand(g.input("s", []), [4, 3])) };
    expect(compile({ outputs, provider }).inputs.map((slot) => slot.name)).toEqual(["x"]);
    expect(compile({ outputs, provider, keepInputs: ["s"] }).inputs.map((slot) => slot.name)).toEqual(["x", "s"]);
    expect(() => compile({ outputs, provider, keepInputs: ["t"] })).toThrow(/no input "t" to keep/u);
  });

  it("refuse one input name with two types", () => {
    const outputs = { y: g.add(x, g.input("x", [3])) };
    expect(() => compile({ outputs, provider })).toThrow(expect.objectContaining({ code: "E322", where: "x" }));
  });

  it("take two input nodes of one name and type as one input", () => {
    const program = compile({ outputs: { y: g.add(x, g.input("x", [4, 3])) }, provider });
    expect(nodesOf(program)).toEqual(["Mul"]);
  });

  it("explain their nodes by op and shapes", () => {
    const b = g.input("b", [2]);
    const program = compile({ outputs: { y: g.tanh(g.add(g.matmul(x, w), b)) }, provider });
    const explained = graphOf(program).node.map((node) => program.describe(`fused ${node.name}/MatMulAddFusion`));
    expect(explained).toEqual(["matmul([4, 3], [3, 2]) → [4, 2], add([4, 2], [2]) → [4, 2]", "tanh([4, 2]) → [4, 2]"]);
    expect(program.describe("unknown")).toBe("unknown");
  });

  it("let outputs be inputs, constants and each other, under any names", () => {
    const y = g.exp(x);
    const outputs = { t0: y, t1: y, same: x, one: g.constant(1) };
    const graph = graphOf(compile({ outputs, provider }));
    const made = [...graph.node.flatMap((n) => n.output), ...graph.initializer.map((t) => t.name)];
    expect(new Set(made).size).toBe(made.length);
    expect(graph.output.map((info) => info.name)).toEqual(["t0", "t1", "same", "one"]);
    for (const name of Object.keys(outputs)) expect(made).toContain(name);
  });

  it("keep sizes known only at run time as the symbol batch", () => {
    const program = compile({ outputs: { y: g.relu(g.input("x", [-1, 3])) }, provider });
    expect(readProgram(program.bytes).inputs).toEqual([{ name: "x", shape: [-1, 3], dtype: "f32" }]);
    const dims = graphOf(program).output[0]!.type!.value.value!.shape!.dim.map((d) => d.value.value);
    expect(dims).toEqual(["batch", 3n]);
  });

  it("add a row to a product within Gemm only where nothing else needs the product", () => {
    const b = g.input("b", [1, 2]);
    const z = g.matmul(x, w);
    expect(nodesOf(compile({ outputs: { y: g.add(b, z) }, provider }))).toEqual(["Gemm"]);
    expect(nodesOf(compile({ outputs: { y: g.add(z, b), z }, provider }))).toEqual(["MatMul", "Add"]);
    const column = g.input("c", [4, 1]);
    expect(nodesOf(compile({ outputs: { y: g.add(z, column) }, provider }))).toEqual(["MatMul", "Add"]);
  });

  it("transpose batches of matrices within the product where the provider can, by a node elsewhere", () => {
    const a = g.input("a", [2, 4, 3]);
    const b = g.input("b", [2, 5, 3]);
    const outputs = { y: g.matmul(a, g.transpose(b, [0, 2, 1])) };
    expect(nodesOf(compile({ outputs, provider }))).toEqual(["FusedMatMul"]);
    const standard = compile({ outputs, provider: { microsoft: false } });
    expect(nodesOf(standard)).toEqual(["Transpose", "MatMul"]);
    expect(modelOf(standard).opsetImport.map((o) => o.domain)).toEqual([""]);
  });
});

describe("OnnxBuilder", () => {
  it("puts hand-written nodes before a graph, and binds its inputs to tensors and constants", () => {
    const builder = new OnnxBuilder({ microsoft: false });
    const raw = builder.input("age", "string", [-1, 1]);
    const codes = { keys_strings: { strings: ["young", "old"] }, values_floats: { floats: [0, 1] } };
    const age = builder.node("LabelEncoder", [raw], { ...codes, default_float: { float: -1 } }, "ai.onnx.ml");
    const weight = builder.initializer("weight", [2], [1, 1]);
    const y = g.matmul(g.input("x", [-1, 1]), g.input("w", [1, 1]));
    const tensors = builder.lower(
      { y },
      new Map([
        ["x", age],
        ["w", weight],
      ]),
    );
    builder.output("y", tensors["y"]!, y.dtype, y.shape);
    builder.metadata("task", "regression");
    const program = builder.finish();
    expect(nodesOf(program)).toEqual(["LabelEncoder", "MatMul"]);
    expect(modelOf(program).opsetImport.map((o) => o.domain)).toEqual(["", "ai.onnx.ml"]);
    expect(readProgram(program.bytes)).toMatchObject({
      metadata: { task: "regression" },
      inputs: [{ dtype: "string" }],
    });
  });

  it("refuses names that are taken and inputs bound to nothing", () => {
    const builder = new OnnxBuilder({ microsoft: false });
    builder.input("x", "f32", [1]);
    expect(() => builder.initializer("x", [1], [1])).toThrow(expect.objectContaining({ code: "E320" }));
    expect(() => builder.initializer("w", [1], [2])).toThrow(expect.objectContaining({ code: "E304" }));
    const lower = () => builder.lower({ y: g.input("z", []) }, new Map([["x", "x"]]));
    expect(lower).toThrow(expect.objectContaining({ code: "E321", where: "z" }));
  });

  it("stores equal constants once", () => {
    const builder = new OnnxBuilder({ microsoft: false });
    expect(builder.floats([1, 2], [2])).toBe(builder.floats([1, 2], [2]));
    expect(builder.floats([1, 2], [2])).not.toBe(builder.floats([1, 2], [1, 2]));
    const large = Float32Array.from({ length: 5000 }, (_, i) => i);
    expect(builder.floats(large, [5000])).toBe(builder.floats(large.slice(), [5000]));
  });
});

describe("reading", () => {
  it("refuses what is not ONNX", () => {
    expect(() => readProgram(Uint8Array.from([1, 2, 3]))).toThrow(expect.objectContaining({ code: "E810" }));
    expect(() => readProgram(new Uint8Array())).toThrow(expect.objectContaining({ code: "E810" }));
  });

  it("refuses models that want other files, wherever they say so", () => {
    const outside = create(TensorProtoSchema, { name: "w", dims: [1n], dataType: 1, dataLocation: 1 });
    const inNode = create(NodeProtoSchema, { opType: "Constant", attribute: [{ name: "value", t: outside }] });
    const program = compile({ outputs: { y: g.exp(g.input("x", [1])) }, provider });
    const spoilt = [
      { initializer: [outside] },
      { node: [inNode] },
      { node: [create(NodeProtoSchema, { opType: "If", attribute: [{ name: "then", g: { node: [inNode] } }] })] },
    ];
    for (const part of spoilt) {
      const model = modelOf(program);
      Object.assign(model.graph!, part);
      const bytes = toBinary(ModelProtoSchema, model);
      expect(() => readProgram(bytes)).toThrow(expect.objectContaining({ code: "E812" }));
    }
  });
});
