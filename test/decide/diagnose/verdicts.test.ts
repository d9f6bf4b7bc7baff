import { describe, expect, it } from "vitest";
import {
  aloneOf,
  checkRequirements,
  demand,
  diagnose,
  diagnoseComparison,
  parseRequirements,
  type Story,
} from "../../../src/decide/diagnose/index.ts";

const curve = (from: number, to: number, n = 30): number[] =>
  Array.from({ length: n }, (_, i) => to + (from - to) * Math.exp(-i / 4) + 1e-3 * ((7 * i) % 3));
const story = (train: readonly number[], validation: readonly number[], rest: Partial<Story> = {}): Story => ({
  epochs: train.map((loss, i) => ({ epoch: i + 1, loss: { train: loss, validation: validation[i]! } })),
  ...{ source: "regularize", restores: false, scoredAlike: true, baseline: { loss: 1 } },
  ...rest,
});
const healthy = story(curve(1, 0.4), curve(1, 0.41));

describe("verdicts from more than curves", () => {
  it("a column that answers alone is a leak, and is named in the edit", () => {
    const { kind, next } = diagnose({
      ...healthy,
      columns: [
        { name: "a", alone: 0.3 },
        { name: "paid", alone: 0.999 },
      ],
    });
    expect([kind, next.edit]).toEqual(["leakSuspected", "--drop paid"]);
    expect(diagnose({ ...healthy, columns: [{ name: "a", alone: 0.9 }] }).kind).toBe("good");
  });

  it("of a few validation rows no column is a leak, and no error is 0", () => {
    const few = { validationRows: 12, metric: { name: "accuracy", better: "higher", perfect: 1 } } as const;
    const columns = [{ name: "a", alone: 1 }];
    expect(diagnose({ ...healthy, columns, validationRows: 12 }).kind).not.toBe("leakSuspected");
    const epochs = healthy.epochs.map((e) => ({ ...e, metric: { train: 0.6, validation: 0.55 } }));
    const told = { ...healthy, ...few, epochs, standardError: 0, baseline: { metric: 0.5 } };
    expect(diagnose(told).kind).toBe("cannotTell");
    expect(diagnose({ ...told, validationRows: 5000 }).kind).not.toBe("cannotTell");
  });

  it("a recipe alone has nothing beside it: another one is the next edit, not more repeats", () => {
    const metric = { name: "auc", better: "higher" } as const;
    const one = { name: "plain", train: 0.9, validation: { mean: 0.9, se: 0.01 } };
    const winner = { name: "plain", train: 0.9, validation: 0.9, test: 0.9 };
    const { sentence, next } = diagnoseComparison({ metric, baseline: 0.5, repeats: 5, recipes: [one], winner });
    expect(sentence).toMatch(/nothing to compare with/u);
    expect(next.edit).toMatch(/^another recipe/u);
  });

  it("a perfect score of very few rows proves nothing, of some it does", () => {
    const metric = { name: "balancedAccuracy", better: "higher", perfect: 1 } as const;
    const epochs = healthy.epochs.map((e) => ({ ...e, metric: { train: 0.9, validation: 1 } }));
    const of = (validationRows: number, baseline: number) =>
      diagnose({ ...healthy, epochs, metric, validationRows, standardError: 0, baseline: { metric: baseline } });
    for (const rows of [1, 2, 4, 8]) expect(of(rows, 0.5), String(rows)).toMatchObject({ kind: "cannotTell" });
    expect(of(1, 0)).toMatchObject({ kind: "cannotTell", evidence: { rows: 1 } });
    for (const rows of [20, 40, 400]) expect(of(rows, 0.5).kind, String(rows)).not.toBe("cannotTell");
  });

  it("of few rows the best epoch of many is luck: the kept weights are judged", () => {
    const metric = { name: "balancedAccuracy", better: "higher", perfect: 1 } as const;
    const epochs = healthy.epochs.map((e, i) => ({
      ...e,
      metric: { train: 0.68, validation: i === 18 ? 0.9 : 0.42 + 0.01 * (i % 3) },
    }));
    const of = (validationRows: number, standardError: number) =>
      diagnose({
        ...{ ...healthy, epochs, metric, validationRows, standardError, restores: true, keptEpoch: 16 },
        baseline: { metric: 0.333 },
      }).kind;
    expect(of(13, 0.11)).toBe("cannotTell");
    expect(of(2000, 0.01)).not.toBe("cannotTell");
  });

  it("where early stopping ended a training that learned nothing, it is its patience that is to grow", () => {
    const nothing = story(curve(1, 0.97), curve(1, 1), { recipe: { hidden: [256], patience: 15 } });
    expect(diagnose({ ...nothing, stopped: true })).toMatchObject({ kind: "noSignal", next: { edit: "patience: 75" } });
    expect(diagnose(nothing)).toMatchObject({ kind: "noSignal", next: { edit: "epochs: 150" } });
  });

  it("training that never came near guessing diverged, unless its statistics may be stale", () => {
    const far = story(curve(90, 40), curve(90, 40));
    expect(diagnose(far)).toMatchObject({
      kind: "diverged",
      sentence: expect.stringMatching(/never came near guessing's: loss 40 on training rows and 40 on .*guessing 1$/u),
    });
    const grown = diagnose(story(curve(1, 9), curve(1, 9)));
    expect(grown.sentence).toMatch(/ends at 8.99, having begun at 1$/u);
    expect(diagnose({ ...far, recipe: { norm: "batch" } }).kind).not.toBe("diverged");
  });

  it("running statistics that cost much of the loss are stale, however well validation agrees; half of almost nothing is nothing", () => {
    const learned = { ...story(curve(2.3, 2.28), curve(2.3, 2.28), { baseline: {} }), recipe: { norm: "batch" } };
    expect(diagnose({ ...learned, statistics: { running: 2.28, batch: 1.56 } })).toMatchObject({
      ...{ kind: "staleBatchNorm", next: { edit: "norm: layer" } },
      sentence:
        "stale batch norm: loss of training rows 2.28 with running statistics, 1.56 with those of their batches",
    });
    for (const statistics of [
      { running: 2.28, batch: 2.2 },
      { running: 0.5, batch: 0.9 },
      { running: 0.002, batch: 0.001 },
    ])
      expect(diagnose({ ...learned, statistics }).kind).not.toBe("staleBatchNorm");
    const far = { statistics: { running: 2.28, batch: 1.56 } };
    expect(diagnose({ ...learned, ...far, epochs: learned.epochs.slice(0, 6) }).kind).not.toBe("staleBatchNorm");
    const perfect = learned.epochs.map((e) => ({ ...e, metric: { train: 1, validation: 1 } }));
    const metric = { name: "auc", better: "higher", perfect: 1 } as const;
    expect(diagnose({ ...learned, ...far, epochs: perfect, metric }).kind).not.toBe("staleBatchNorm");
  });

  it("no label is accused while validation falls fast", () => {
    const labels = { suspects: 20, rows: 100, noise: { value: 0.2, low: 0.1, high: 0.3, claimed: true } };
    const falling = Array.from({ length: 12 }, (_, i) => 1 - 0.05 * i);
    const of = (more: Partial<Story>) => diagnose({ ...story(falling, falling, { baseline: {} }), labels, ...more });
    expect(of({}).kind).toBe("notFinished");
    expect(of({}).also.map(({ kind }) => kind)).not.toContain("noisyLabels");
    expect(of({ stopped: true }).kind).toBe("noisyLabels");
  });

  it("validation that is better than training is no overfitting, however much it rose", () => {
    const rising = Array.from({ length: 30 }, (_, i) => 0.1 + 0.004 * i);
    expect(diagnose(story(curve(1, 0.5), rising, { baseline: {} })).kind).not.toBe("harmfulOverfitting");
    expect(diagnose(story(curve(1, 0.02), rising, { baseline: {} })).kind).toBe("harmfulOverfitting");
  });

  it("a network with room that learned nothing found no signal; one without room underfits", () => {
    const nothing = story(curve(1, 0.97), curve(1, 1), { metric: undefined as never });
    const { metric: _, ...of } = nothing;
    expect(diagnose({ ...of, recipe: { hidden: [256] } }).kind).toBe("noSignal");
    expect(diagnose({ ...of, recipe: { hidden: [1] } }).kind).toBe("underfitting");
  });

  it("memory is what training learned, if it did", () => {
    const told = (to: number, epochs: number) =>
      diagnose(story(curve(1, to, epochs), curve(1, 1, epochs), { recipe: { hidden: [256] } }));
    expect(told(0.3, 5).sentence).toContain("is memory");
    const nothing = told(0.999, 20);
    expect([nothing.kind, nothing.sentence, nothing.next.edit]).toEqual([
      "noSignal",
      expect.stringContaining("is no better"),
      "epochs: 100",
    ]);
  });

  it("a few epochs that came to nothing are no verdict on the data: the edit is more of them", () => {
    const short = (train: readonly number[], validation: readonly number[], more: Partial<Story> = {}) =>
      diagnose(story(train, validation, { recipe: { hidden: [256] }, ...more }));
    const none = short([1, 0.999], [1, 1.001]);
    expect([none.kind, none.sentence, none.next.edit]).toEqual([
      "notFinished",
      expect.stringMatching(/^not finished: nothing has been learned yet after 2 epochs/u),
      "epochs: 20",
    ]);
    expect(short([1, 0.4], [1, 1]).sentence).toMatch(/^not finished: nothing that holds on validation/u);
    expect(short([1, 0.7], [0.9, 0.7], { restores: true }).sentence).toBe(
      "not finished: the last of 2 epochs brought validation from loss .900 to .700",
    );
    // What stopped by itself has said its word, and what is as good before is not on its way.
    expect(short([1, 0.999], [1, 1.001], { stopped: true }).kind).toBe("noSignal");
    expect(short([0.5, 0.45], [0.5, 0.5], { restores: true }).kind).not.toBe("notFinished");
  });

  it("sentences have the metric's title, and scores rather than errors; keys have its name", () => {
    const auc = { name: "auc", title: "AUC", better: "higher", perfect: 1 } as const;
    const of = (train: readonly number[], validation: readonly number[]) => {
      const { epochs, ...rest } = story(train, validation, { metric: auc, baseline: { metric: 0.5 } });
      const scores = epochs.map((e) => ({ train: 1 - e.loss.train, validation: 1 - e.loss.validation }));
      return diagnose({ ...rest, epochs: epochs.map((e, i) => ({ ...e, metric: scores[i]! })) });
    };
    const worse = of(curve(0.5, 0.02), [
      ...curve(0.5, 0.1, 20),
      ...Array.from({ length: 20 }, (_, i) => 0.1 + 0.01 * i),
    ]);
    expect([worse.kind, worse.sentence]).toEqual([
      "harmfulOverfitting",
      expect.stringMatching(
        /validation went from AUC \.\d+ to \.810, \d+ % more error, while training went to \.9\d+$/u,
      ),
    ]);
    expect(Object.keys(worse.values)).toContain("auc");
    expect(of(curve(0.5, 0.2, 20), curve(0.5, 0.5, 20)).sentence).toMatch(
      /best validation AUC is \.\d+, guessing's \.500/u,
    );
  });

  it("labels: only more suspects than chance and 3 % explain", () => {
    expect(diagnose({ ...healthy, labels: { suspects: 200, rows: 1000 } }).kind).toBe("noisyLabels");
    expect(diagnose({ ...healthy, labels: { suspects: 2, rows: 10 } }).kind).toBe("good");
  });

  it("batch norm: training rows far worse in inference than while learning", () => {
    const stale = (learning: number): Story => ({
      ...healthy,
      epochs: healthy.epochs.map((e) => ({ ...e, learning })),
    });
    expect([diagnose(stale(0.1)).kind, diagnose(stale(0.4)).kind]).toEqual(["staleBatchNorm", "good"]);
  });

  it("training that learned nothing underfits, and the edit takes away what holds it back", () => {
    const { kind, next } = diagnose(story(curve(1, 0.97), curve(1, 0.97), { recipe: { dropout: 0.8 } }));
    expect([kind, next.edit]).toEqual(["underfitting", "dropout: 0"]);
  });

  it("one epoch is no curve", () => {
    expect(diagnose(story([1], [1], { baseline: {} })).kind).toBe("cannotTell");
  });
});

describe("a column alone", () => {
  const rows = Array.from({ length: 400 }, (_, i) => i);
  const half = (f: (i: number) => number, t: (i: number) => number) =>
    [rows.slice(0, 200), rows.slice(200)].map((part) => ({ values: part.map(f), targets: part.map(t) })) as [
      never,
      never,
    ];

  it("of a number that follows it closely, R² .99, is no leak", () => {
    const wobble = (i: number): number => 0.35 * Math.sin(i * i);
    const near = aloneOf(
      ...half(
        (i) => Math.sin(i),
        (i) => Math.sin(i) + 0.28 * wobble(i),
      ),
      false,
    );
    expect(near).toBeGreaterThan(0.8);
    expect(near).toBeLessThan(0.98);
  });

  it("whose answer is a steep curve of it takes all of guessing's error away", () => {
    const steep = (i: number): number => Math.exp(((i * 7919) % 400) / 60);
    expect(aloneOf(...half((i) => (i * 7919) % 400, steep), false)).toBeGreaterThan(0.98);
  });

  it("that is the answer takes all of guessing's error away, whatever its scale; noise takes none", () => {
    const y = (i: number): number => i % 3;
    expect(aloneOf(...half((i) => 1000 - 7 * (i % 3), y), true)).toBe(1);
    expect(aloneOf(...half((i) => Math.sin(i * i), y), true)).toBeLessThan(0.3);
    expect(
      aloneOf(
        ...half(
          (i) => i % 100,
          (i) => 5 + 2 * (i % 100),
        ),
        false,
      ),
    ).toBeGreaterThan(0.98);
    expect(aloneOf(...half(() => 1, y), true)).toBeLessThanOrEqual(0);
  });
});

describe("a comparison", () => {
  const metric = { name: "auc", title: "AUC", better: "higher" } as const;
  const at = (name: string, train: number, mean: number) => ({ name, train, validation: { mean, se: 0.004 } });
  const winner = { name: "dropout .5", train: 0.88, validation: 0.84, test: 0.83 };

  it("gives the recipe that is better as the edit, and its effect as what to expect", () => {
    const effect = { mean: 0.03, low: 0.02, high: 0.04, p: 0.001 };
    const recipes = [at("plain", 0.98, 0.81), { ...at("dropout .5", 0.88, 0.84), effect }];
    const { kind, next, interval, values } = diagnoseComparison({ metric, recipes, baseline: 0.5, repeats: 5, winner });
    expect([kind, next.edit, next.expect]).toEqual([
      "harmfulOverfitting",
      "the recipe dropout .5",
      "AUC +.030 [.020, .040] on validation",
    ]);
    expect(interval).toMatchObject({ value: 0.03, low: 0.02, high: 0.04 });
    expect(values).toMatchObject({ auc: 0.84, test: 0.83, train: 0.88 });
    expect(values["gap"]).toBeCloseTo(0.04);
  });
});

describe("requirements", () => {
  it("are names, operators and numbers, joined by commas or and", () => {
    expect(parseRequirements("gap<=.05, AUC >= 80% and epochs<1e2")).toEqual([
      { name: "gap", operator: "<=", bound: 0.05 },
      { name: "auc", operator: ">=", bound: 0.8 },
      { name: "epochs", operator: "<", bound: 100 },
    ]);
    expect(parseRequirements("val_loss ≤ 1")[0]).toEqual({ name: "valloss", operator: "<=", bound: 1 });
    for (const text of ["", "gap", "gap<", "<.05", "gap<=x", "gap<=.05,", "gap=<3", "gap<=1 auc>=2"])
      expect(() => parseRequirements(text), text).toThrow(expect.objectContaining({ code: "E163" }));
    expect(() => parseRequirements("auc>>1", "--goal")).toThrow(expect.objectContaining({ where: "--goal" }));
  });

  it("NaN meets none; a missed one is E701, exit code 7, with what was found", () => {
    const checked = checkRequirements(parseRequirements("gap<=.05, auc>=.8, loss<=1"), {
      gap: 0.1,
      auc: 0.9,
      loss: Number.NaN,
    });
    expect(checked.map(({ met }) => met)).toEqual([false, true, false]);
    try {
      demand(checked, "runs/x");
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: "E701",
        exitCode: 7,
        expected: "gap<=.050, loss<=1",
        received: "gap .100, loss NaN",
      });
    }
    expect(() => checkRequirements(parseRequirements("gpa<=1"), { gap: 1 })).toThrow(
      expect.objectContaining({ code: "E163" }),
    );
    expect(() => demand(checkRequirements(parseRequirements("gap<=.1"), { gap: 0.1 }), "x")).not.toThrow();
  });
});
