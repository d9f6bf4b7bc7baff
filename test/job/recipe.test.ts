import fc from "fast-check";
import { lintRecipe } from "../../src/job/lint/lintRecipe.ts";
import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { ladder, PLAIN } from "../../src/job/ladder.ts";
import {
  batchSizeOf,
  constraintsOf,
  epochsOf,
  optimizerOf,
  penaltiesOf,
  scheduleOf,
  stoppingOf,
} from "../../src/job/model.ts";
import { type GivenRecipe, type Recipe, recipeKeys, resolveRecipe } from "../../src/job/recipe.ts";

const CLASSES = { kind: "table", isClassification: true } as const;
const NUMBERS = { kind: "table", isClassification: false } as const;

const thrown = (work: () => unknown): RegularizeError => {
  try {
    work();
  } catch (error) {
    if (error instanceof RegularizeError) return error;
  }
  return expect.fail("nothing was thrown");
};
const recipe = (change: Partial<GivenRecipe> = {}): Recipe => resolveRecipe({ name: "x", ...change });

describe("resolveRecipe", () => {
  it("names an unknown key and the nearest that exists", () => {
    for (const [written, meant] of [
      ["dropuot", "dropout"],
      ["learning_rate", "learningRate"],
      ["Weight-Decay", "weightDecay"],
      ["batchsize", "batchSize"],
    ] as const) {
      const error = thrown(() => resolveRecipe({ name: "x", [written]: 1 }));
      expect(error).toMatchObject({ code: "E130", exitCode: 2 });
      expect(error.message).toContain(JSON.stringify(written));
      expect(error.todo).toBe(`did you mean "${meant}"?`);
    }
    expect(thrown(() => resolveRecipe({ name: "x", zzzzzzzz: 1 })).todo).toContain(recipeKeys.slice(0, 5).join(", "));
  });

  it("refuses an illegal value by the name of its key", () => {
    const illegal: readonly Record<string, unknown>[] = [
      { dropout: 1 },
      { dropout: -0.1 },
      { dropout: "0.5" },
      { learningRate: 0 },
      { learningRate: Number.NaN },
      { learningRate: Number.POSITIVE_INFINITY },
      { learningRate: 1e4 },
      { hidden: [0] },
      { hidden: [1.5] },
      { hidden: 8 },
      { epochs: -1 },
      { epochs: 1.5 },
      { batchSize: -2 },
      { norm: "group" },
      { activation: "Relu" },
      { optimizer: "adamw" },
      { schedule: "step" },
      { earlyStopping: 1 },
      { l1: -1 },
      { l2: 11 },
      { weightDecay: Number.NaN },
      { labelSmoothing: 1 },
      { patience: 0 },
      { minDelta: -1 },
      { name: "" },
      { name: "x".repeat(81) },
      { name: 1 },
    ];
    for (const change of illegal) {
      const [key] = Object.keys(change);
      const error = thrown(() => resolveRecipe({ name: "x", ...change }));
      expect(error, JSON.stringify(change)).toMatchObject({ code: "E131", exitCode: 2 });
      expect(error.where, JSON.stringify(change)).toMatch(new RegExp(`^recipe\\.${key}`, "u"));
    }
    const expected = (change: object): string | undefined =>
      thrown(() => resolveRecipe({ name: "x", ...change })).expected;
    expect(expected({ dropout: 1 })).toBe("a number in [0, 0.95]");
    expect(expected({ dropout: "0.5" })).toBe("a number in [0, 0.95]");
    expect(expected({ learningRate: Number.NaN })).toBe("a number above 0, at most 1000");
    expect(expected({ minDelta: -1 })).toBe("a number of at least 0");
    expect(expected({ epochs: 1.5 })).toBe("a whole number in [0, 1000000]");
    expect(expected({ hidden: [8, 0] })).toBe("a whole number in [1, 65536]");
    expect(expected({ hidden: 8 })).toBe("a list of at most 64, each a whole number in [1, 65536]");
    expect(expected({ maxNorm: 1e-9 })).toBe("0, or at least 1e-6");
    expect(expected({ maxNorm: 1e9 })).toBe("a number of at most 1000000");
    expect(expected({ norm: "group" })).toBe("auto | none | batch | layer");
    expect(expected({ name: "" })).toBe("a text of 1 to 80 characters");
    expect(thrown(() => resolveRecipe({ name: "x", dropout: 1 })).todo).toBe("dropout: 0 is the default");
    for (const nothing of [undefined, null, 1, "x", [], {}])
      expect(thrown(() => resolveRecipe(nothing)).code).toBe("E131");
    expect(thrown(() => resolveRecipe(null)).expected).toBe("names and values");
  });

  it("every legal recipe is one that the optimizers and penalties take", () => {
    const strength = fc.double({ min: 0, max: 10, noNaN: true });
    const legal = fc.record({
      learningRate: fc.double({ min: 1e-30, max: 1e3, noNaN: true }),
      optimizer: fc.constantFrom("adam", "sgd"),
      schedule: fc.constantFrom("constant", "cosine", "plateau"),
      warmupEpochs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      earlyStopping: fc.boolean(),
      ...{ l1: strength, l2: strength, weightDecay: strength },
      maxNorm: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
      minDelta: fc.double({ min: 0, max: 1e9, noNaN: true }),
      patience: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(legal, (change) => {
        const one = resolveRecipe({ name: "x", ...change });
        for (const part of [optimizerOf, penaltiesOf, constraintsOf, scheduleOf, stoppingOf]) part(one);
      }),
    );
  });

  it("what was resolved resolves to itself", () => {
    for (const one of ladder(CLASSES)) expect(resolveRecipe(one)).toEqual(one);
    expect(Object.keys(recipe({ hidden: [1] })).toSorted()).toEqual([...recipeKeys].toSorted());
  });
});

describe("ladder", () => {
  const own = [recipe({ name: "mine", dropout: 0.2 })];

  it("starts with plain, each rung has a name of its own and changes something, own recipes come last", () => {
    for (const isClassification of [true, false]) {
      const rungs = ladder({ kind: "table", isClassification }, {}, own);
      const names = rungs.map(({ name }) => name);
      expect(names[0]).toBe(PLAIN);
      expect(new Set(names).size).toBe(names.length);
      expect(names.at(-2)).toBe("all together");
      expect(rungs.at(-1)).toEqual(own[0]);
      const contents = rungs.map((rung) => JSON.stringify({ ...rung, name: "" }));
      expect(new Set(contents).size).toBe(contents.length);
      expect(rungs[0]).toEqual(recipe({ name: PLAIN }));
    }
  });

  it("has the article's techniques, and label smoothing only for classes", () => {
    const on = (rungs: readonly Recipe[], key: keyof Recipe): string[] =>
      rungs.filter((rung) => rung[key] !== rungs[0]![key]).map(({ name }) => name);
    const [classes, numbers] = [ladder(CLASSES), ladder(NUMBERS)];
    for (const rungs of [classes, numbers])
      for (const key of ["l1", "weightDecay", "dropout", "earlyStopping", "schedule", "inputNoise"] as const)
        expect(on(rungs, key), key).toEqual([expect.any(String), "all together"]);
    // Two kinds of decay in one recipe are a mistake that lint names, and so is batch norm behind dropout.
    expect(on(classes, "l2")).toEqual(["L2 1e-2"]);
    expect(on(classes, "norm")).toEqual(["batch norm"]);
    const together = classes.find(({ name }) => name === "all together")!;
    expect(lintRecipe(together, { isClassification: true, metric: "logLoss" }).map(({ id }) => id)).toEqual([]);
    expect(on(classes, "labelSmoothing")).toHaveLength(2);
    expect(on(numbers, "labelSmoothing")).toEqual([]);
  });

  it("a technique's rung changes nothing else", () => {
    const [plain, ...rungs] = ladder(CLASSES);
    for (const rung of rungs.slice(0, -1)) {
      const changed = recipeKeys.filter(
        (key) => JSON.stringify(rung[key as keyof Recipe]) !== JSON.stringify(plain![key as keyof Recipe]),
      );
      const others = changed.filter((key) => key !== "name");
      expect(others, rung.name).toHaveLength(rung.earlyStopping ? 2 : 1);
    }
  });

  it("what the user changes reaches every rung, but not recipes of their own", () => {
    const base = { epochs: 7, hidden: [3], learningRate: 0.5, batchSize: 9, activation: "tanh" } as const;
    const rungs = ladder(CLASSES, { ...base, hidden: [...base.hidden] }, own);
    for (const rung of rungs.slice(0, -1)) expect(rung).toMatchObject(base);
    expect(rungs.at(-1)).toEqual(own[0]);
    const dropped = ladder(CLASSES, { dropout: 0.1 });
    expect(dropped.map(({ dropout }) => dropout).filter((rate) => rate !== 0.1)).toEqual([0.5, 0.3]);
  });

  it("an illegal base is refused", () => {
    expect(thrown(() => ladder(CLASSES, { dropout: 2 }))).toMatchObject({ code: "E131" });
    expect(thrown(() => ladder(CLASSES, { dropuot: 0.1 } as Partial<Recipe>))).toMatchObject({ code: "E130" });
  });
});

describe("sizes that are left open", () => {
  const rows = fc.integer({ min: 1, max: 10_000_000 });

  it("batch: a power of two in [32, 256], rising with the rows; or what the user says", () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const size = batchSizeOf(recipe(), a);
        expect(size).toBeGreaterThanOrEqual(32);
        expect(size).toBeLessThanOrEqual(256);
        expect(Math.log2(size) % 1).toBe(0);
        if (a <= b) expect(size).toBeLessThanOrEqual(batchSizeOf(recipe(), b));
      }),
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 1_000_000 }), (n, batchSize) => {
        expect(batchSizeOf(recipe({ batchSize }), n)).toBe(batchSize);
      }),
    );
  });

  it("epochs: in [15, 100], about 3,000 steps between, falling with the rows; or what the user says", () => {
    fc.assert(
      fc.property(rows, (n) => {
        const epochs = epochsOf(recipe(), n);
        expect(epochs).toBeGreaterThanOrEqual(15);
        expect(epochs).toBeLessThanOrEqual(100);
        const steps = epochs * Math.ceil(n / batchSizeOf(recipe(), n));
        if (epochs > 15 && epochs < 100)
          expect(Math.abs(steps - 3000)).toBeLessThanOrEqual(0.5 * Math.ceil(n / batchSizeOf(recipe(), n)));
      }),
    );
    expect(epochsOf(recipe({ epochs: 3 }), 1e6)).toBe(3);
  });
});

describe("what a recipe's words mean", () => {
  it("L1 alone adds no L2; what is zero is not there", () => {
    expect(penaltiesOf(recipe({ l1: 0.1 })).map(({ name }) => name)).toEqual(["l1"]);
    expect(penaltiesOf(recipe({ l2: 0.1 })).map(({ name }) => name)).toEqual(["l2"]);
    expect(penaltiesOf(recipe())).toEqual([]);
    expect(constraintsOf(recipe())).toEqual([]);
    expect(constraintsOf(recipe({ maxNorm: 2 }))).toHaveLength(1);
    expect(stoppingOf(recipe())).toBeUndefined();
  });

  it("weight decay is decoupled, L2 is not: two names", () => {
    expect(optimizerOf(recipe({ weightDecay: 0.5 }))).toMatchObject({ name: "adamW", weightDecay: 0.5, l2: 0 });
    expect(optimizerOf(recipe({ l2: 0.5 }))).toMatchObject({ name: "adam", weightDecay: 0, l2: 0 });
    expect(optimizerOf(recipe({ optimizer: "sgd", weightDecay: 0.5, learningRate: 0.1 }))).toMatchObject({
      ...{ name: "sgd", weightDecay: 0.5, learningRate: 0.1, l2: 0 },
    });
  });

  it("early stopping watches the validation loss, lower is better, and keeps the patience it was given", () => {
    const stopping = stoppingOf(recipe({ earlyStopping: true, patience: 2, minDelta: 0 }))!;
    const losses = [3, 2, 2.5, 2.6, 2.7];
    let state = stopping.init();
    const stops = losses.map((score, i) => {
      const step = stopping.observe(state, { epoch: i + 1, score });
      state = step.state;
      return step.stop;
    });
    expect(stops.indexOf(true)).toBe(3);
    expect(state.best).toEqual({ epoch: 2, score: 2 });
  });
});
