import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf, randomOf } from "../../src/core/index.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { readSpace } from "../../src/job/tune/begin/space.ts";
import { tune } from "../../src/job/tune/tune.ts";
import type { TuneEvent } from "../../src/job/tune/types.ts";
import type { Cost } from "../step/contestant.ts";

export interface Size {
  readonly trials: number;
  readonly epochs: number;
  readonly rows: number;
  readonly batch: number;
  readonly hidden: readonly number[];
}

export const COLUMNS = 20;
export const CLASSES = 4;

/** Wide enough that no trial is like another; the peer has the same in its own words. */
const SPACE = readSpace({
  parameters: {
    learningRate: [3e-4, 2e-2, "log"],
    dropout: [0, 0.5, "linear"],
    weightDecay: [1e-3, 3, "log"],
    labelSmoothing: [0, 0.2, "linear"],
  },
});

/** Clusters that overlap. */
export function makeTable(path: string, rows: number): void {
  const random = randomOf(keyOf(11));
  const centres = Array.from({ length: CLASSES }, () => Array.from({ length: COLUMNS }, () => random.normal() * 0.7));
  const names = Array.from({ length: COLUMNS }, (_, i) => `x${i}`);
  const lines = Array.from({ length: rows }, () => {
    const kind = random.below(CLASSES);
    return [...centres[kind]!.map((centre) => (centre + random.normal()).toFixed(4)), `c${kind}`].join(",");
  });
  writeFileSync(path, `${[...names, "target"].join(",")}\n${lines.join("\n")}\n`);
}

export interface Round extends Cost {
  readonly best: number;
}

const BASE = {
  network: "mlp",
  numericEmbedding: "none",
  norm: "none",
  schedule: "constant",
  averaging: "none",
} as const;

interface Given {
  readonly data: string;
  readonly seed: number;
  /** Milliseconds of processors' time. */
  readonly cpu: () => number;
  /** In processes when absent. */
  readonly queue?: Queue;
}

/** The clocks run from the end of the last fixed recipe to that of the last sampled trial, of which there are `trials`. */
export async function tuneRate(
  { data, seed, cpu, queue }: Given,
  { trials, epochs, batch, hidden }: Omit<Size, "rows">,
): Promise<Round> {
  const out = mkdtempSync(join(tmpdir(), "regularize-bench-"));
  const controller = new AbortController();
  let [sampled, best] = [0, 0];
  let [begun, ended] = [
    { wall: 0, cpu: 0 },
    { wall: 0, cpu: 0 },
  ];
  const onEvent = (event: TuneEvent): void => {
    if (event.type !== "trial" || sampled === trials) return;
    const at = { wall: performance.now() * 1000, cpu: cpu() * 1000 };
    if (!event.recipe.startsWith("trial ")) {
      begun = at;
      return;
    }
    if (event.status === "failed") throw new Error(event.error?.message);
    sampled++;
    best = Math.max(best, event.validation!);
    ended = at;
    if (sampled === trials) controller.abort();
  };
  const base = { ...BASE, epochs, batchSize: batch, hidden: [...hidden] };
  const sizes = { workers: 1, folds: 1, reruns: 1, top: 1, trials: trials + 100 };
  const common = { data, target: "target", metric: "accuracy", base, seed, space: SPACE, signal: controller.signal };
  try {
    await tune({ ...common, ...sizes, out: join(out, "run") }, onEvent, queue === undefined ? {} : { queue });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    rmSync(out, { recursive: true });
  }
  return { wall: ended.wall - begun.wall, cpu: ended.cpu - begun.cpu, best };
}
