import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readTable } from "../../src/data/index.ts";
import { givenOf } from "../speed/given.ts";
import { ours } from "../speed/ours.ts";
import { workloads } from "../speed/workload.ts";
import { type Contestant, costOf } from "../step/contestant.ts";
import type { Yardstick } from "./reference.ts";

/** What is guarded, and the fixed work that is most like it. */
export interface Guarded {
  readonly contestant: Contestant;
  /** Steps of a round: some 20 ms of processors' time. */
  readonly steps: number;
  readonly like: readonly Yardstick[];
}

const STEPS: Readonly<Record<string, Pick<Guarded, "steps" | "like">>> = {
  "10-100-100-1": { steps: 80, like: ["calls", "loops"] },
  "784-256-128-10": { steps: 20, like: ["products", "copies", "calls"] },
  "tabular 3 × 256": { steps: 5, like: ["products", "copies"] },
  "784-256-128-10, SAM": { steps: 10, like: ["products", "copies", "calls"] },
  "ResNet .3 M": { steps: 1, like: ["convolutions", "copies"] },
};

async function stepOf(name: string): Promise<Guarded> {
  const workload = workloads.find((known) => known.name === name)!;
  const racer = await ours(workload, givenOf(workload), 1);
  return { contestant: { ...racer, name: `step ${name}` }, ...STEPS[name]! };
}

const ROWS = 4000;

function reading(folder: string): Guarded {
  const path = join(folder, "table.csv");
  const make = fileURLToPath(new URL("../make-table.mjs", import.meta.url));
  execFileSync(process.execPath, [make, path, String(ROWS), "20"]);
  return {
    contestant: {
      name: `CSV of ${ROWS} × 20`,
      time: (steps) => costOf(steps, () => readTable(path)),
      dispose: () => Promise.resolve(),
    },
    ...{ steps: 1, like: ["loops"] },
  };
}

export const guarded = async (folder: string): Promise<Guarded[]> => [
  ...(await Promise.all(Object.keys(STEPS).map(stepOf))),
  reading(folder),
];

/** The same, but every step is taken `factor` times on average: what a slower step would look like. */
export function slowed({ contestant, ...rest }: Guarded, factor: number): Guarded {
  const time: Contestant["time"] = async (steps) => {
    const { wall, cpu } = await contestant.time(Math.max(1, Math.round(steps * factor)));
    const more = Math.max(1, Math.round(steps * factor)) / steps;
    return { wall: wall * more, cpu: cpu * more };
  };
  return { contestant: { ...contestant, time }, ...rest };
}
