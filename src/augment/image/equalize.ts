import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { withSource } from "./picture.ts";
import { equalized } from "./histogram.ts";

/** Each channel's histogram made flat, on 256 levels, with probability p. */
export const equalize = defineImage({
  name: "equalize",
  doc: "Makes each channel's histogram flat, with probability p.",
  advice: {
    when: "Exposure and contrast vary.",
    pitfalls: ["Line drawings and digits: a flat histogram turns faint smears of the background into strokes."],
    interactions: ["A stronger autocontrast: one of the two is enough."],
  },
  settings: {
    p: chance(0.5),
  },
  main: "p",
  audit: [{ stage: "quality", always: { p: 1 } }],
  sample: (key, _size, { p }) => ({ applied: randomOf(key).uniform() < p }),
  plan: (picture, { applied }) => (applied ? withSource(picture, equalized) : picture),
});
