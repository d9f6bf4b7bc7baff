import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/core/index.ts";
import { cutMix, type ImageBatch, mixup } from "../../../src/augment/image/index.ts";
import { expectClose } from "../../support/close.ts";
import { fixture, unpacked } from "./fixture.ts";

const of = (name: string) => fixture.mixed.find((entry) => entry.name === name)!;

function batchOf({ inputs, labels }: (typeof fixture.mixed)[number]): ImageBatch {
  const [count, channels, height, width] = inputs.shape as [number, number, number, number];
  const targets = Float32Array.from({ length: count * 3 }, (_, i) => (labels[Math.floor(i / 3)] === i % 3 ? 1 : 0));
  return { count, channels, height, width, data: unpacked(inputs), targets };
}

const close = { relative: 0, absolute: 1e-4 };

describe("mixup and cutMix", () => {
  it("mixup blends as torchvision does", () => {
    const entry = of("MixUp");
    const mixed = mixup().apply(batchOf(entry), { lambda: entry.params.lam! });
    expectClose(mixed.data, unpacked(entry.images), close);
    expectClose(mixed.targets, unpacked(entry.targets), close);
  });

  it("cutMix pastes as torchvision does", () => {
    const entry = of("CutMix");
    const [left, top, right, bottom] = entry.params.box!;
    const box = { left, top, width: right - left, height: bottom - top };
    const mixed = cutMix().apply(batchOf(entry), { box, lambda: 1 - 12 / 30 });
    expectClose(mixed.data, unpacked(entry.images), close);
    expectClose(mixed.targets, unpacked(entry.targets), close);
  });

  it("targets stay probabilities, cutMix's share is that of the pasted pixels, inputs stay", () => {
    const batch = batchOf(of("MixUp"));
    const [data, targets] = [Float32Array.from(batch.data), Float32Array.from(batch.targets)];
    for (let seed = 0; seed < 50; seed++)
      for (const mix of [mixup(0.3), cutMix(0.7)]) {
        const result = mix.apply(batch, mix.sample(keyOf(seed), batch) as never);
        for (let row = 0; row < batch.count; row++)
          expect(result.targets.slice(3 * row, 3 * row + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        if (mix.name !== "cutMix") continue;
        const kept = result.data.filter((v, i) => v === batch.data[i]).length / result.data.length;
        const { lambda } = cutMix(0.7).sample(keyOf(seed), batch);
        expect(Math.abs(kept - lambda)).toBeLessThan(0.02);
      }
    expect(batch.data).toEqual(data);
    expect(batch.targets).toEqual(targets);
  });

  it("a batch whose arrays do not fit is refused", () => {
    const batch = batchOf(of("MixUp"));
    const short = { ...batch, data: batch.data.slice(1) };
    expect(() => mixup().apply(short, { lambda: 0.5 })).toThrow(expect.objectContaining({ code: "E267" }));
    const ragged = { ...batch, targets: batch.targets.slice(1) };
    expect(() => mixup().apply(ragged, { lambda: 0.5 })).toThrow(expect.objectContaining({ code: "E267" }));
  });
});
