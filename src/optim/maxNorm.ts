import { type Given, resolveGiven, type Shape } from "../core/index.ts";
import type { Kernels } from "../kernel/index.ts";

/** A rule that weights are brought back to after each update. */
export interface Constraint {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** `w` is a weight [in, units] (or [units, …] with more than two axes) on the kernel memory; changed in place. */
  readonly project: (kernels: Kernels, w: Float32Array, shape: Shape) => void;
}

const settings = {
  limit: {
    default: 2,
    range: [1e-6, 1e6],
    search: [0.5, 5, "log"],
    doc: "Largest L2 norm of a unit's incoming weights.",
  },
} as const;

/** Rescales the incoming weights of each unit to an L2 norm of at most `limit`. Goes well with dropout. */
export const maxNorm = Object.assign(
  (given?: Given<typeof settings>): Constraint => {
    const resolved = resolveGiven("maxNorm", settings, "limit", given);
    return {
      name: "maxNorm",
      settings: resolved,
      project: (kernels, w, shape) => {
        if (shape.length < 2) return;
        const rows = shape[0]!;
        kernels.maxNorm(w, rows, w.length / rows, shape.length === 2 ? 0 : 1, resolved.limit);
      },
    };
  },
  {
    definition: {
      name: "maxNorm",
      doc: "Bounds the L2 norm of each unit's incoming weights.",
      paper: "Srivastava et al. 2014, JMLR 15:1929",
      settings,
      main: "limit",
    } as const,
  },
);
