import { describe, expect, it } from "vitest";
import * as members from "../../../src/augment/image/index.ts";
import { keyOf } from "../../../src/core/index.ts";
import { imageNamed } from "./fixture.ts";

const rgb = imageNamed("rgb");
const two = { channels: 2, height: 2, width: 2, data: new Float32Array(8) };
const code = (name: string) => expect.objectContaining({ name: "RegularizeError", code: name });
const run = (augmentation: members.ImageAugmentation, image: members.Image) => () =>
  augmentation.apply(image, augmentation.sample(keyOf(1), image));

describe("images", () => {
  it("bytes come back from 0 … 1, values outside are clamped", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const image = members.fromBytes(bytes, { channels: 1, height: 16, width: 16 });
    expect([...members.toBytes(image)]).toEqual([...bytes]);
    expect([...members.toBytes({ ...image, data: Float32Array.of(-1, 2) })]).toEqual([0, 255]);
  });

  it("numbers that do not fit the size are refused", () => {
    for (const size of [
      { channels: 1, height: 2, width: 2 },
      { channels: 0, height: 2, width: 2 },
      { channels: -1, height: -3, width: 1 },
    ])
      expect(() => members.imageOf(new Float32Array(3), size)).toThrow(code("E260"));
  });
});

describe("what cannot be done is refused, with a code", () => {
  it("colours of neither grey nor RGB", () => {
    for (const augmentation of [
      members.randomGrayscale(1),
      members.colorJitter({ contrast: 0.5 }),
      members.autocontrast(1),
      members.sharpness({ p: 1 }),
    ])
      expect(run(augmentation, two)).toThrow(code("E261"));
  });

  it("intervals that are none", () => {
    expect(run(members.randomResizedCrop({ scale: [0.9, 0.1] }), rgb)).toThrow(code("E262"));
    expect(run(members.randomErasing({ ratio: [1] }), rgb)).toThrow(code("E262"));
    expect(run(members.randomAffine({ shear: [1, 2, 3] }), rgb)).toThrow(code("E262"));
    expect(run(members.gaussianBlur({ sigma: [] }), rgb)).toThrow(code("E262"));
  });

  it("a crop larger than the image, unless it may be padded", () => {
    expect(run(members.randomCrop(30), rgb)).toThrow(code("E263"));
    expect(run(members.randomCrop({ size: 30, padIfNeeded: true }), rgb)()).toMatchObject({ height: 30, width: 30 });
  });

  it("normalize with other channels, oneOf without members, an even kernel, settings out of range", () => {
    expect(run(members.normalize(), imageNamed("grey"))).toThrow(code("E264"));
    expect(() => members.oneOf()).toThrow(code("E265"));
    expect(run(members.gaussianBlur(4), rgb)).toThrow(code("E266"));
    expect(() => members.randomRotation(200)).toThrow(code("E311"));
    expect(() => members.randomApply([], { p: 2 })).toThrow(code("E311"));
  });
});
