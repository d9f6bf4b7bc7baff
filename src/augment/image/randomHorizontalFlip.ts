import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { sizeOf, withStep } from "./picture.ts";
import { flipLeftRight } from "./steps.ts";

/** Left and right change places with probability p. Exact: no pixel is resampled. */
export const randomHorizontalFlip = defineImage({
  name: "randomHorizontalFlip",
  doc: "Left and right change places with probability p.",
  aliases: ["horizontal mirror"],
  advice: {
    when: "Scenes and objects seen from either side.",
    pitfalls: ["Digits, letters, text, and left-against-right classes: the label does not survive."],
  },
  settings: { p: chance(0.5) },
  main: "p",
  audit: [{ stage: "geometry", always: { p: 1 } }],
  sample: (key, _size, { p }) => ({ flipped: randomOf(key).uniform() < p }),
  plan: (picture, { flipped }) => (flipped ? withStep(picture, flipLeftRight(sizeOf(picture))) : picture),
});
