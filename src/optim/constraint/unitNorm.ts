import { boundUnits } from "../units.ts";
import { defineConstraint } from "./define.ts";

/** Rescales the incoming weights of each unit to an L2 norm of 1; zeros stay. */
export const unitNorm = defineConstraint({
  name: "unitNorm",
  doc: "Gives each unit's incoming weights an L2 norm of 1.",
  advice: {
    when: "The direction of the weights is to count, not their size.",
  },
  settings: {},
  project: (kernels, w, shape) => boundUnits(kernels, w, shape, { least: 1, most: 1, share: 1 }),
});
