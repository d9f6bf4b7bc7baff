import { RegularizeError } from "../../core/index.ts";
import { boundUnits } from "../units.ts";
import { defineConstraint } from "./define.ts";

/** The L2 norm n of each unit's incoming weights becomes rate · clamp(n, least, most) + (1 − rate) n, as Keras's; zeros stay. */
export const minMaxNorm = defineConstraint({
  name: "minMaxNorm",
  doc: "Keeps the L2 norm of each unit's incoming weights between two bounds.",
  advice: {
    when: "Units that must neither fade nor grow.",
    typical: "0 to 1 (Keras)",
  },
  settings: {
    least: { default: 0, range: [0, 1e6], doc: "Smallest L2 norm." },
    most: { default: 1, range: [0, 1e6], search: [0.5, 5, "log"], doc: "Largest L2 norm." },
    rate: { default: 1, range: [0, 1], doc: "How much of the way to the bound a step goes; 1 enforces it." },
  },
  project: (kernels, w, shape, { least, most, rate: share }) => boundUnits(kernels, w, shape, { least, most, share }),
  check: ({ least, most }) => {
    if (least > most)
      throw new RegularizeError({
        code: "E311",
        where: "minMaxNorm",
        message: "minMaxNorm's least norm is above its largest",
        expected: `least of at most ${most}`,
        received: String(least),
      });
  },
});
