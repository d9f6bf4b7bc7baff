import { RegularizeError } from "../../core/index.ts";
import { colourOf } from "./colour.ts";
import { defineImage } from "./define.ts";
import { sizeOf, withColour } from "./picture.ts";

/** A number per channel; a single one serves all. */
function perChannel(name: string, list: readonly number[], channels: number): (channel: number) => number {
  if (list.length !== 1 && list.length !== channels)
    throw new RegularizeError({
      code: "E264",
      where: `normalize.${name}`,
      message: `normalize.${name} needs a number per channel`,
      expected: `1 or ${channels} numbers`,
      received: JSON.stringify(list),
    });
  return (channel) => list[list.length === 1 ? 0 : channel]!;
}

/** y = (x − mean) / std per channel. ImageNet's figures by default. Goes last: what follows may count on 0 … 1 no more. */
export const normalize = defineImage({
  name: "normalize",
  doc: "Subtracts a mean and divides by a deviation, per channel.",
  aliases: ["standardize"],
  advice: {
    when: "A pipeline for a net that was trained on normalized images; models made here do it in their first layer.",
    typical: "the figures of the images that the net was trained on; ImageNet's are the default",
    pitfalls: ["What counts on 0 … 1, such as posterize and clamped noise, goes before it."],
    interactions: ["A linear colour: it joins neighbouring ones in one matrix, and costs nothing more."],
  },
  settings: {
    mean: { default: [0.485, 0.456, 0.406], each: [-1e6, 1e6], doc: "Mean per channel." },
    std: { default: [0.229, 0.224, 0.225], each: [1e-12, 1e6], doc: "Standard deviation per channel." },
  },
  facts: { deterministic: true },
  sample: () => ({}),
  plan: (picture, _drawn, { mean, std }) => {
    const { channels } = sizeOf(picture);
    const [at, by] = [perChannel("mean", mean, channels), perChannel("std", std, channels)];
    const entry = (row: number, column: number): number => (row === column ? 1 / by(row) : 0);
    return withColour(
      picture,
      colourOf(channels, entry, (row) => -at(row) / by(row), false),
    );
  },
});
