import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { choose, OPERATIONS, spaceOf } from "./policy.ts";

const space = spaceOf({ shear: 0.3, shift: (side) => (150 / 331) * side, degrees: 30, colour: 0.9, bitsLost: 4 });

/** `operations` of fourteen, each as likely, one after the other, all at strength magnitude / (bins − 1). */
export const randAugment = defineImage({
  name: "randAugment",
  doc: "A few operations of fourteen, all at one strength.",
  paper: "Cubuk et al. 2020, arXiv:1909.13719",
  advice: {
    when: "Photographs, when two numbers can be tuned.",
    typical: "2 operations; magnitude 9 of 30 for small nets, more for large ones",
    interactions: ["Contains rotation, shift and colour: do not add them again."],
  },
  settings: {
    operations: { default: 2, range: [0, 14], integer: true, doc: "How many operations per image." },
    magnitude: {
      default: 9,
      range: [0, 999],
      integer: true,
      search: [3, 15, "linear"],
      doc: "Strength, 0 … bins − 1.",
    },
    bins: { default: 31, range: [2, 1000], integer: true, doc: "How many strengths there are." },
  },
  main: "magnitude",
  audit: [{ stage: "preset", strengths: [3, 6, 9, 12, 15], at: (magnitude) => ({ magnitude: Math.round(magnitude) }) }],
  sample: (key, size, { operations, magnitude, bins }) => {
    const random = randomOf(key);
    const at = Math.min(magnitude / (bins - 1), 1);
    return { chosen: Array.from({ length: operations }, () => choose(random, space, size, () => at)) };
  },
  plan: (picture, { chosen }) => chosen.reduce((p, { name, magnitude }) => OPERATIONS[name](p, magnitude), picture),
});
