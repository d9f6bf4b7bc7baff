import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { chance } from "./draw.ts";
import { withSource } from "./picture.ts";
import { solarized } from "./pointwise.ts";

/** y = 1 − x where x ≥ threshold, with probability p. */
export const solarize = defineImage({
  name: "solarize",
  doc: "Inverts what is brighter than a threshold, with probability p.",
  advice: {
    when: "Self-supervised learning, and as a part of a policy.",
    typical: "threshold 0.5 with p 0.2",
    pitfalls: ["Bright against dark classes: what is inverted may be another class."],
  },
  settings: {
    threshold: { default: 0.5, range: [0, 1], doc: "Values from here on are inverted." },
    p: chance(0.5),
  },
  main: "threshold",
  audit: [
    {
      stage: "quality",
      strengths: [0.1, 0.25, 0.5, 0.75, 1],
      unit: " of the range inverted",
      at: (part) => ({ threshold: 1 - part }),
      always: { p: 1 },
    },
  ],
  sample: (key, _size, { p }) => ({ applied: randomOf(key).uniform() < p }),
  plan: (picture, { applied }, { threshold }) =>
    applied ? withSource(picture, (source) => solarized(source, threshold)) : picture,
});
