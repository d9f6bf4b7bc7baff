import { Worker } from "node:worker_threads";
import { fold, type Key, RegularizeError } from "../../core/index.ts";
import type { PixelDescription } from "../../data/index.ts";
import { pickRows } from "../../train/pick.ts";
import type { BatchSource } from "../../train/source.ts";
import { builtPath } from "../built.ts";
import { type ImageRows, imagePolicy, mixed } from "./image.ts";
import type { ImageAnswer, ImageJob, ImageOrder } from "./imageWorker.ts";
import type { GivenStep } from "./steps.ts";

/** One thread and the answers that are awaited of it. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (data: Float32Array) => void; reject: (error: Error) => void }>();
  #next = 0;
  /** Set when it is no more: what is asked of it then is not waited for in vain. */
  #end: RegularizeError | undefined;

  constructor(job: ImageJob) {
    this.#worker = new Worker(builtPath("job/augment/imageWorker.js"), { workerData: job });
    this.#worker.unref();
    this.#worker.on("message", (answer: ImageAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("it ended")));
  }

  draw(chosen: Int32Array, epoch: Key): Promise<Float32Array> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const id = this.#next++;
    const answer = new Promise<Float32Array>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ id, chosen, epoch } satisfies ImageOrder);
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: ImageAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // An idle thread keeps no process alive.
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("data" in answer) waiting?.resolve(answer.data);
    else waiting?.reject(new RegularizeError(answer.error));
  }

  #fail(cause: Error): void {
    this.#end ??= new RegularizeError({
      code: "E503",
      message: `A thread that augments images stopped (${cause.message})`,
      todo: "if memory was short: --threads 1, or a smaller --batch-size",
      cause,
    });
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }
}

/** Batches of augmented images, each cut among threads that work ahead of the step: the same as one thread gives, bit for bit. */
export function threadedImageBatches(
  steps: readonly GivenStep[],
  of: Omit<ImageRows, "pixels"> & { readonly pixels: PixelDescription },
  threads: number,
): BatchSource {
  const { pixels, shape, rows, examples } = of;
  const policy = imagePolicy(steps, shape);
  const width = shape[0] * shape[1] * shape[2];
  const blank = { ...examples, x: { length: examples.rows * width, gather: () => undefined } };
  const pool = Array.from({ length: threads }, () => new Thread({ pixels, rows, steps }));
  return {
    rows: examples.rows,
    draw: async (chosen, { key }) => {
      const size = Math.ceil(chosen.length / pool.length);
      const parts = pool.flatMap((thread, i) => {
        const part = chosen.slice(i * size, (i + 1) * size);
        return part.length === 0 ? [] : [thread.draw(part, key)];
      });
      const data = new Float32Array(chosen.length * width);
      let at = 0;
      for (const part of await Promise.all(parts)) {
        data.set(part, at);
        at += part.length;
      }
      return mixed(policy, { ...pickRows(blank, chosen), x: data }, shape, fold(key, "mix", chosen[0] ?? 0));
    },
    close: async () => {
      await Promise.all(pool.map((thread) => thread.close()));
    },
  };
}
