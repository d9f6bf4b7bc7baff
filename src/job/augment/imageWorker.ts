import { parentPort, workerData } from "node:worker_threads";
import type { ErrorFacts, Key } from "../../core/index.ts";
import { openPixels, type PixelDescription } from "../../data/index.ts";
import { factsOf } from "../queue/facts.ts";
import { drawImages, imagePolicy } from "./image.ts";
import type { GivenStep } from "./steps.ts";

// A thread that augments images ahead of the step. It holds no state: what comes out depends on the order alone.

/** What a thread is told once. */
export interface ImageJob {
  readonly pixels: PixelDescription;
  /** [rows]: where each training row stands among the pixels. */
  readonly rows: Int32Array;
  readonly steps: readonly GivenStep[];
}

/** Some rows of a batch. */
export interface ImageOrder {
  readonly id: number;
  readonly chosen: Int32Array;
  readonly epoch: Key;
}

export type ImageAnswer =
  | { readonly id: number; readonly data: Float32Array }
  | { readonly id: number; readonly error: ErrorFacts };

if (parentPort !== null) {
  const port = parentPort;
  const { pixels: description, rows, steps } = workerData as ImageJob;
  const store = openPixels(description);
  const { shape } = description;
  const policy = imagePolicy(steps, shape);
  const source = { pixels: (row: number) => store.bytes(row), shape, rows };
  port.on("message", ({ id, chosen, epoch }: ImageOrder) => {
    try {
      const data = new Float32Array(chosen.length * shape[0] * shape[1] * shape[2]);
      drawImages(policy, source, chosen, epoch, data);
      port.postMessage({ id, data } satisfies ImageAnswer, [data.buffer]);
    } catch (cause) {
      port.postMessage({ id, error: factsOf(cause, "Augmenting images") } satisfies ImageAnswer);
    }
  });
}
