import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cannotHappen, lint, lintRules, type Subject } from "../../../src/decide/lint/index.ts";
import type * as members from "../../../src/decide/lint/rules/index.ts";
import type { Module } from "../../../src/nn/context.ts";
import {
  batchNorm1d,
  conv2d,
  dropout,
  dropout2d,
  flatten,
  layerNorm,
  linear,
  module,
  parallel,
  relu,
  residual,
  selu,
  sequential,
  sigmoid,
} from "../../../src/nn/index.ts";

const dense = { features: 8, bias: false } as const;
const model = (...layers: readonly Module[]): Subject => ({ model: sequential(...layers) });
const deep = (count: number) => Array.from({ length: count }, () => [linear(8), relu()]).flat();

/** For each rule a subject that breaks it and one, as like it as can be, that does not. */
const cases: { readonly [K in keyof typeof members]: { readonly bad: Subject; readonly good: Subject } } = {
  dropoutBeforeBatchNorm: {
    bad: model(linear(dense), batchNorm1d(), dropout(0.5), linear(dense), batchNorm1d(), linear(2)),
    good: model(linear(dense), batchNorm1d(), linear(dense), batchNorm1d(), dropout(0.5), linear(2)),
  },
  dropoutWithBatchNorm: {
    bad: model(linear(dense), batchNorm1d(), relu(), dropout(0.2), linear(2)),
    good: model(linear(dense), batchNorm1d(), relu(), linear(8), dropout(0.2), linear(2)),
  },
  biasBeforeBatchNorm: {
    bad: model(linear(8), batchNorm1d(), linear(2)),
    good: model(linear(dense), batchNorm1d(), linear(2)),
  },
  batchNormTinyBatch: {
    bad: { ...model(linear(dense), batchNorm1d(), linear(2)), recipe: { batchSize: 8 } },
    good: { ...model(linear(dense), layerNorm(), linear(2)), recipe: { batchSize: 8 } },
  },
  decayOnBiases: {
    bad: { recipe: { l2: 1e-3, decays: "all" } },
    good: { recipe: { l2: 1e-3, decays: "weights" } },
  },
  softmaxTwice: {
    bad: model(
      linear(2),
      module("softmax", (x) => x),
    ),
    good: { ...model(linear(2), sigmoid()), loss: "mse" },
  },
  reluOnOutput: { bad: model(linear(8), relu(), linear(2), relu()), good: model(linear(8), relu(), linear(2)) },
  dropoutOnOutput: {
    bad: model(linear(8), relu(), linear(2), dropout(0.2)),
    good: model(linear(8), relu(), dropout(0.2), linear(2)),
  },
  deepWithoutNorm: { bad: model(...deep(11), linear(2)), good: model(...deep(11), layerNorm(), linear(2)) },
  dropoutOnPictures: {
    bad: model(conv2d(8), relu(), dropout(0.2), flatten(), linear(2)),
    good: model(conv2d(8), relu(), dropout2d(0.2), flatten(), dropout(0.2), linear(2)),
  },
  seluWithDropout: {
    bad: model(linear(8), selu(), dropout(0.1), linear(2)),
    good: model(linear(8), selu(), linear(2)),
  },
  strongDropout: {
    bad: model(linear(8), dropout(0.8), linear(2)),
    good: model(linear(8), dropout(0.5), linear(2)),
  },
  plateauOutlastsStopping: {
    bad: { recipe: { schedule: "plateau", earlyStopping: true, patience: 5 } },
    good: { recipe: { schedule: "plateau", earlyStopping: true, patience: 15 } },
  },
  twoDecays: { bad: { recipe: { l2: 1e-4, weightDecay: 1e-2 } }, good: { recipe: { l2: 0, weightDecay: 1e-2 } } },
  l2ThroughMoments: {
    bad: { recipe: { l2: 1e-2, optimizer: "adam" } },
    good: { recipe: { l2: 1e-2, optimizer: "sgd" } },
  },
  strongDecay: {
    bad: { recipe: { weightDecay: 1, learningRate: 0.1 }, situation: { rows: 1000, batchSize: 50 } },
    good: { recipe: { weightDecay: 0.01, learningRate: 0.001 }, situation: { rows: 1000, batchSize: 50 } },
  },
  learningRateTooLarge: {
    bad: { recipe: { learningRate: 0.1, optimizer: "adam" } },
    good: { recipe: { learningRate: 0.1, optimizer: "sgd" } },
  },
  mixupWithLabelSmoothing: {
    bad: { recipe: { augment: [{ mixup: { alpha: 0.2 } }], labelSmoothing: 0.1 } },
    good: { recipe: { augment: ["randomHorizontalFlip"], labelSmoothing: 0.1 } },
  },
  labelSmoothingWithRanking: {
    bad: { recipe: { labelSmoothing: 0.1 }, situation: { metric: "auc" } },
    good: { recipe: { labelSmoothing: 0.1 }, situation: { metric: "accuracy" } },
  },
  flipsOnGlyphs: {
    bad: { recipe: { augment: ["randomVerticalFlip"] }, situation: { classes: ["0", "1", "2"] } },
    good: { recipe: { augment: ["randomVerticalFlip"] }, situation: { classes: ["cat", "dog", "2"] } },
  },
  augmentBreaksLabels: {
    bad: {
      recipe: { augment: [{ randomRotation: 180 }] },
      situation: { audit: [{ operation: "randomRotation 180", verdict: "breaks labels", affinity: 0.4 }] },
    },
    good: {
      recipe: { augment: [{ randomRotation: 10 }] },
      situation: { audit: [{ operation: "randomRotation 10", verdict: "safe" }] },
    },
  },
  resampledBeforeSplit: {
    bad: {
      situation: {
        twins: [
          { name: "yes", rows: 100, twins: 80 },
          { name: "no", rows: 100, twins: 0 },
        ],
      },
    },
    good: {
      situation: {
        twins: [
          { name: "yes", rows: 100, twins: 80 },
          { name: "no", rows: 100, twins: 70 },
        ],
      },
    },
  },
  resamplingWithClassWeights: {
    bad: { recipe: { augment: ["smote"], classWeights: "balanced" } },
    good: { recipe: { augment: ["gaussianNoise"], classWeights: "balanced" } },
  },
  duplicatesAcrossSplits: {
    bad: { situation: { across: { rows: 100, identical: 3 } } },
    good: { situation: { across: { rows: 1000, identical: 3 } } },
  },
  groupsAcrossSplits: {
    bad: { situation: { across: { rows: 100, identical: 0, sameGroup: 2 } } },
    good: { situation: { across: { rows: 100, identical: 0, sameGroup: 0 } } },
  },
  constantRateLongRun: {
    bad: { recipe: { schedule: "constant", epochs: 200 } },
    good: { recipe: { schedule: "cosine", epochs: 200 } },
  },
  severalMixers: {
    bad: { recipe: { augment: ["mixup", "cutMix"] } },
    good: { recipe: { augment: ["mixup", "randomCrop"] } },
  },
  mixupOnCategories: {
    bad: { recipe: { augment: ["mixup"] }, situation: { kind: "table", hasCategories: true } },
    good: { recipe: { augment: ["mixup"] }, situation: { kind: "image" } },
  },
  batchTooLarge: {
    bad: { recipe: { batchSize: 256 }, situation: { rows: 500 } },
    good: { recipe: { batchSize: 0 }, situation: { rows: 100, batchSize: 32 } },
  },
  impatientStopping: {
    bad: { recipe: { earlyStopping: true, patience: 1 } },
    good: { recipe: { earlyStopping: false, patience: 1 } },
  },
  stoppingNeverFires: {
    bad: { recipe: { earlyStopping: true, patience: 30, epochs: 20 } },
    good: { recipe: { earlyStopping: true, patience: 10, epochs: 20 } },
  },
  stoppingCutsAnnealing: {
    bad: { recipe: { earlyStopping: true, schedule: "oneCycle" } },
    good: { recipe: { earlyStopping: true, schedule: "plateau" } },
  },
  warmupOutlastsTraining: {
    bad: { recipe: { warmupEpochs: 15, epochs: 20 } },
    good: { recipe: { warmupEpochs: 1, epochs: 20 } },
  },
  noiseWhileUnderfit: {
    bad: { recipe: { dropout: 0.5 }, situation: { trained: { train: 0.52, baseline: 0.5, perfect: 1 } } },
    good: { recipe: { dropout: 0.5 }, situation: { trained: { train: 0.9, baseline: 0.5, perfect: 1 } } },
  },
  weightsAllZero: {
    bad: { recipe: { l1: 1 }, situation: { zeros: 1 } },
    good: { recipe: { l1: 1e-3 }, situation: { zeros: 0.6 } },
  },
  accuracyOnImbalance: {
    bad: { situation: { metric: "accuracy", rarest: { rows: 20, share: 0.1 } } },
    good: { situation: { metric: "accuracy", rarest: { rows: 200, share: 0.8 } } },
  },
};

describe("every rule", () => {
  for (const [id, { bad, good }] of Object.entries(cases)) {
    it(`${id} is broken by what breaks it and by that alone`, () => {
      const found = lint(bad).findings.find((finding) => finding.id === id);
      expect(found, JSON.stringify(lint(bad))).toBeDefined();
      expect(lint(good).findings.map((finding) => finding.id)).not.toContain(id);
      const { message, evidence, fix, why, title } = found!;
      for (const text of [message, fix, why, title]) expect(text.trim()).not.toBe("");
      expect(Object.keys(evidence).length).toBeGreaterThan(0);
      expect(message).not.toMatch(/NaN|undefined|Infinity/u);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    });

    it(`${id} can be waived, and says nothing about nothing`, () => {
      const { findings, waived } = lint(bad, { ignore: [id] });
      expect(findings.map((finding) => finding.id)).not.toContain(id);
      expect(waived).toContain(id);
      expect(lint({ ...bad, recipe: { ...bad.recipe, lint: { ignore: [id] } } }).waived).toContain(id);
      expect(lintRules[id]!.check({})).toBeUndefined();
      expect(lintRules[id]!.check({ recipe: {}, situation: {} })).toBeUndefined();
    });
  }

  it("is a file of its name with a line in the index", () => {
    const files = readdirSync(new URL("../../../src/decide/lint/rules", import.meta.url));
    expect(
      files
        .map((file) => file.replace(/\.ts$/u, ""))
        .filter((name) => name !== "index")
        .sort(),
    ).toEqual(Object.keys(lintRules).sort());
    for (const [name, rule] of Object.entries(lintRules)) expect(rule.id).toBe(name);
  });
});

describe("findings", () => {
  it("come with errors first, in one order whatever the rules' order", () => {
    const found = lint({
      ...model(linear(8), relu(), linear(2), dropout(0.2)),
      recipe: { l2: 1e-2, weightDecay: 1e-2, schedule: "cosine", earlyStopping: true },
    }).findings.map(({ severity, id }) => [severity, id]);
    expect(found).toEqual([
      ["error", "dropoutOnOutput"],
      ["warning", "twoDecays"],
      ["hint", "l2ThroughMoments"],
      ["hint", "stoppingCutsAnnealing"],
    ]);
  });

  it("refuses a waiver of a rule that there is not, and names the nearest", () => {
    expect(() => lint({}, { ignore: ["twoDecay"] })).toThrow(expect.objectContaining({ code: "E160" }));
    expect(() => lint({}, { ignore: ["constructor"] })).toThrow(expect.objectContaining({ code: "E160" }));
    try {
      lint({}, { ignore: ["twoDecay"] });
    } catch (error) {
      expect((error as { todo: string }).todo).toContain("twoDecays");
    }
  });

  it("sees through containers: residual bodies and each branch of a parallel", () => {
    const body = sequential(dropout(0.1), linear(dense), batchNorm1d());
    const inside = (of: Subject): string[] => lint(of).findings.map(({ id }) => id);
    expect(inside(model(residual(body), linear(2)))).toContain("dropoutBeforeBatchNorm");
    expect(inside(model(parallel([linear(4), body]), linear(2)))).toContain("dropoutBeforeBatchNorm");
    const apart = parallel([dropout(0.5), sequential(linear(dense), batchNorm1d())]);
    expect(inside(model(apart, linear(2)))).not.toContain("dropoutBeforeBatchNorm");
  });

  it("stays fast on a model of very many ways through it", () => {
    const fork = () => parallel([linear(4), relu(), sigmoid()]);
    const forks = Array.from({ length: 30 }, fork);
    const start = performance.now();
    lint(model(...forks, linear(2)));
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("an audit that found a flip safe waives the guess from the classes' names", () => {
    const situation = { classes: ["0", "1"], audit: [{ operation: "randomVerticalFlip", verdict: "safe" }] };
    const { findings } = lint({ recipe: { augment: ["randomVerticalFlip"] }, situation });
    expect(findings).toEqual([]);
  });
});

describe("what cannot happen", () => {
  it("names a test that is there, and no rule", () => {
    for (const { id, shownBy, prevented } of cannotHappen) {
      expect(existsSync(new URL(`../../../${shownBy}`, import.meta.url)), id).toBe(true);
      expect(Object.keys(lintRules)).not.toContain(id);
      expect(prevented).not.toBe("");
    }
  });
});
