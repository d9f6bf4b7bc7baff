import { describe, expect, it } from "vitest";
import * as members from "../../../src/augment/image/index.ts";
import { type Key, fold, keyOf } from "../../../src/core/index.ts";
import { fixture } from "./fixture.ts";

const SIZE = { channels: 3, height: 40, width: 30 };
const COUNT = 4000;

/** The largest distance between the two empirical distribution functions. */
function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [[...a].sort((p, q) => p - q), [...b].sort((p, q) => p - q)];
  let [i, j, worst] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!);
    while (x[i] === at) i++;
    while (y[j] === at) j++;
    worst = Math.max(worst, Math.abs(i / x.length - j / y.length));
  }
  return worst;
}

/** What is exceeded once in 10,000 times when the distributions are the same. */
const limit = (n: number, m: number): number => Math.sqrt((-Math.log(1e-4 / 2) / 2) * ((n + m) / (n * m)));

const many = <D>(sample: (key: Key) => D): readonly D[] =>
  Array.from({ length: COUNT }, (_, i) => sample(fold(keyOf(11), i)));

const { randomRotation, randomResizedCrop, randomCrop, colorJitter, randomAffine, randomErasing, mixup, cutMix } =
  members;
const jitter = colorJitter({ brightness: 0.4, contrast: 1.5, saturation: 0.2, hue: 0.1 });
const affine = randomAffine({ degrees: 20, translate: [0.3, 0.2], scale: [0.7, 1.4], shear: [-5, 9, -3, 2] });

/** Our draws under torchvision's names. */
const OURS: Readonly<Record<string, (key: Key) => Readonly<Record<string, number>>>> = {
  rotation: (key) => randomRotation(15).sample(key, SIZE),
  resizedCrop: (key) => ({ ...randomResizedCrop(8).sample(key, SIZE) }),
  crop: (key) => {
    const { top, left } = randomCrop({ size: 24, padding: 4 }).sample(key, SIZE);
    return { top: top + 4, left: left + 4 };
  },
  jitter: (key) => {
    const { brightness, contrast, saturation, hue } = jitter.sample(key, SIZE);
    return { brightness_factor: brightness, contrast_factor: contrast, saturation_factor: saturation, hue_factor: hue };
  },
  affine: (key) => {
    const { angle, scale, translate, shear } = affine.sample(key, SIZE);
    return { angle, scale, translateX: translate[0], translateY: translate[1], shearX: shear[0], shearY: shear[1] };
  },
  erasing: (key) => ({ ...randomErasing({ p: 1 }).sample(key, SIZE).box! }),
  mixup: (key) => ({ lam: mixup(0.4).sample(key, SIZE).lambda }),
  cutMix: (key) => {
    const { box, lambda } = cutMix().sample(key, SIZE);
    return { lambda, left: box.left, top: box.top };
  },
  blur: (key) => members.gaussianBlur(5).sample(key, SIZE),
};

describe("what is drawn is distributed as torchvision's", () => {
  for (const [name, theirs] of Object.entries(fixture.draws)) {
    const ours = many(OURS[name]!);
    for (const [parameter, values] of Object.entries(theirs))
      it(`${name}: ${parameter}`, () => {
        const distance = kolmogorovSmirnov(
          ours.map((drawn) => drawn[parameter]!),
          values,
        );
        expect(distance).toBeLessThan(limit(COUNT, values.length));
      });
  }

  it("another distribution is noticed", () => {
    const angles = many((key) => randomRotation(17).sample(key, SIZE).angle * 1.1);
    expect(kolmogorovSmirnov(angles, fixture.draws["rotation"]!["angle"]!)).toBeGreaterThan(limit(COUNT, 600));
  });

  it("every order of the four colours is as likely", () => {
    const counts = new Map<string, number>();
    for (const { order } of many((key) => jitter.sample(key, SIZE)))
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1);
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - COUNT / 24) ** 2 / (COUNT / 24), 0);
    expect(chiSquare).toBeLessThan(57); // 23 degrees of freedom, p = 1e-4
  });
});

describe("policies", () => {
  const small = { channels: 3, height: 20, width: 16 };
  const operations = fixture.scales.filter(({ policy }) => policy === "RandAugment").map(({ operation }) => operation);

  it("TrivialAugmentWide draws every operation as often and every strength of torchvision, with its signs", () => {
    const draws = many((key) => members.trivialAugmentWide().sample(key, small));
    for (const { operation, signed, magnitudes } of fixture.scales.filter((s) => s.policy === "TrivialAugmentWide")) {
      const drawn = draws.filter(({ name }) => name === operation).map(({ magnitude }) => magnitude);
      expect(Math.abs(drawn.length - COUNT / 14)).toBeLessThan(4 * Math.sqrt(COUNT / 14));
      const legal = magnitudes === null ? [0] : magnitudes;
      const nearest = drawn.map((m) => Math.min(...legal.map((v) => Math.abs(v - (signed ? Math.abs(m) : m)))));
      expect(Math.max(...nearest)).toBeLessThan(1e-5);
      if (!signed || magnitudes === null) continue;
      const negative = drawn.filter((v) => v < 0).length;
      const positive = drawn.filter((v) => v > 0).length;
      expect(Math.abs(negative - positive)).toBeLessThan(4 * Math.sqrt(drawn.length));
    }
  });

  it("RandAugment applies two at the ninth of 31 strengths", () => {
    const draws = many((key) => members.randAugment().sample(key, small).chosen);
    expect(draws.every((chosen) => chosen.length === 2)).toBe(true);
    for (const { operation, magnitudes } of fixture.scales.filter(({ policy }) => policy === "RandAugment")) {
      const drawn = draws.flat().filter(({ name }) => name === operation);
      expect(Math.abs(drawn.length - (2 * COUNT) / 14)).toBeLessThan(4 * Math.sqrt((2 * COUNT) / 14));
      expect(drawn.every(({ magnitude }) => Math.abs(Math.abs(magnitude) - (magnitudes?.[9] ?? 0)) < 1e-4)).toBe(true);
    }
    expect(new Set(draws.flat().map(({ name }) => name))).toEqual(new Set(operations));
  });
});

describe("augMix", () => {
  const small = { channels: 3, height: 20, width: 16 };
  const draws = many((key) => members.augMix().sample(key, small).chains);

  it("draws torchvision's first three strengths of its operations, in three chains of one to three", () => {
    const chosen = draws.flat().flatMap((chain) => chain.chosen);
    for (const { operation, signed, magnitudes } of fixture.scales.filter(({ policy }) => policy === "AugMix")) {
      const drawn = chosen.filter(({ name }) => name === operation).map(({ magnitude }) => magnitude);
      expect(Math.abs(drawn.length - chosen.length / 13)).toBeLessThan(4 * Math.sqrt(chosen.length / 13));
      const legal = magnitudes?.slice(0, 3) ?? [0];
      const nearest = drawn.map((v) => Math.min(...legal.map((m) => Math.abs(m - (signed ? Math.abs(v) : v)))));
      expect(Math.max(...nearest)).toBeLessThan(1e-5);
    }
    expect(draws.every((chains) => chains.length === 3)).toBe(true);
    const lengths = draws.flat().map((chain) => chain.chosen.length);
    for (const length of [1, 2, 3])
      expect(Math.abs(lengths.filter((n) => n === length).length - COUNT)).toBeLessThan(4 * Math.sqrt(COUNT));
    const mild = members.augMix({ allOperations: false });
    const milder = many((key) => mild.sample(key, small).chains).flat();
    const names = milder.flatMap((chain) => chain.chosen).map(({ name }) => name);
    expect(names.some((name) => ["brightness", "color", "contrast", "sharpness"].includes(name))).toBe(false);
  });

  it("shares: a uniform part is changed, and Dirichlet weights divide it", () => {
    const totals = draws.map((chains) => chains.reduce((sum, { share }) => sum + share, 0));
    const uniform = Array.from({ length: COUNT }, (_, i) => (i + 0.5) / COUNT);
    expect(kolmogorovSmirnov(totals, uniform)).toBeLessThan(limit(COUNT, COUNT));
    // A weight of Dirichlet(1, 1, 1) is Beta(1, 2): quantiles 1 − √(1 − u).
    const first = draws.map((chains, i) => chains[0]!.share / totals[i]!);
    expect(
      kolmogorovSmirnov(
        first,
        uniform.map((u) => 1 - Math.sqrt(1 - u)),
      ),
    ).toBeLessThan(limit(COUNT, COUNT));
  });
});

describe("cutout", () => {
  it("covers each pixel as the theory says: fewer times at the edge", () => {
    const size = { channels: 1, height: 1, width: 9 };
    const image = { ...size, data: new Float32Array(9).fill(1) };
    const cutout = members.cutout(3);
    const hits = new Float64Array(9);
    for (const drawn of many((key) => cutout.sample(key, size)))
      for (const [i, v] of cutout.apply(image, drawn).data.entries()) hits[i]! += v === 0 ? 1 : 0;
    for (const [i, count] of hits.entries()) {
      const expected = (COUNT * (i === 0 || i === 8 ? 2 : 3)) / 9;
      expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });
});

describe("gaussianNoise", () => {
  it("has the mean and deviation that were asked for, and stays in 0 … 1 when clipped", () => {
    const size = { channels: 1, height: 100, width: 100 };
    const image = { ...size, data: new Float32Array(10_000).fill(0.5) };
    const at = (clip: boolean) => {
      const noise = members.gaussianNoise({ sigma: 0.4, mean: 0.1, clip });
      return noise.apply(image, noise.sample(keyOf(1), size)).data;
    };
    const free = at(false);
    const mean = free.reduce((a, b) => a + b, 0) / free.length;
    const deviation = Math.sqrt(free.reduce((a, b) => a + (b - mean) ** 2, 0) / free.length);
    expect(Math.abs(mean - 0.6)).toBeLessThan(0.016);
    expect(Math.abs(deviation - 0.4)).toBeLessThan(0.012);
    expect(at(true).every((v, i) => v === Math.min(Math.max(free[i]!, 0), 1))).toBe(true);
  });
});
