import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { stretched } from "./pointwise.ts";

/** Each channel stretched to 0 … 1, with probability p. */
export const autocontrast = defineImage({
  name: "autocontrast",
  doc: "Stretches each channel to 0 … 1, with probability p.",
  advice: {
    when: "Exposure varies.",
    pitfalls: ["Noise of a nearly even image is stretched with it."],
    interactions: ["equalize goes further: one of the two is enough."],
  },
  settings: {
    p: chance(0.5),
  },
  main: "p",
  audit: [{ stage: "quality", always: { p: 1 } }],
  sample: (key, _size, { p }) => ({ applied: randomOf(key).uniform() < p }),
  plan: (picture, { applied }) => (applied ? stretched(picture) : picture),
});
