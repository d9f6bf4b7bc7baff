import { boundUnits } from "../units.ts";
import { defineConstraint } from "./define.ts";

/** Rescales the incoming weights of each unit to an L2 norm of at most `limit`. Goes well with dropout. */
export const maxNorm = defineConstraint({
  name: "maxNorm",
  doc: "Bounds the L2 norm of each unit's incoming weights.",
  paper: "Srivastava et al. 2014, JMLR 15:1929",
  advice: {
    when: "Beside dropout, so that a high learning rate cannot blow weights up.",
    typical: "2 (Keras), 3 to 4 (paper)",
    cost: "a norm for each unit a step",
    interactions: ["Goes well with dropout."],
  },
  settings: {
    limit: {
      default: 2,
      range: [1e-6, 1e6],
      search: [0.5, 5, "log"],
      doc: "Largest L2 norm of a unit's incoming weights.",
    },
  },
  main: "limit",
  project: (kernels, w, shape, { limit }) => boundUnits(kernels, w, shape, { least: 0, most: limit, share: 1 }),
});
