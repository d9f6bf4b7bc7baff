import { describe, expect, it } from "vitest";
import { add, constant, input, mul } from "../../src/graph/index.ts";
import type { Context, Mode, Module } from "../../src/nn/context.ts";
import { filled } from "../../src/nn/init.ts";
import { dropout, linear, module, relu, sequential } from "../../src/nn/index.ts";
import { Recorder, trace } from "../../src/nn/trace.ts";

const traced = (model: Module, mode: Mode = "learn") => trace(model, input("x", [4, 3]), mode);

describe("names", () => {
  it("of nested children are paths", () => {
    const block = module("block", (x, { call }) => add(x, call("fc", linear(3), call("act", relu(), x))));
    const { parameters } = traced(sequential(linear(3), block, sequential(linear(2))));
    expect(parameters.map((p) => p.name)).toEqual([
      ...["0.weight", "0.bias", "1.fc.weight", "1.fc.bias", "2.0.weight", "2.0.bias"],
    ]);
  });

  const twice = (a: (x: Context) => void, b: (x: Context) => void): Module =>
    module("twice", (x, context) => {
      a(context);
      b(context);
      return x;
    });
  const x = input("x", [4, 3]);
  it.each([
    [
      "two children",
      twice(
        ({ call }) => call("fc", linear(2), x),
        ({ call }) => call("fc", linear(2), x),
      ),
      "fc",
    ],
    [
      "two without parameters",
      twice(
        ({ call }) => call("d", dropout(0.1), x),
        ({ call }) => call("d", dropout(0.9), x),
      ),
      "d",
    ],
    [
      "two parameters",
      twice(
        ({ parameter }) => parameter("w", [1], filled(0), "weight"),
        ({ parameter }) => parameter("w", [2], filled(0), "weight"),
      ),
      "w",
    ],
    [
      "two strengths",
      twice(
        ({ strength }) => strength("s", 1),
        ({ strength }) => strength("s", 2),
      ),
      "s",
    ],
    [
      "a parameter and a state",
      twice(
        ({ parameter }) => parameter("w", [1], filled(0), "weight"),
        ({ state }) => state("w", [1], 0),
      ),
      "w",
    ],
    [
      "a child and a parameter",
      twice(
        ({ call }) => call("w", relu(), x),
        ({ parameter }) => parameter("w", [1], filled(0), "weight"),
      ),
      "w",
    ],
  ] as const)("taken twice are refused: %s", (_, model, where) => {
    expect(() => traced(model)).toThrow(expect.objectContaining({ code: "E322", where }));
  });

  it("of a model's strengths are not those of its loss", () => {
    const recorder = new Recorder("learn");
    const own = module("own", (v, { call }) =>
      call(
        "loss",
        module("inner", (w, { strength }) => mul(w, strength("labelSmoothing", 1))),
        v,
      ),
    );
    own.apply(x, recorder.context(""));
    expect(() => recorder.strength("loss.labelSmoothing", 0)).toThrow(expect.objectContaining({ code: "E322" }));
  });

  it("of strengths outside the model may be asked for again", () => {
    const recorder = new Recorder("learn");
    expect(recorder.strength("loss.a", 1)).toBe(recorder.strength("loss.a", 1));
    expect(recorder.strengths).toHaveLength(1);
  });
});

describe("what a context refuses", () => {
  const updatesNothing = module("m", (x, { update }) => {
    update("s", x);
    return x;
  });
  it.each([
    [
      "noise in infer mode",
      module("m", (x, { noise, strength }) => mul(x, noise.keep(x.shape, strength("s", 0.5)))),
      "infer",
      "E320",
    ],
    [
      "an amount of noise that is no strength",
      module("m", (x, { noise }) => mul(x, noise.keep(x.shape, constant(0.5)))),
      "learn",
      "E323",
    ],
    ["an update of an unknown state", updatesNothing, "learn", "E321"],
  ] as const)("%s", (_, model, mode, code) => {
    expect(() => traced(model, mode)).toThrow(expect.objectContaining({ code }));
  });
});
