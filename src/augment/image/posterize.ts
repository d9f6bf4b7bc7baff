import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { withPixels } from "./picture.ts";
import { posterized } from "./pointwise.ts";

/** y = floor(2^bits · x) / 2^bits with probability p. */
export const posterize = defineImage({
  name: "posterize",
  doc: "Keeps a few bits per value, with probability p.",
  advice: {
    when: "Fine shades carry no label.",
    typical: "4 bits; 3 and fewer are strong",
    pitfalls: ["0 bits leave a black image."],
  },
  settings: {
    bits: { default: 4, range: [0, 8], integer: true, search: [3, 7, "linear"], doc: "Bits that are kept per value." },
    p: chance(0.5),
  },
  main: "bits",
  audit: [
    {
      stage: "quality",
      strengths: [3, 4, 5, 6, 7],
      unit: " of 8 bits lost",
      at: (lost) => ({ bits: 8 - Math.round(lost) }),
      always: { p: 1 },
    },
  ],
  sample: (key, _size, { p }) => ({ applied: randomOf(key).uniform() < p }),
  plan: (picture, { applied }, { bits }) =>
    applied ? withPixels(picture, (image) => posterized(image, bits)) : picture,
});
