import { describe, expect, it } from "vitest";
import { fold, type Key, keyOf } from "../../../src/core/index.ts";
import {
  augmentBatch,
  augMix,
  autocontrast,
  centerCrop,
  colorJitter,
  compose,
  cutout,
  equalize,
  fromBytes,
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
  type ImageAugmentation,
} from "../../../src/augment/image/index.ts";

const COUNT = 7;
const key = keyOf(5);
const keyOfRow = (row: number): Key => fold(key, row);
const code = (name: string, where: string) => expect.objectContaining({ name: "RegularizeError", code: name, where });

/** Noise: every pixel differs from its neighbours. */
const noiseOf = (shape: readonly [number, number, number]): Uint8Array =>
  Uint8Array.from({ length: COUNT * shape[0] * shape[1] * shape[2] }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);

const SHAPES = [
  [1, 28, 28],
  [3, 32, 30],
  [2, 9, 7],
] as const;

type Shape = (typeof SHAPES)[number];

/** Steps whose results depend smoothly on the pixels. */
const smoothOf = ([channels, height, width]: Shape): readonly ImageAugmentation[] => {
  const size = [height, width];
  const tones = normalize({ mean: [0.4], std: [0.3] });
  return [
    compose(randomHorizontalFlip(), randomCrop({ size, padding: 2 }), cutout(4)),
    compose(randomCrop({ size, padding: 3, fill: 0.3 }), randomVerticalFlip(), tones),
    compose(randomCrop({ size, padding: 3, paddingMode: "edge" }), randomErasing({ p: 1, content: "noise" })),
    compose(randomRotation(30), randomHorizontalFlip(), tones),
    compose(randomAffine({ degrees: 20, scale: [0.4, 2], fill: 0.5 }), gaussianNoise(0.1)),
    compose(randomHorizontalFlip(), randomResizedCrop({ size }), tones),
    compose(resize(40), centerCrop({ size }), gaussianBlur(5)),
    compose(
      gaussianBlur({ kernelSize: 3, sigma: [0.1, 5] }),
      resize({ size: [2 * height, width - 3] }),
      resize({ size }),
    ),
    compose(gaussianBlur({ kernelSize: 7, sigma: [50, 90] }), solarize({ p: 1, threshold: 0 })),
    ...(channels === 2
      ? []
      : [
          compose(colorJitter({ brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.1 }), tones),
          compose(autocontrast(1), randomGrayscale(0.5), sharpness({ p: 1 })),
        ]),
  ];
};

/** Steps that round: a pixel on the edge of a level may go either way. */
const roundingOf = ([channels]: Shape): readonly ImageAugmentation[] => [
  compose(randomRotation(30), equalize(1), randomRotation(3)),
  compose(randomHorizontalFlip(), posterize({ p: 1 }), solarize({ p: 1, threshold: 0.3 })),
  ...(channels === 2 ? [] : [randAugment(), trivialAugmentWide(), augMix()]),
];

/** How far each value of a batch is from sample and apply of its row's image. */
function differences(policy: ImageAugmentation, shape: Shape): number[] {
  const [channels, height, width] = shape;
  const size = { channels, height, width };
  const length = channels * height * width;
  const pixels = noiseOf(shape);
  const rows = Int32Array.of(3, 0, 6, 3);
  const out = new Float32Array(rows.length * length).fill(9);
  augmentBatch(policy, { shape, pixels }, rows, keyOfRow, out);
  expect(out.subarray(3 * length)).toEqual(out.subarray(0, length));
  return [...rows].flatMap((row, place) => {
    const image = fromBytes(pixels.slice(row * length, (row + 1) * length), size);
    const expected = policy.apply(image, policy.sample(keyOfRow(row), size)).data;
    return Array.from(expected, (v, k) => Math.abs(v - out[place * length + k]!));
  });
}

describe("augmentBatch", () => {
  it("writes what each row's own key draws: sample and apply of its image", () => {
    for (const shape of SHAPES) {
      for (const [i, policy] of smoothOf(shape).entries())
        expect(Math.max(...differences(policy, shape)), `smooth ${i} of ${shape.join()}`).toBeLessThan(
          0.05 / 255 / 0.3,
        );
      for (const [i, policy] of roundingOf(shape).entries()) {
        const all = differences(policy, shape);
        const mean = all.reduce((sum, v) => sum + v, 0) / all.length;
        expect(mean, `rounding ${i} of ${shape.join()}`).toBeLessThan(0.05 / 255);
      }
    }
  });

  it("a row is the same in every batch, and rows may come from a function", () => {
    const shape = SHAPES[1];
    const length = 3 * 32 * 30;
    const pixels = noiseOf(shape);
    const policy = smoothOf(shape)[3]!;
    const all = new Float32Array(COUNT * length);
    augmentBatch(
      policy,
      { shape, pixels },
      Int32Array.from({ length: COUNT }, (_, i) => i),
      keyOfRow,
      all,
    );
    for (let row = 0; row < COUNT; row++) {
      const one = new Float32Array(length);
      const read = (i: number): Uint8Array => pixels.slice(i * length, (i + 1) * length);
      augmentBatch(policy, { shape, pixels: read }, Int32Array.of(row), keyOfRow, one);
      expect(one).toEqual(all.subarray(row * length, (row + 1) * length));
    }
  });

  it("copies of a row differ where the key looks at the place", () => {
    const shape = SHAPES[0];
    const out = new Float32Array(2 * 784);
    const keys = (row: number, place: number): Key => fold(key, row, place);
    augmentBatch(randomRotation(30), { shape, pixels: noiseOf(shape) }, Int32Array.of(1, 1), keys, out);
    expect(out.subarray(0, 784)).not.toEqual(out.subarray(784));
  });

  it("refuses another size and names the step that changes it, however deep", () => {
    const source = { shape: SHAPES[0], pixels: noiseOf(SHAPES[0]) };
    const run = (policy: ImageAugmentation) => () =>
      augmentBatch(policy, source, Int32Array.of(0), keyOfRow, new Float32Array(784));
    expect(run(resize(20))).toThrow(code("E268", "resize"));
    expect(run(compose(randomRotation(), randomCrop(20), randomHorizontalFlip()))).toThrow(code("E268", "randomCrop"));
    expect(run(compose(randomApply([oneOf(centerCrop(30))], { p: 1 })))).toThrow(code("E268", "centerCrop"));
    expect(run(compose(resize(40), centerCrop(28)))).not.toThrow();
  });

  it("writes another shape where it is asked for", () => {
    const source = { shape: SHAPES[1], pixels: noiseOf(SHAPES[1]) };
    const policy = compose(randomRotation(), randomResizedCrop({ size: [8, 10] }));
    const out = new Float32Array(2 * 240);
    augmentBatch(policy, source, Int32Array.of(1, 5), keyOfRow, out, [3, 8, 10]);
    const image = fromBytes(source.pixels.slice(2880, 2 * 2880), { channels: 3, height: 32, width: 30 });
    const expected = policy.apply(image, policy.sample(keyOfRow(1), image)).data;
    expect(Math.max(...expected.map((v, i) => Math.abs(v - out[i]!)))).toBeLessThan(0.05 / 255);
    const wrong = () => augmentBatch(policy, source, Int32Array.of(1), keyOfRow, new Float32Array(243), [3, 9, 9]);
    expect(wrong).toThrow(code("E268", "randomResizedCrop"));
  });

  it("refuses arrays that do not fit", () => {
    const source = { shape: SHAPES[0], pixels: noiseOf(SHAPES[0]) };
    const run = (row: number, length: number) => () =>
      augmentBatch(randomHorizontalFlip(), source, Int32Array.of(row), keyOfRow, new Float32Array(length));
    expect(run(0, 783)).toThrow(code("E267", "augmentBatch"));
    expect(run(COUNT, 784)).toThrow(code("E260", "image"));
  });
});
