import type { NamedData } from "../data.ts";
import type { ReadRun } from "../scan/index.ts";
import { data } from "./data.ts";
import { errors } from "./errors.ts";
import { health } from "./health.ts";

/** What is worked out when somebody asks, each under its own name below a run. */
export type View = (run: ReadRun, data: ReadonlyMap<string, NamedData>) => Promise<object>;

export const views: Readonly<Record<string, View>> = { data, errors, health };
