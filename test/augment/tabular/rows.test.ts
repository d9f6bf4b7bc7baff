import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/core/index.ts";
import { type Augmentation, augmented } from "../../../src/augment/index.ts";
import { betaOf } from "../../../src/augment/beta.ts";
import { randomOf } from "../../../src/core/index.ts";
import {
  type Batch,
  columnCutMix,
  featureDropout,
  gaussianNoise,
  mixup,
  oneHot,
} from "../../../src/augment/tabular/index.ts";
import { cloud, errorOf } from "./support.ts";

function batchOf(rows: number, width: number, seed: number): Batch {
  const { x, y } = cloud([rows - (rows >> 1), rows >> 1], width, seed);
  return { x: Float32Array.from(x.flat()), rows, width, targets: oneHot(y, 2), outputs: 2 };
}
const column = ({ x, width }: Batch, c: number): Float32Array => x.filter((_, i) => i % width === c);
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: Float32Array): number => {
  const center = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - center) ** 2)));
};

const members: Readonly<Record<string, Augmentation<Batch>>> = {
  gaussianNoise: gaussianNoise(),
  featureDropout: featureDropout(0.5),
  mixup: mixup(1),
  columnCutMix: columnCutMix(1),
};

describe.each(Object.entries(members))("%s", (_, member) => {
  const batch = batchOf(64, 5, 1);

  it("the same key gives the same result, another key another; the input is not touched", () => {
    const before = structuredClone(batch);
    const of = (seed: number): Batch => member.apply(batch, structuredClone(member.sample(keyOf(seed), batch)));
    expect(of(1)).toEqual(of(1));
    expect(of(2).x).not.toEqual(of(1).x);
    expect(batch).toEqual(before);
  });

  it("targets change only if it says so, and stay distributions; rows keep their number", () => {
    const { targets, rows, x } = augmented(member, batch, keyOf(1));
    expect(rows * batch.width).toBe(x.length);
    if (member.facts.changesLabels !== true) expect(targets).toEqual(batch.targets);
    else expect(targets).not.toEqual(batch.targets);
    for (let row = 0; row < rows; row++) expect(targets[row * 2]! + targets[row * 2 + 1]!).toBeCloseTo(1, 6);
  });
});

describe("gaussianNoise", () => {
  it("is as wide as asked in each column, and leaves columns of deviation 0", () => {
    const batch: Batch = {
      x: new Float32Array(30000),
      rows: 10000,
      width: 3,
      targets: new Float32Array(10000),
      outputs: 1,
    };
    const noisy = augmented(gaussianNoise({ strength: 0.5, deviations: [2, 0, 0.1] }), batch, keyOf(1));
    expect(deviation(column(noisy, 0))).toBeCloseTo(1, 1.5);
    expect(column(noisy, 1)).toEqual(new Float32Array(10000));
    expect(deviation(column(noisy, 2)) / 0.05).toBeCloseTo(1, 1.5);
    expect(Math.abs(mean(column(noisy, 0)))).toBeLessThan(0.04);
  });

  it("refuses a list of another length than the columns", () => {
    const batch = batchOf(4, 3, 1);
    const error = errorOf(() => augmented(gaussianNoise({ deviations: [1] }), batch, keyOf(1)));
    expect(error).toMatchObject({ code: "E237", expected: "3 entries", received: "1" });
    expect(errorOf(() => augmented(featureDropout({ fill: [1, 2] }), batch, keyOf(1))).code).toBe("E237");
    expect(errorOf(() => augmented(columnCutMix({ groups: [1] }), batch, keyOf(1))).code).toBe("E237");
  });
});

describe("featureDropout", () => {
  it("masks the given fraction to the column's fill and leaves the rest bit for bit", () => {
    const batch = batchOf(5000, 4, 2);
    const fill = [9, 8, 7, 6];
    const masked = augmented(featureDropout({ rate: 0.3, fill }), batch, keyOf(1));
    let count = 0;
    for (const [i, value] of masked.x.entries()) {
      if (value === fill[i % 4]) count++;
      else expect(value).toBe(batch.x[i]);
    }
    expect(Math.abs(count / 20000 - 0.3)).toBeLessThan(0.013);
  });

  it("masks all or nothing at rates 1 and 0, and groups together", () => {
    const batch = batchOf(400, 4, 3);
    expect(augmented(featureDropout(1), batch, keyOf(1)).x).toEqual(new Float32Array(1600));
    expect(augmented(featureDropout(0), batch, keyOf(1)).x).toEqual(batch.x);
    const { x } = augmented(featureDropout({ rate: 0.5, groups: [7, 1, 7, 7] }), batch, keyOf(1));
    const patterns = new Set(
      Array.from({ length: 400 }, (_, r) => [0, 1, 2, 3].map((c) => (x[r * 4 + c] === 0 ? 1 : 0)).join("")),
    );
    expect([...patterns].sort()).toEqual(["0000", "0100", "1011", "1111"]);
  });
});

describe("mixup", () => {
  it("mixes rows and targets with one λ in [½, 1] and keeps categories of the row that counts more", () => {
    const batch = batchOf(50, 4, 4);
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.01, max: 10, noNaN: true }), (seed, alpha) => {
        const member = mixup({ alpha, categorical: [2] });
        const drawn = member.sample(keyOf(seed), batch);
        const { x, targets } = member.apply(batch, drawn);
        for (const [row, other] of drawn.partner.entries()) {
          const keep = drawn.keep[row]!;
          expect(keep >= 0.5 && keep <= 1).toBe(true);
          const close = (got: number | undefined, own: number, partner: number): void =>
            expect(Math.abs(got! - keep * own - (1 - keep) * partner)).toBeLessThan(2e-6);
          for (const c of [0, 1, 3]) close(x[row * 4 + c], batch.x[row * 4 + c]!, batch.x[other * 4 + c]!);
          expect(x[row * 4 + 2]).toBe(batch.x[row * 4 + 2]);
          for (const c of [0, 1])
            close(targets[row * 2 + c], batch.targets[row * 2 + c]!, batch.targets[other * 2 + c]!);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("the partners are a permutation, and regression targets mix too", () => {
    const batch: Batch = { ...batchOf(40, 2, 5), targets: Float32Array.from({ length: 40 }, (_, i) => i), outputs: 1 };
    const { partner } = mixup().sample(keyOf(1), batch);
    expect(partner.toSorted()).toEqual(Int32Array.from({ length: 40 }, (_, i) => i));
    const half = mixup().apply(batch, {
      partner: partner.map((_, i) => (i + 1) % 40),
      keep: new Float64Array(40).fill(0.5),
    });
    expect(half.targets[3]).toBe(3.5);
  });

  it.each([0.02, 0.2, 1, 3])("Beta(α, α) at α = %s has mean ½ and variance 1 / (4 (2α + 1))", (alpha) => {
    const random = randomOf(keyOf(9));
    const draws = Float32Array.from({ length: 20000 }, () => betaOf(random, alpha, alpha));
    expect(draws.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect(Math.abs(mean(draws) - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(deviation(draws) ** 2 * 4 * (2 * alpha + 1) - 1)).toBeLessThan(0.04);
  });

  it("Beta(2, 1) has the distribution function x²", () => {
    const random = randomOf(keyOf(10));
    const draws = Float64Array.from({ length: 5000 }, () => betaOf(random, 2, 1)).sort();
    const distance = Math.max(...draws.map((v, i) => Math.abs(v * v - (i + 0.5) / draws.length)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(5000));
  });
});

describe("columnCutMix", () => {
  it("takes whole columns and mixes targets by their share", () => {
    const batch = batchOf(300, 6, 6);
    const member = columnCutMix({ probability: 0.5, groups: [0, 1, 1, 2, 3, 4] });
    const drawn = member.sample(keyOf(1), batch);
    const { x, targets } = member.apply(batch, drawn);
    let touched = 0;
    for (const [row, other] of drawn.partner.entries()) {
      const at = (r: number, c: number): number => batch.x[r * 6 + c]!;
      const taken = [0, 1, 2, 3, 4, 5].filter((c) => drawn.taken[row * 5 + [0, 1, 1, 2, 3, 4][c]!] === 1);
      for (let c = 0; c < 6; c++) expect(x[row * 6 + c]).toBe(taken.includes(c) ? at(other, c) : at(row, c));
      const share = taken.length / 6;
      const want = (1 - share) * batch.targets[row * 2]! + share * batch.targets[other * 2]!;
      expect(targets[row * 2]).toBeCloseTo(want, 6);
      if (taken.length > 0) touched++;
    }
    expect(touched).toBeGreaterThan(90);
    expect(touched).toBeLessThan(160);
  });

  it("keeps the values of every column over all rows when everything is taken", () => {
    const batch = batchOf(100, 3, 7);
    const member = columnCutMix(1);
    const drawn = { ...member.sample(keyOf(1), batch), taken: new Uint8Array(300).fill(1) };
    const made = member.apply(batch, drawn);
    for (let c = 0; c < 3; c++) expect(column(made, c).toSorted()).toEqual(column(batch, c).toSorted());
  });
});
