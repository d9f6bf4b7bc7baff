import { defineConstraint } from "./define.ts";

/** w ← max(w, 0): every weight acts in one direction, so what a unit adds up can be read. */
export const nonNegative = defineConstraint({
  name: "nonNegative",
  doc: "Sets negative weights to zero.",
  advice: {
    when: "Effects that can go in one direction only, so that a unit can be read as a sum.",
  },
  settings: {},
  project: (kernels, w) => kernels.clamp(w, 0, Number.POSITIVE_INFINITY),
});
