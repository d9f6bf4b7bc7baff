import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { image } from "../../../src/augment/index.ts";
import { fold, keyOf } from "../../../src/core/index.ts";
import { type Images, readImages } from "../../../src/data/images.ts";
import { type AspectOperation, auditedAspects, auditOperations, type RecipeStep } from "../../../src/decide/index.ts";
import type { ClassPredictions } from "../../../src/train/metrics/index.ts";
import { answers, labels, randomFor } from "./make.ts";

interface Pictures {
  readonly size: image.Size;
  /** [rows, pixels] */
  readonly x: Float32Array;
  readonly targets: Float32Array;
}

/** Which of seven bars digits 0 … 9 light: top, upper left and right, middle, lower left and right, bottom. */
const BARS = [
  "1110111",
  "0010010",
  "1011101",
  "1011011",
  "0111010",
  "1101011",
  "1101111",
  "1010010",
  "1111111",
  "1111011",
];
const PLACES = [
  [0, 1, 1, 6],
  [1, 0, 4, 1],
  [1, 7, 4, 1],
  [5, 1, 1, 6],
  [6, 0, 4, 1],
  [6, 7, 4, 1],
  [10, 1, 1, 6],
] as const;

/** Digits as a pocket calculator shows them, 11 × 8 in a frame of 15 × 12, of uneven brightness. */
function digits(perClass: number, seed: number): Pictures {
  const size = { channels: 1, height: 15, width: 12 };
  const targets = labels(perClass);
  const x = new Float32Array(targets.length * 180);
  const random = randomFor(seed);
  for (const [row, digit] of targets.entries()) {
    const picture = x.subarray(row * 180, (row + 1) * 180);
    const light = 0.6 + 0.4 * random.uniform();
    for (const [bar, [top, left, height, width]] of PLACES.entries())
      if (BARS[digit]![bar] === "1")
        for (let y = 0; y < height; y++)
          picture.fill(light, (y + top + 2) * 12 + left + 2, (y + top + 2) * 12 + left + 2 + width);
    for (let i = 0; i < picture.length; i++) picture[i] = Math.min(1, Math.max(0, picture[i]! + 0.1 * random.normal()));
  }
  return { size, x, targets };
}

/** Every picture after a step, copies of their own for each draw. */
function changed(of: Pictures, step: RecipeStep, draw: number): Pictures {
  const [name, settings] = typeof step === "string" ? [step, {}] : Object.entries(step)[0]!;
  const make = (image as unknown as Record<string, (given: object) => image.ImageAugmentation>)[name]!;
  const augmentation = make(settings);
  const pixels = of.size.height * of.size.width;
  const x = new Float32Array(of.x.length);
  for (let row = 0; row < of.targets.length; row++) {
    const picture = image.imageOf(of.x.slice(row * pixels, (row + 1) * pixels), of.size);
    x.set(augmentation.apply(picture, augmentation.sample(fold(keyOf(draw), row), of.size)).data, row * pixels);
  }
  return { ...of, x };
}

/** The model: the class of the nearest training picture. */
function nearest(training: Pictures, { x, targets, size }: Pictures): ClassPredictions {
  const pixels = size.height * size.width;
  return answers(targets, (row) => {
    let [best, found] = [Infinity, 0];
    for (let of = 0; of < training.targets.length; of++) {
      let distance = 0;
      for (let i = 0; i < pixels && distance < best; i++)
        distance += (x[row * pixels + i]! - training.x[of * pixels + i]!) ** 2;
      if (distance < best) [best, found] = [distance, of];
    }
    return training.targets[found]!;
  });
}

const joined = (a: Pictures, b: Pictures): Pictures => ({
  size: a.size,
  x: Float32Array.from([...a.x, ...b.x]),
  targets: Float32Array.from([...a.targets, ...b.targets]),
});

async function audit(training: Pictures, validation: Pictures, names: readonly string[]) {
  const { channels, height, width } = training.size;
  const operations = auditedAspects(image, [channels, height, width]).filter(({ name }) => names.includes(name));
  const result = await auditOperations<AspectOperation>({
    operations,
    draws: 2,
    clean: nearest(training, validation),
    score: async (of, strength, draw) => nearest(training, changed(validation, of.audited(strength), draw)),
    relearn: async (of, strength) => {
      const both = joined(training, changed(training, of.audited(strength), 90));
      return {
        clean: nearest(both, validation),
        changed: nearest(both, changed(validation, of.audited(strength), 91)),
      };
    },
  });
  return new Map(result.operations.map((of) => [of.name, of]));
}

describe("an audit of pictures", () => {
  it("catches flips of digits, of which 2 becomes 5, and lets brightness pass", async () => {
    const found = await audit(digits(6, 1), digits(40, 2), [
      "randomVerticalFlip",
      "randomHorizontalFlip",
      "brightness",
    ]);
    for (const flip of ["randomVerticalFlip", "randomHorizontalFlip"])
      expect(found.get(flip)).toMatchObject({
        verdict: "breaks labels",
        evaluations: [{ secondLook: { passes: false } }],
      });
    const [vertical] = found.get("randomVerticalFlip")!.evaluations;
    expect(vertical).toMatchObject({
      kind: "classes",
      confusions: expect.arrayContaining([
        { from: "2", to: "5", rise: expect.anything() as object },
        { from: "5", to: "2", rise: expect.anything() as object },
      ]) as object,
    });
    expect(found.get("brightness")).toMatchObject({ verdict: "safe" });
    expect(found.get("brightness")!.largestSafe).toBeGreaterThanOrEqual(0.2);
  });

  it("lets a horizontal flip of clothes pass: shoes that point right are only unfamiliar", async () => {
    const folder = join(import.meta.dirname, "../../../data/fashion");
    const read = (part: string) =>
      readImages(join(folder, `${part}-images-idx3-ubyte.gz`), join(folder, `${part}-labels-idx1-ubyte.gz`));
    const [training, validation] = await Promise.all([read("train"), read("t10k")]);
    const found = await audit(halved(training), halved(validation), ["randomHorizontalFlip"]);
    const flip = found.get("randomHorizontalFlip")!;
    expect(flip).toMatchObject({ verdict: "safe", evaluations: [{ secondLook: { passes: true } }] });
    expect(flip.evaluations[0]!.affinity.high).toBeLessThan(0.9);
  });
});

/** Means of 2 × 2 pixels. */
function halved({ rows, x, y, classes, shape: [, height, width] }: Images): Pictures {
  const size = { channels: 1, height: height / 2, width: width / 2 };
  const small = Float32Array.from({ length: rows * size.height * size.width }, (_, i) => {
    const [row, top, left] = [
      Math.floor(i / (size.height * size.width)),
      Math.floor(i / size.width) % size.height,
      i % size.width,
    ];
    const at = (row * height + 2 * top) * width + 2 * left;
    return (x[at]! + x[at + 1]! + x[at + width]! + x[at + width + 1]!) / 4;
  });
  const targets = Float32Array.from({ length: rows }, (_, row) =>
    y.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
  return { size, x: small, targets };
}
