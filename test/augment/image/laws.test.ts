import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf } from "../../../src/core/index.ts";
import * as members from "../../../src/augment/image/index.ts";
import type { Image, ImageAugmentation } from "../../../src/augment/image/index.ts";
import { pictureOf } from "../../../src/augment/image/picture.ts";
import { identical, imageNamed, largestDifference, meanDifference } from "./fixture.ts";

const {
  augMix,
  autocontrast,
  centerCrop,
  colorJitter,
  compose,
  cutout,
  equalize,
  gaussianBlur,
  gaussianNoise,
  normalize,
  oneOf,
  posterize,
  randAugment,
  randomAffine,
  randomApply,
  randomCrop,
  randomErasing,
  randomGrayscale,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
  randomVerticalFlip,
  resize,
  sharpness,
  solarize,
  trivialAugmentWide,
} = members;

const rgb = imageNamed("wide");
const grey = imageNamed("grey");

const EVERY: readonly ImageAugmentation[] = [
  augMix(),
  autocontrast({ p: 1 }),
  centerCrop(20),
  colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
  cutout(8),
  equalize({ p: 1 }),
  gaussianBlur(5),
  gaussianNoise(0.1),
  normalize({ mean: [0.5], std: [0.25] }),
  posterize({ p: 1 }),
  randAugment(),
  randomAffine({ degrees: 10, translate: [0.1, 0.1], scale: [0.9, 1.1], shear: [-5, 5] }),
  randomCrop({ size: 20, padding: 4 }),
  randomErasing({ p: 1, content: "noise" }),
  randomGrayscale({ p: 1 }),
  randomHorizontalFlip(1),
  randomResizedCrop(16),
  randomRotation(),
  randomVerticalFlip(1),
  resize(19),
  sharpness({ p: 1 }),
  solarize({ p: 1 }),
  trivialAugmentWide(),
  oneOf(randomHorizontalFlip(1), randomRotation()),
  randomApply([randomRotation(), randomCrop(20)]),
  compose(randomRotation(), randomResizedCrop(16), colorJitter({ brightness: 0.2 })),
];

const run = (augmentation: ImageAugmentation, image: Image, seed: number): Image =>
  augmentation.apply(image, augmentation.sample(keyOf(seed), image));

describe.each(EVERY.map((augmentation) => [augmentation.name, augmentation] as const))("%s", (_name, augmentation) => {
  it("gives the same pixels for the same key, after a trip through JSON, and leaves the input alone", () => {
    const before = Float32Array.from(rgb.data);
    for (const seed of [1, 2, 3]) {
      const drawn = augmentation.sample(keyOf(seed), rgb);
      const first = augmentation.apply(rgb, drawn);
      expect(identical(augmentation.apply(rgb, JSON.parse(JSON.stringify(drawn))), first)).toBe(true);
      expect(identical(run(augmentation, rgb, seed), first)).toBe(true);
    }
    expect(identical({ ...rgb, data: before }, rgb)).toBe(true);
  });

  it("gives the size that it tells, and finite numbers, for RGB, grey and a single pixel's row", () => {
    for (const image of [rgb, grey, { channels: 1, height: 1, width: 30, data: grey.data.slice(0, 30) }])
      for (let seed = 0; seed < 6; seed++) {
        if (image.height === 1 && /crop|randomApply/iu.test(augmentation.name)) continue;
        const drawn = augmentation.sample(keyOf(seed), image);
        const { data, ...size } = augmentation.apply(image, drawn);
        const { channels, height, width } = augmentation.resized(image, drawn);
        expect(size).toEqual({ channels, height, width });
        expect(data.length).toBe(channels * height * width);
        expect(data.every(Number.isFinite)).toBe(true);
      }
  });

  it("changes something, and other keys draw something else unless it is deterministic", () => {
    const results = Array.from({ length: 12 }, (_, seed) => run(augmentation, rgb, seed));
    expect(results.some((result) => largestDifference(result, rgb) > 0)).toBe(true);
    const draws = Array.from({ length: 12 }, (_, seed) => JSON.stringify(augmentation.sample(keyOf(seed), rgb)));
    const always = augmentation.facts.deterministic === true || augmentation.settings["p"] === 1;
    if (!always) expect(new Set(draws).size).toBeGreaterThan(1);
    if (augmentation.facts.deterministic === true) expect(new Set(draws).size).toBe(1);
  });
});

describe("flips", () => {
  it("twice are nothing, and once is the mirror image, to the bit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer(),
        (height, width, seed) => {
          const noise = gaussianNoise({ sigma: 1, clip: false });
          const size = { channels: 2, height, width };
          const image = run(noise, { ...size, data: new Float32Array(2 * height * width) }, seed);
          for (const [flip, at] of [
            [randomHorizontalFlip(1), (y: number, x: number) => y * width + width - 1 - x],
            [randomVerticalFlip(1), (y: number, x: number) => (height - 1 - y) * width + x],
          ] as const) {
            const once = run(flip, image, 0);
            for (let i = 0; i < image.data.length; i++) {
              const [plane, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
              expect(once.data[i]).toBe(image.data[plane * height * width + at(y, x)]);
            }
            expect(run(flip, once, 0).data).toEqual(image.data);
            expect(run(compose(flip, flip), image, 0).data).toEqual(image.data);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("four quarter turns are nothing", () => {
    const turn = randomRotation(180);
    const drawn = [{ angle: 90 }, { angle: 90 }, { angle: 90 }, { angle: 90 }];
    expect(identical(compose(turn, turn, turn, turn).apply(grey, drawn), grey)).toBe(true);
    expect(
      largestDifference(
        drawn.reduce((image, d) => turn.apply(image, d), grey),
        grey,
      ),
    ).toBe(0);
  });
});

describe("composition", () => {
  const geometry: readonly ImageAugmentation[] = [
    randomHorizontalFlip(0.5),
    randomVerticalFlip(0.5),
    randomRotation(30),
    randomAffine({ degrees: 10, translate: [0.2, 0.2], scale: [0.8, 1.2], shear: [-8, 8] }),
    randomCrop({ size: [26, 30], padding: 6 }),
    randomResizedCrop({ size: [24, 28], scale: [0.5, 1] }),
    centerCrop({ size: [28, 34] }),
  ];
  const smooth: Image = {
    channels: 1,
    height: 40,
    width: 36,
    data: Float32Array.from({ length: 1440 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 36 / 6) * Math.cos((i % 36) / 5)),
  };

  it("of any geometry is one after the other, up to what resampling blurs", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...geometry.keys()], { minLength: 2, maxLength: 4 }),
        fc.integer(),
        (picks, seed) => {
          const chain = picks.map((i) => geometry[i]!);
          const together = compose(...chain);
          const key = keyOf(seed);
          const ours = together.apply(smooth, together.sample(key, smooth));
          const apart = chain.reduce((image, a, i) => a.apply(image, a.sample(fold(key, i, a.name), image)), smooth);
          expect(meanDifference(ours, apart)).toBeLessThan(3 / 255);
        },
      ),
      { numRuns: 80, seed: 7 },
    );
  });

  it("of geometry leaves one warp, and of linear colours one map: nothing is touched before the end", () => {
    const chain = compose(...geometry);
    const planned = chain.plan(pictureOf(smooth), chain.sample(keyOf(3), smooth));
    expect(planned.image).toBe(smooth);
    const tones = compose(
      randomGrayscale(1),
      normalize({ mean: [0.5], std: [0.25] }),
      normalize({ mean: [1], std: [2] }),
    );
    const toned = tones.plan(pictureOf(rgb), tones.sample(keyOf(3), rgb));
    expect(toned.image).toBe(rgb);
    expect(toned.colours).toHaveLength(1);
  });

  it("does not bring back what an earlier step moved out", () => {
    const shift = randomAffine({ degrees: 0 });
    const by = (x: number) => ({ angle: 0, translate: [x, 0] as const, scale: 1, shear: [0, 0] as const });
    const there = compose(shift, shift).apply(grey, [by(10), by(-10)]);
    for (let row = 0; row < 24; row++)
      for (let column = 0; column < 24; column++)
        expect(there.data[row * 24 + column]).toBe(column < 14 ? grey.data[row * 24 + column] : 0);
  });

  it("of colours is one after the other, clamps included", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const jitter = colorJitter({ brightness: 0.9, contrast: 0.9, saturation: 0.9 });
        const chain = [jitter, jitter, randomGrayscale(0.3), jitter, normalize({ mean: [0.4], std: [0.3] })];
        const together = compose(...chain);
        const key = keyOf(seed);
        const ours = together.apply(rgb, together.sample(key, rgb));
        const apart = chain.reduce((image, a, i) => a.apply(image, a.sample(fold(key, i, a.name), image)), rgb);
        expect(largestDifference(ours, apart)).toBeLessThan(1e-5);
      }),
      { numRuns: 30 },
    );
  });

  it("oneOf chooses each as often, randomApply keeps its probability", () => {
    const choice = oneOf(randomHorizontalFlip(), randomRotation(), gaussianBlur());
    const counts = [0, 0, 0];
    let applied = 0;
    const sometimes = randomApply([randomRotation()], 0.3);
    for (let i = 0; i < 3000; i++) {
      counts[choice.sample(fold(keyOf(5), i), rgb).index]! += 1;
      applied += sometimes.sample(fold(keyOf(6), i), rgb).applied ? 1 : 0;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt((3000 * 2) / 9));
    expect(Math.abs(applied - 900)).toBeLessThan(4 * Math.sqrt(3000 * 0.21));
  });
});
