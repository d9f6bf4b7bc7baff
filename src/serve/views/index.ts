import type { NamedData } from "../data.ts";
import type { ReadRun } from "../scan/index.ts";

/** What is worked out when somebody asks, each under its own name below a run. */
export type View = (run: ReadRun, data: ReadonlyMap<string, NamedData>) => Promise<object>;

/** Loaded when somebody asks. */
export const views: Readonly<Record<string, () => Promise<View>>> = {
  data: async () => (await import("./data.ts")).data,
  errors: async () => (await import("./errors.ts")).errors,
  health: async () => (await import("./health.ts")).health,
};
