import { setTimeout as pause } from "node:timers/promises";
import { VERSION } from "../job/version.ts";
import type { NamedData } from "./data.ts";
import type { Page } from "./http/pages.ts";
import type { Live } from "./live.ts";
import type { Runs } from "./scan/index.ts";
import { defaults } from "./scan/settings.ts";
import type { State } from "./types.ts";
import type { Jobs } from "./work/jobs.ts";

/** What the state is made of. */
export interface Known {
  readonly runs: Runs;
  readonly live: Live;
  readonly jobs: Jobs;
  readonly data: ReadonlyMap<string, NamedData>;
  readonly pages: ReadonlyMap<string, Page>;
}

/** Milliseconds in which the page is to have something to show. */
const SOON = 500;

/** Names of metrics that can be asked for. */
export const metricNames = async (): Promise<readonly string[]> => (await import("./work/metrics.ts")).METRICS;

/** Everything that the page opens with. Of very many runs the first are shown at once; the stream tells of the others. */
export async function stateOf({ runs, live, jobs, data, pages }: Known): Promise<State> {
  await Promise.race([runs.look(), pause(SOON, undefined, { ref: false })]);
  // Jobs start on data that was named alone.
  const metrics = data.size === 0 ? [] : await metricNames();
  return {
    ...{ v: 1, told: live.told, version: VERSION, defaults, metrics, runs: runs.all() },
    data: [...data.values()].map(({ id, name, bytes }) => ({ id, name, bytes })),
    ...{ jobs: jobs.views(), playground: pages.has("/playground.html") },
  };
}
