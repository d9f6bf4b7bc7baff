import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { withPixels } from "./picture.ts";
import { sharpened } from "./sharpen.ts";

/** y = factor · x + (1 − factor) · smoothed x, with probability p. */
export const sharpness = defineImage({
  name: "sharpness",
  doc: "Sharpens or smooths, with probability p.",
  advice: {
    when: "Focus and resolution vary.",
    typical: "factor 2; 0.1–1.9 in policies",
    pitfalls: ["Sharpening makes noise and the blocks of JPEG stronger."],
  },
  settings: {
    factor: { default: 2, range: [0, 100], doc: "0 smooths, 1 changes nothing, 2 sharpens." },
    p: chance(0.5),
  },
  main: "factor",
  audit: [{ stage: "quality", strengths: [0.5, 1, 2, 4, 8], at: (more) => ({ factor: 1 + more }), always: { p: 1 } }],
  sample: (key, _size, { p }) => ({ applied: randomOf(key).uniform() < p }),
  plan: (picture, { applied }, { factor }) =>
    applied ? withPixels(picture, (image) => sharpened(image, factor)) : picture,
});
