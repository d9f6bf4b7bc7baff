import type * as library from "../../src/augment/image/index.ts";

export type Library = typeof library;
type Augmentation = library.ImageAugmentation;
type Shape = library.ImageShape;

/** What all contestants do to the same bytes; floats come out. */
export interface Case {
  readonly key: string;
  readonly name: string;
  readonly from: Shape;
  readonly to: Shape;
  readonly policy: (image: Library) => Augmentation;
}

const photo: Shape = [3, 256, 320];
const square: Shape = [3, 224, 224];

/** One step, then normalize, on 224 × 224. */
const part = (key: string, name: string, step: (image: Library) => readonly Augmentation[]): Case => ({
  key,
  name,
  from: square,
  to: square,
  policy: (image) => image.compose(...step(image), image.normalize()),
});

const small = (channels: number, side: number): Case => ({
  key: `small${side}`,
  name: `flip, shift 2, cutout 8: ${side} × ${side} × ${channels}`,
  from: [channels, side, side],
  to: [channels, side, side],
  policy: (image) =>
    image.compose(image.randomHorizontalFlip(), image.randomCrop({ size: side, padding: 2 }), image.cutout(8)),
});

const jitter = { brightness: 0.2, contrast: 0.2, saturation: 0.2 };

export const cases: readonly Case[] = [
  {
    key: "article",
    name: "flip, rotate 15°, resized crop 224, jitter .2",
    from: photo,
    to: square,
    policy: (image) =>
      image.compose(
        image.randomHorizontalFlip(),
        image.randomRotation(15),
        image.randomResizedCrop(224),
        image.colorJitter(jitter),
        image.normalize(),
      ),
  },
  {
    key: "imagenet",
    name: "resized crop 224, flip",
    from: photo,
    to: square,
    policy: (image) => image.compose(image.randomResizedCrop(224), image.randomHorizontalFlip(), image.normalize()),
  },
  small(1, 28),
  small(3, 32),
  part("randAugment", "RandAugment", (image) => [image.randAugment()]),
  part("normalize", "normalize alone", () => []),
  part("flip", "flip", (image) => [image.randomHorizontalFlip(1)]),
  part("rotate", "rotate 15°", (image) => [image.randomRotation(15)]),
  part("jitter", "jitter .2", (image) => [image.colorJitter(jitter)]),
  part("hue", "hue .1", (image) => [image.colorJitter({ hue: 0.1 })]),
  part("blur", "blur 5", (image) => [image.gaussianBlur(5)]),
  part("equalize", "equalize", (image) => [image.equalize(1)]),
  part("sharpness", "sharpness 2", (image) => [image.sharpness({ p: 1 })]),
];
