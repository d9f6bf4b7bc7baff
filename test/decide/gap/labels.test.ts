import { describe, expect, it } from "vitest";
import { fold, keyOf, type Random, randomOf } from "../../../src/core/index.ts";
import { labelFindings, lateLearned, memorized, type SaidOfClasses } from "../../../src/decide/gap/index.ts";
import { localDistances } from "../../../src/decide/gap/residuals.ts";
import { wilson } from "../../../src/decide/gap/suspects.ts";
import type { RowStory } from "../../../src/train/margins.ts";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const storyOf = (margin: number, more: Partial<RowStory> = {}): RowStory => ({
  ...{ seen: 10, margin, forgotten: 0, lastWrong: 0, right: 10 },
  ...more,
});

/** Two normal classes `distance` apart, labels flipped at `rate`, and the posterior that an honest model has. */
function gaussians(random: Random, rows: number, distance: number, rate: number) {
  const targets: number[] = [];
  const probabilities: number[] = [];
  const flipped: boolean[] = [];
  for (let i = 0; i < rows; i++) {
    const truth = random.below(2);
    const x = random.normal() + (truth - 0.5) * distance;
    const flip = random.uniform() < rate;
    const p = 1 / (1 + Math.exp(-distance * x - 0.3 * random.normal()));
    const one = rate + (1 - 2 * rate) * p;
    targets.push(flip ? 1 - truth : truth);
    probabilities.push(1 - one, one);
    flipped.push(flip);
  }
  const said: SaidOfClasses = { kind: "classes", classes: 2, targets, probabilities };
  return { said, flipped };
}

function findings(seed: string, distance: number, rate: number) {
  const random = randomOf(fold(keyOf(1), seed));
  const [train, validation] = [gaussians(random, 900, distance, rate), gaussians(random, 300, distance, rate)];
  const margin = (row: number): number => {
    const label = train.said.targets[row]!;
    const [own, other] = [train.said.probabilities[2 * row + label]!, train.said.probabilities[2 * row + 1 - label]!];
    return Math.log(own / other);
  };
  const story = (row: number): RowStory => storyOf(margin(row));
  return { ...labelFindings({ train: train.said, validation: validation.said, story }), flipped: train.flipped };
}

describe("noisy labels", () => {
  it("are claimed of clean classes in at most 5 % of repetitions, however much they overlap", () => {
    let claims = 0;
    const distances = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
    for (const distance of distances)
      for (const repeat of range(15)) claims += Number(findings(`${distance} ${repeat}`, distance, 0).claimed);
    expect(claims).toBeLessThanOrEqual(6);
  });

  it("are claimed of labels flipped at 20 %, and found with precision and recall of 0.8", () => {
    const repeats = range(24).map((repeat) => findings(`flip ${repeat}`, 4, 0.2));
    expect(repeats.filter(({ claimed }) => claimed).length).toBeGreaterThanOrEqual(20);
    const rates = repeats.map(({ suspects, flipped }) => {
      const hits = suspects.filter(({ row }) => flipped[row]).length;
      return { precision: hits / suspects.length, recall: hits / flipped.filter(Boolean).length };
    });
    const mean = (of: "precision" | "recall"): number => rates.reduce((sum, rate) => sum + rate[of], 0) / rates.length;
    expect(mean("precision")).toBeGreaterThan(0.8);
    expect(mean("recall")).toBeGreaterThan(0.8);
  });

  it("have an interval that covers the true share in most repetitions", () => {
    const covers = range(30).filter((repeat) => {
      const { low, high } = findings(`cover ${repeat}`, 6, 0.2).noise;
      return low <= 0.2 && 0.2 <= high;
    });
    expect(covers.length).toBeGreaterThanOrEqual(26);
  });

  it("without a claim end at a thousand, which says so only where there are more", () => {
    const random = randomOf(keyOf(2));
    const validation = gaussians(random, 300, 0, 0).said;
    for (const rows of [1500, 6000]) {
      const train = gaussians(random, rows, 0, 0).said;
      const { claimed, suspects, cut } = labelFindings({ train, validation, story: () => storyOf(-1) });
      expect([claimed, cut]).toEqual([false, rows === 6000]);
      expect(suspects.length).toBeLessThanOrEqual(1000);
      if (cut) expect(suspects).toHaveLength(1000);
    }
  });

  it("are not claimed where nothing was learned", () => {
    for (const repeat of range(10)) expect(findings(`none ${repeat}`, 0, 0).claimed).toBe(false);
  });

  it("of clean, easy classes leave no suspects", () => {
    expect(findings("easy", 8, 0).suspects).toEqual([]);
  });
});

describe("values far from their like", () => {
  const noisy = (seed: number, share: number) => {
    const random = randomOf(keyOf(seed));
    const values = range(600).map(() => 10 * random.uniform());
    const wrong = values.map(() => random.uniform() < share);
    // The spread grows with the value: large residuals of large values are no fault.
    const targets = values.map((v, i) => v + 0.1 * (1 + v) * random.normal() + (wrong[i] ? 30 : 0));
    return { values, targets, wrong };
  };

  it("are found, and not where only the spread grows", () => {
    for (const share of [0, 0.1]) {
      const [train, validation] = [noisy(1, share), noisy(2, share)];
      const found = labelFindings({
        train: { kind: "values", ...train },
        validation: { kind: "values", ...validation },
        story: (row) => storyOf(train.values[row]! - train.targets[row]!),
      });
      expect(found.claimed).toBe(share > 0);
      expect(found.suspects.every(({ row }) => train.wrong[row])).toBe(true);
      expect(found.suspects.length).toBe(train.wrong.filter(Boolean).length);
      for (const { row, suggested } of found.suspects) expect(suggested).toBeCloseTo(train.values[row]!, 9);
    }
  });

  it("are as far however values are scaled and shifted", () => {
    const { values, targets } = noisy(3, 0.1);
    const residuals = values.map((v, i) => v - targets[i]!);
    const moved = localDistances(
      values.map((v) => 5 * v + 3),
      residuals.map((r) => 5 * r),
    );
    for (const [i, distance] of localDistances(values, residuals).entries()) expect(moved[i]).toBeCloseTo(distance, 6);
  });
});

describe("rows known by heart", () => {
  it("are right and sure at the end, against what was learned before and against their neighbours", () => {
    const train: SaidOfClasses = {
      ...{ kind: "classes", classes: 2, targets: [0, 0, 0, 0, 1] },
      probabilities: [0.9, 0.1, 0.9, 0.1, 0.6, 0.4, 0.95, 0.05, 0.9, 0.1],
    };
    const margins = [2, -1, -1, -2, -3];
    const late = lateLearned({ train, validation: train, story: (row) => storyOf(margins[row]!) });
    expect(late.map(({ row }) => row)).toEqual([3, 1]);
    expect(memorized(late, (row) => (row === 1 ? 0.2 : 0.8)).map(({ row }) => row)).toEqual([1]);
  });
});

it("Wilson's interval is that of a table", () => {
  const { low, high } = wilson(8, 10);
  expect(low).toBeCloseTo(0.4901, 3);
  expect(high).toBeCloseTo(0.9433, 3);
  expect(wilson(0, 20).low).toBe(0);
});
