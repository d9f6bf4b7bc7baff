import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { sizeOf, withStep } from "./picture.ts";
import { flipUpDown } from "./steps.ts";

/** Top and bottom change places with probability p. Exact: no pixel is resampled. */
export const randomVerticalFlip = defineImage({
  name: "randomVerticalFlip",
  doc: "Top and bottom change places with probability p.",
  aliases: ["vertical mirror"],
  advice: {
    when: "Images without an up: aerial, microscope, textures.",
    pitfalls: ["Photographs and digits: what stands on its head may be another class."],
  },
  settings: { p: chance(0.5) },
  main: "p",
  audit: [{ stage: "geometry", always: { p: 1 } }],
  sample: (key, _size, { p }) => ({ flipped: randomOf(key).uniform() < p }),
  plan: (picture, { flipped }) => (flipped ? withStep(picture, flipUpDown(sizeOf(picture))) : picture),
});
