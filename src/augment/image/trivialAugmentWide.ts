import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { choose, OPERATIONS, spaceOf } from "./policy.ts";

const space = spaceOf({ shear: 0.99, shift: () => 32, degrees: 135, colour: 0.99, bitsLost: 6 });

/** One of fourteen operations, each as likely, at a strength drawn from `bins` evenly spaced ones. */
export const trivialAugmentWide = defineImage({
  name: "trivialAugmentWide",
  doc: "One operation of fourteen at a random strength: nothing to tune.",
  paper: "Müller & Hutter 2021, arXiv:2103.10158",
  aliases: ["TrivialAugment", "TA"],
  advice: {
    when: "A first policy for photographs: strong, without anything to tune.",
    pitfalls: ["Turns by up to 135° and shifts by up to 32 pixels: too much for digits and for very small images."],
  },
  settings: { bins: { default: 31, range: [2, 1000], integer: true, doc: "How many strengths there are." } },
  audit: [{ stage: "preset" }],
  sample: (key, size, { bins }) => {
    const random = randomOf(key);
    return choose(random, space, size, () => random.below(bins) / (bins - 1));
  },
  plan: (picture, { name, magnitude }) => OPERATIONS[name](picture, magnitude),
});
