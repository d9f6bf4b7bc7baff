import { randomOf } from "../../core/index.ts";
import { adjustToGrey } from "./adjust.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";

/** Every channel becomes 0.2989 R + 0.587 G + 0.114 B with probability p. */
export const randomGrayscale = defineImage({
  name: "randomGrayscale",
  doc: "Takes the colour out of an image with probability p.",
  advice: {
    when: "Shape is the class, colour is not.",
    typical: "0.1; 0.2 for self-supervised learning",
    pitfalls: ["Grey images stay as they are: it does nothing there."],
  },
  settings: { p: chance(0.1) },
  main: "p",
  audit: [{ stage: "quality", always: { p: 1 } }],
  sample: (key, _size, { p }) => ({ grey: randomOf(key).uniform() < p }),
  plan: (picture, { grey }) => (grey ? adjustToGrey(picture) : picture),
});
