import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../../src/core/index.ts";
import { adamW } from "../../../src/optim/index.ts";
import { dropout } from "../../../src/nn/index.ts";
import {
  assign,
  axisOf,
  checkSpace,
  enumerate,
  fromAxis,
  fromRecipe,
  isInside,
  isNumeric,
  obeysAll,
  parseSpace,
  spaceFromCatalog,
  toAxis,
  toRecipe,
  valueAt,
} from "../../../src/decide/search/space/index.ts";
import { spaces } from "./spaces.ts";

function errorOf(run: () => unknown): RegularizeError {
  try {
    run();
  } catch (error) {
    if (error instanceof RegularizeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a space as it is written", () => {
  it("reads ranges, whole numbers, choices, flags and gates", () => {
    const space = parseSpace({
      learningRate: [1e-4, 1e-1, "log"],
      layers: [1, 8, "linear", "integer"],
      optimizer: ["adam", "sgd"],
      earlyStopping: [true, false],
      momentum: { low: 0.5, high: 0.99, when: { optimizer: "sgd" } },
    });
    expect(space.parameters).toEqual([
      { name: "learningRate", kind: "real", low: 1e-4, high: 1e-1, scale: "log" },
      { name: "layers", kind: "integer", low: 1, high: 8, scale: "linear" },
      { name: "optimizer", kind: "choice", choices: ["adam", "sgd"] },
      { name: "earlyStopping", kind: "flag" },
      { name: "momentum", kind: "real", low: 0.5, high: 0.99, scale: "linear", when: { optimizer: "sgd" } },
    ]);
  });

  it("reads what it is itself, through JSON", () => {
    fc.assert(
      fc.property(spaces, (space) => {
        expect(parseSpace(JSON.parse(JSON.stringify(space)))).toEqual(parseSpace(space));
        const kinds = parseSpace(space).parameters.map((p) => [p.name, p.kind, p.when]);
        expect(kinds).toEqual(space.parameters.map((p) => [p.name, p.kind, p.when]));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["E151", { x: [0, 0.5] }, "x: [0, 0.5, linear] for a range"],
    ["E151", { x: 3 }, "{choices: [3]}"],
    ["E151", { constructor: [0, 1, "linear"] }, undefined],
    ["E151", { x: { low: 0, hihg: 1 } }, 'did you mean "high"?'],
    ["E151", { x: [0, 1, "linear", "whole"] }, "integer] for whole numbers"],
    ["E151", { parameters: { x: "flag" }, constraint: [] }, undefined],
    ["E151", { parameters: { x: "flag" }, constraints: [{ forbids: {} }] }, undefined],
    ["E152", { x: [2, 1, "linear"] }, "x: [1, 2, linear]"],
    ["E152", { x: [0.2, 0.8, "linear", "integer"] }, "x: [0, 1, linear]"],
    ["E152", { x: [] }, undefined],
    ["E152", {}, undefined],
    ["E151", { x: { low: 0, high: Number.POSITIVE_INFINITY } }, undefined],
    ["E153", { x: [0, 1, "log"] }, "x: [0.001, 1, log]"],
    ["E153", { x: [0, 9, "log", "integer"] }, "x: [1, 9, log]"],
    [
      "E154",
      [
        { name: "x", flag: true },
        { name: "x", low: 0, high: 1 },
      ],
      "rename one",
    ],
    ["E154", { x: ["a", "b", "a"] }, undefined],
    [
      "E155",
      { optimizer: ["adam", "sgd"], x: { flag: true, when: { optimiser: "sgd" } } },
      'did you mean "optimizer"?',
    ],
    ["E155", { optimizer: ["adam", "sgd"], x: { flag: true, when: { optimizer: "sdg" } } }, undefined],
    ["E155", { n: [1, 4, "linear"], x: { flag: true, when: { n: { atLeast: 5 } } } }, undefined],
    ["E155", { x: { flag: true, when: { y: true } }, y: { flag: true, when: { x: true } } }, undefined],
    ["E155", { parameters: { x: "flag" }, constraints: [{ ascending: ["x"] }] }, undefined],
    [
      "E156",
      { parameters: { x: "flag" }, constraints: [{ forbid: { x: true } }, { forbid: { x: false } }] },
      "remove one",
    ],
    [
      "E156",
      { parameters: { a: [5, 9, "linear"], b: [1, 4, "linear"] }, constraints: [{ ascending: ["a", "b"] }] },
      "widen",
    ],
  ])("refuses with %s: %j", (code, given, todo) => {
    const error = errorOf(() => parseSpace(given));
    expect(error.code).toBe(code);
    if (todo !== undefined) expect(error.todo).toContain(todo);
  });

  it("refuses rubbish with facts, and never otherwise", () => {
    const part = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom("a", "b", true, 0, 1, -1, 9, "log", "flag"));
    const keys = fc.constantFrom("low", "high", "scale", "integer", "choices", "flag", "when", "off", "switch", "kind");
    const nested = fc.dictionary(fc.constantFrom("a", "b", "atLeast", "atMost"), part);
    const entry = fc.oneof(
      part,
      fc.array(part, { maxLength: 4 }),
      fc.dictionary(keys, fc.oneof(part, nested, fc.array(part))),
    );
    const named = fc.dictionary(fc.constantFrom("a", "b", "c"), entry);
    const constraint = fc.dictionary(
      fc.constantFrom("forbid", "ascending"),
      fc.oneof(nested, fc.array(fc.constantFrom("a", "b"))),
    );
    const whole = fc.record({ parameters: named, constraints: fc.oneof(fc.array(constraint), part) });
    fc.assert(
      fc.property(fc.oneof(named, whole, fc.jsonValue()), (given) => {
        try {
          const space = parseSpace(given);
          for (const u of [0, 0.3, 0.999]) {
            const values = assign(space, (parameter) => valueAt(parameter, u));
            if (obeysAll(space, values)) expect(isInside(space, values), JSON.stringify(given)).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof RegularizeError)) throw error;
          expect(error.code).toMatch(/^E15[1-6]$/u);
        }
      }),
      { numRuns: 600 },
    );
  });

  it("puts a switch before what may be off, behind its own gate", () => {
    const { parameters } = parseSpace({
      optimizer: ["adam", "sgd"],
      l2: { low: 1e-6, high: 1e-2, scale: "log", off: 0, switch: true, when: { optimizer: "sgd" } },
    });
    expect(parameters.slice(1)).toEqual([
      { name: "l2?", kind: "flag", helper: true, when: { optimizer: "sgd" } },
      { name: "l2", kind: "real", low: 1e-6, high: 1e-2, scale: "log", off: 0, when: { "l2?": true } },
    ]);
    expect(errorOf(() => parseSpace({ l2: { low: 0, high: 1, switch: true } })).code).toBe("E151");
  });

  it("names unknown keys with the nearest", () => {
    const error = errorOf(() => parseSpace({ droput: [0, 1, "linear"] }, { known: ["dropout", "l2"] }));
    expect([error.code, error.todo]).toEqual(["E151", 'did you mean "dropout"?']);
    expect(parseSpace({ width: [8, 64, "log"] }, { integers: ["width"] }).parameters[0]!.kind).toBe("integer");
  });
});

describe("values", () => {
  it("lie inside for every draw, and axis and value undo each other", () => {
    fc.assert(
      fc.property(
        spaces,
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (space, u) => {
          const values = assign(space, (p) => valueAt(p, u[space.parameters.indexOf(p)]!));
          expect(isInside(space, values)).toBe(true);
          for (const p of space.parameters) {
            const value = values[p.name];
            if (!isNumeric(p) || typeof value !== "number") continue;
            const axis = axisOf(p);
            expect(toAxis(p, value)).toBeGreaterThanOrEqual(axis.low - 1e-12);
            expect(fromAxis(p, toAxis(p, value))).toBeCloseTo(value, 10);
          }
        },
      ),
    );
  });

  it("hit every whole number equally often on a linear scale", () => {
    const { parameters } = parseSpace({ n: [3, 7, "linear", "integer"] });
    const counts = new Map<unknown, number>();
    for (let i = 0; i < 1000; i++) {
      const value = valueAt(parameters[0]!, (i + 0.5) / 1000);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([200, 200, 200, 200, 200]);
  });

  it("of gates: missing, surplus and illegal ones are outside", () => {
    const space = parseSpace({ use: "flag", rate: { low: 0.1, high: 0.5, when: { use: true } } });
    expect(isInside(space, { use: true, rate: 0.2 })).toBe(true);
    expect(isInside(space, { use: false })).toBe(true);
    for (const wrong of [
      { use: true },
      { use: false, rate: 0.2 },
      { use: true, rate: 0.6 },
      { use: 1 },
      { use: false, z: 1 },
    ])
      expect(isInside(space, wrong), JSON.stringify(wrong)).toBe(false);
  });

  it("are listed completely, each once, in a finite space", () => {
    const space = parseSpace({
      parameters: { a: ["x", "y"], n: { low: 1, high: 3, integer: true, when: { a: "y" } }, b: "flag" },
      constraints: [{ forbid: { a: "x", b: true } }],
    });
    const all = enumerate(space)!;
    expect(all).toHaveLength(1 + 3 * 2);
    expect(new Set(all.map((v) => JSON.stringify(v))).size).toBe(7);
    expect(all.every((values) => isInside(space, values))).toBe(true);
    expect(enumerate(parseSpace({ x: [0, 1, "linear"] }))).toBeUndefined();
    expect(enumerate(parseSpace({ n: [1, 1e6, "log", "integer"] }))).toBeUndefined();
  });
});

describe("a space of the catalogue", () => {
  const space = spaceFromCatalog({
    optimizer: ["adam", "sgd"],
    dropout: { of: dropout.definition, setting: "rate", off: 0 },
    weightDecay: { of: adamW.definition, setting: "weightDecay", off: 0, when: { optimizer: "adam" } },
    patience: { low: 5, high: 50, scale: "log", integer: true },
  });

  it("takes what members say is worth trying, behind a switch", () => {
    expect(space.parameters.find(({ name }) => name === "dropout")).toEqual({
      name: "dropout",
      kind: "real",
      low: 0.05,
      high: 0.5,
      scale: "linear",
      off: 0,
      when: { "dropout?": true },
    });
    expect(space.parameters.map(({ name }) => name)).toEqual([
      "optimizer",
      "dropout?",
      "dropout",
      "weightDecay?",
      "weightDecay",
      "patience",
    ]);
  });

  it("gives recipes without switches, and assignments back", () => {
    const values = { optimizer: "adam", "dropout?": false, "weightDecay?": true, weightDecay: 0.01, patience: 9 };
    const recipe = toRecipe(space, values);
    expect(recipe).toEqual({ optimizer: "adam", dropout: 0, weightDecay: 0.01, patience: 9 });
    expect(fromRecipe(space, recipe)).toEqual(values);
    expect(toRecipe(space, { optimizer: "sgd", "dropout?": true, dropout: 0.3, patience: 9 })).toEqual({
      optimizer: "sgd",
      dropout: 0.3,
      weightDecay: 0,
      patience: 9,
    });
    expect(checkSpace(space)).toBe(space);
  });
});
