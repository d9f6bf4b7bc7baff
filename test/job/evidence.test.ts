import { describe, expect, it } from "vitest";
import { countAnswers } from "../../src/job/evidence/answers.ts";
import { countLayers } from "../../src/job/evidence/weights.ts";
import { slicesOf } from "../../src/job/tune/tell/slices.ts";
import { parseSpace, type Row } from "../../src/decide/index.ts";
import { accuracy, ece, type ClassPredictions } from "../../src/train/metrics/index.ts";

const tensor = (shape: number[], data: number[]) => ({ shape, data: Float32Array.from(data) });

describe("weights of a model, counted", () => {
  const kept = {
    recipe: "L1",
    tensors: {
      "10.weight": tensor([1, 2], [3, 0]),
      "2.weight": tensor([2, 2], [0, 0, -1, 1]),
      "2.bias": tensor([2], [9, 9]),
    },
  };

  it("every weight is in one place: zero, a bin or beyond; vectors are left out; layers stand in the order of the network", () => {
    const layers = countLayers(kept);
    expect(layers.map(({ name }) => name)).toEqual(["2.weight", "10.weight"]);
    for (const { models } of layers)
      for (const { count, zero, beyond, bins } of models)
        expect(zero + beyond + bins.reduce((a, b) => a + b, 0)).toBe(count);
    expect(layers[0]!.models[0]).toMatchObject({ recipe: "L1", count: 4, zero: 2, size: Math.SQRT1_2, beyond: 0 });
    expect(layers[0]!.models[0]!.bins.flatMap((n, i) => (n > 0 ? [i] : []))).toEqual([0, 60]);
  });

  it("plain stands beside layer by layer, whatever the layers are numbered", () => {
    const plain = {
      recipe: "plain",
      tensors: { "1.weight": tensor([2, 2], [1, 2, 3, 4]), "9.weight": tensor([1, 2], [1, 1]) },
    };
    expect(countLayers(kept, plain).map(({ models }) => models.map(({ recipe, zero }) => [recipe, zero]))).toEqual([
      [
        ["L1", 2],
        ["plain", 0],
      ],
      [
        ["L1", 1],
        ["plain", 0],
      ],
    ]);
    const other = {
      recipe: "plain",
      tensors: { "1.weight": tensor([2, 3], [1, 2, 3, 4, 5, 6]), "9.weight": tensor([1, 2], [1, 1]) },
    };
    expect(countLayers(kept, other).map(({ models }) => models.length)).toEqual([1, 2]);
  });
});

describe("answers of a model, counted", () => {
  const probabilities = Array.from({ length: 300 }, (_, i) => 0.5 + 0.499 * Math.sin(i));
  const said: ClassPredictions = {
    ...{ kind: "binary", rows: 300, classes: 2 },
    probabilities: Float32Array.from(probabilities.flatMap((p) => [1 - p, p])),
    targets: Float32Array.from(probabilities, (p, i) => (p > (i % 7) / 7 ? 1 : 0)),
  };

  it("confusion and calibration add up to accuracy and ECE", () => {
    const { confusion, calibration } = countAnswers("test", said, ["no", "yes"]);
    const [[a, b], [c, d]] = confusion!.counts as [[number, number], [number, number]];
    expect(a + b + c + d).toBe(300);
    expect((a + d) / 300).toBeCloseTo(accuracy.score(said), 6);
    const off = calibration!.bins.reduce(
      (sum, { confidence, accuracy: right, rows }) => sum + rows * Math.abs(right - confidence),
      0,
    );
    expect(off / 300).toBeCloseTo(ece.score(said), 6);
    expect(calibration!.ece).toBe(ece.score(said));
  });

  it("bands of residuals hold all rows, in order, and never a single one", () => {
    const values = Float32Array.from({ length: 103 }, (_, i) => (i * 37) % 103);
    const targets = values.map((v) => v + 1);
    const { residuals } = countAnswers("test", { kind: "regression", rows: 103, values, targets }, undefined);
    expect(residuals!.bands.reduce((sum, { rows }) => sum + rows, 0)).toBe(103);
    for (const [i, band] of residuals!.bands.entries()) {
      expect(band).toMatchObject({ low: 1, median: 1, high: 1 });
      expect(band.from).toBeGreaterThan(residuals!.bands[i - 1]?.to ?? -1);
    }
    const few = countAnswers(
      "test",
      { kind: "regression", rows: 4, values: values.slice(0, 4), targets: targets.slice(0, 4) },
      undefined,
    );
    expect(few.residuals).toBeUndefined();
  });
});

describe("slices of a search", () => {
  it("the sweet spot is where the truth has its best, on a log scale, for either direction", () => {
    const space = parseSpace({ parameters: { rate: [1e-4, 1, "log"] } });
    const row = (id: number, sign: number): Row => {
      const rate = 10 ** (-4 + (4 * id) / 59);
      const score = sign * (1 - (Math.log10(rate) + 2) ** 2 / 10 + 0.01 * Math.sin(id * id));
      const assignment = { rate };
      return {
        id,
        source: "random",
        values: assignment,
        assignment,
        rival: null,
        outcomes: [{ score }],
        asked: [true],
        state: "done",
        scores: [score],
        score,
      };
    };
    for (const [better, sign] of [
      ["higher", 1],
      ["lower", -1],
    ] as const) {
      const rows = Array.from({ length: 60 }, (_, id) => row(id, sign));
      const [slice] = slicesOf({ space, rows, better, seed: 1, finalists: [3] });
      expect(slice).toMatchObject({ name: "rate", scale: "log", off: 0, range: [1e-4, 1] });
      expect(slice!.points.filter(({ final }) => final).map(({ score }) => score)).toEqual([rows[3]!.score]);
      const { best, low, high } = slice!.spot!;
      expect(Math.abs(Math.log10(best) + 2)).toBeLessThan(0.2);
      expect(low).toBeLessThan(1e-2);
      expect(high).toBeGreaterThan(1e-2);
      expect(high / low).toBeLessThan(100);
    }
  });
});
